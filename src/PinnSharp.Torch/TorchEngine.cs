using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// Residual programs as tensors, batch by batch. On a processor each worker has batches of its own, in which the library computes with one thread: its own threads would wait for each other at
/// every operation, and for everybody else's. At most a few problems keep their rows on the device; the others bring them again when they are asked.
/// </summary>
public sealed class TorchEngine : IResidualEngine
{
    private const int MostResident = 2;
    private readonly TensorContext _context;
    private readonly Func<EvaluationPlan, TermEvaluator> _evaluator;
    private readonly ConditionalWeakTable<ResidualProgram, TermEvaluator> _evaluators = [];
    private readonly ConditionalWeakTable<ResidualProgram, EvaluationPlan> _plans = [];
    private readonly LinkedList<TorchLeastSquares> _resident = [];

    internal TorchEngine(InternalVariables variables, ImmutableArray<FieldNetwork> networks, Device device, TensorOptions options, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Workers = device.type == DeviceType.CPU ? threads : 1;
        _context = new(variables, networks, EngineParameters.Layout(variables, networks), device, options.Precision == Precision.Float32 ? ScalarType.Float32 : ScalarType.Float64);
        _evaluator = options.Derivatives == DerivativeMode.Taylor ? plan => new TaylorEvaluator(plan, _context) : plan => new AutogradEvaluator(plan, _context);
        Memory = new(device, options.Batch);
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => _context.Parameters;

    internal TensorContext Context => _context;

    internal DeviceMemory Memory { get; }

    /// <summary>Batches that are evaluated at a time.</summary>
    internal int Workers { get; }

    /// <summary>Runs pieces of work 0 … count − 1 on the workers, in whatever order.</summary>
    internal void Run(int count, Action<int> piece)
    {
        var next = -1;
        try
        {
            Numerics.Workers.Run(Math.Clamp(count, 1, Workers), _ =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;) piece(i);
            });
        }
        catch (AggregateException e) when (e.InnerException is InputException input)
        {
            throw new InputException(input.Message);
        }
    }

    /// <inheritdoc/>
    public ILeastSquares Assemble(IReadOnlyList<WeightedRows> terms) => new TorchLeastSquares(this, terms);

    /// <inheritdoc/>
    public double[] Values(TermRows rows, ReadOnlySpan<double> theta) => Scan(rows, theta, (evaluator, batch, parameters) => evaluator.Value(batch, parameters));

    /// <inheritdoc/>
    public double[] CoefficientNorms(TermRows rows, ReadOnlySpan<double> theta) => Scan(rows, theta, (evaluator, batch, parameters) => evaluator.CoefficientNorms(batch, parameters));

    internal TermEvaluator Evaluator(ResidualProgram program) => _evaluators.GetValue(program, p => _evaluator(Plan(p)));

    internal EvaluationPlan Plan(ResidualProgram program) => _plans.GetValue(program, p => new EvaluationPlan(p, _context.Networks, _context.Variables));

    /// <summary>Lets a problem keep its rows on the device, and the one that was asked longest ago give up its own.</summary>
    internal void Keep(TorchLeastSquares problem)
    {
        if (_resident.First?.Value == problem) return;
        _resident.Remove(problem);
        _resident.AddFirst(problem);
        while (_resident.Count > MostResident)
        {
            _resident.Last!.Value.Release();
            _resident.RemoveLast();
        }
    }

    internal void Leave(TorchLeastSquares problem) => _resident.Remove(problem);

    private double[] Scan(TermRows rows, ReadOnlySpan<double> theta, Func<TermEvaluator, TensorRows.Batch, Tensor, Tensor> evaluate)
    {
        var result = new double[rows.Count];
        if (rows.Count == 0) return result;
        var evaluator = Evaluator(rows.Program);
        using var scope = NewDisposeScope();
        using var tensors = Memory.Rows(() => new TensorRows(Plan(rows.Program), rows, null, _context));
        var (at, together) = (_context.Move(theta, theta.Length), Memory.Together(evaluator.BytesPerRow));
        Run((tensors.Padded + together - 1) / together, i =>
        {
            using var inner = NewDisposeScope();
            var batch = tensors.Slice(i * together, Math.Min(together, tensors.Padded - i * together));
            TensorContext.Fetch(Memory.Batch(batch.Count, evaluator.NeedsRoom ? evaluator.BytesPerRow * batch.Count : 0, () => evaluate(evaluator, batch, at)), result.AsSpan(i * together, batch.Used));
        });
        return result;
    }
}
