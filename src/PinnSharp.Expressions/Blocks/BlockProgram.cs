using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>
/// Several expressions compiled to one straight-line program that is run on blocks of 64 points. Common subexpressions are worked out once.
/// Immutable; the workspace is the caller's, so one program may be run from many threads. Nothing is allocated in a run.
/// </summary>
public sealed class BlockProgram
{
    /// <summary>Points in a block.</summary>
    public const int Lanes = 64;

    private readonly Instruction[] _instructions;

    internal BlockProgram(ImmutableArray<Expression> inputs, int outputs, int registers, Instruction[] instructions) =>
        (Inputs, OutputCount, WorkspaceLength, _instructions) = (inputs, outputs, registers * Lanes, instructions);

    /// <summary>The leaves the program reads, in the order of its inputs.</summary>
    public ImmutableArray<Expression> Inputs { get; }

    /// <summary>Number of outputs.</summary>
    public int OutputCount { get; }

    /// <summary>Length of the workspace a run needs.</summary>
    public int WorkspaceLength { get; }

    /// <summary>Number of instructions a run takes.</summary>
    public int InstructionCount => _instructions.Length;

    /// <summary>Compiles expressions.</summary>
    /// <param name="outputs">What to work out.</param>
    /// <param name="inputs">Leaves in the order their values will be given, at least those that occur; by default those that occur, in canonical order.</param>
    /// <exception cref="ArgumentException">A leaf occurs that <paramref name="inputs"/> lacks, or something in it is not a leaf.</exception>
    public static BlockProgram Compile(IReadOnlyList<Expression> outputs, IReadOnlyList<Expression>? inputs = null) => BlockCompiler.Compile(outputs, inputs);

    /// <summary>Runs the program on one block.</summary>
    /// <param name="inputs">[Inputs.Length][64].</param>
    /// <param name="outputs">[OutputCount][64]; must not overlap the inputs.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength"/>; what it holds does not matter.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public unsafe void Evaluate(ReadOnlySpan<double> inputs, Span<double> outputs, Span<double> workspace)
    {
        if (inputs.Length < Inputs.Length * Lanes) throw new ArgumentException("Too few inputs.", nameof(inputs));
        if (outputs.Length < OutputCount * Lanes) throw new ArgumentException("Too few outputs.", nameof(outputs));
        if (workspace.Length < WorkspaceLength) throw new ArgumentException("Too short a workspace.", nameof(workspace));
        fixed (double* i = inputs, o = outputs, w = workspace)
        {
            var places = stackalloc double*[] { i, o, w };
            foreach (ref readonly var instruction in _instructions.AsSpan())
                BlockKernels.Run(in instruction, Address(instruction.A, places), Address(instruction.B, places), Address(instruction.C, places), Address(instruction.Target, places));
        }
    }

    /// <summary>Runs the program in another arithmetic.</summary>
    /// <typeparam name="T">Its values.</typeparam>
    /// <param name="inputs">One for each of <see cref="Inputs"/>.</param>
    /// <param name="arithmetic">The arithmetic.</param>
    /// <returns>The outputs.</returns>
    /// <exception cref="ArgumentException">There are too few inputs.</exception>
    public T[] Evaluate<T>(IReadOnlyList<T> inputs, IArithmetic<T> arithmetic)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(arithmetic);
        if (inputs.Count < Inputs.Length) throw new ArgumentException("Too few inputs.", nameof(inputs));
        var (outputs, registers) = (new T[OutputCount], new T[WorkspaceLength / Lanes]);
        foreach (ref readonly var instruction in _instructions.AsSpan())
        {
            var (i, k) = (instruction, instruction.Constant);
            T a() => At(i.A);
            T b() => At(i.B);
            var value = i.Operation switch
            {
                Operation.Fill => arithmetic.Constant(k),
                Operation.Copy => a(),
                Operation.Add => arithmetic.Add(a(), b()),
                Operation.Subtract => arithmetic.Subtract(a(), b()),
                Operation.Multiply => arithmetic.Multiply(a(), b()),
                Operation.Divide => arithmetic.Divide(a(), b()),
                Operation.MultiplyAdd => arithmetic.Add(arithmetic.Multiply(a(), b()), At(i.C)),
                Operation.AddConstant => arithmetic.Add(a(), k),
                Operation.SubtractFrom => arithmetic.Add(arithmetic.Scale(-1, a()), k),
                Operation.Scale => arithmetic.Scale(k, a()),
                Operation.DivideConstant => arithmetic.Divide(k, a()),
                Operation.ScaleAdd => arithmetic.Add(arithmetic.Scale(k, a()), b()),
                Operation.Sqrt => arithmetic.Sqrt(a()),
                Operation.Power => arithmetic.Power(a(), b()),
                Operation.Min => arithmetic.Min(a(), b()),
                Operation.Max => arithmetic.Max(a(), b()),
                _ => arithmetic.Call(i.Function, a()),
            };
            (i.Target.Memory == Place.Outputs ? outputs : registers)[i.Target.Offset / Lanes] = value;
        }
        return outputs;

        T At(Place place) => place.Memory == Place.Inputs ? inputs[place.Offset / Lanes] : (place.Memory == Place.Outputs ? outputs : registers)[place.Offset / Lanes];
    }

    private static unsafe double* Address(Place place, double** places) => places[place.Memory] + place.Offset;
}
