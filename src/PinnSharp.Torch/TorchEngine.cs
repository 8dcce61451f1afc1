using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PinnSharp.Inversion;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>Residual programs as tensors, batch by batch. At most a few problems keep their rows on the device; the others bring them again when they are asked.</summary>
public sealed class TorchEngine : IResidualEngine
{
    private const int MostResident = 2;
    private readonly TensorContext _context;
    private readonly Func<EvaluationPlan, TermEvaluator> _evaluator;
    private readonly ConditionalWeakTable<ResidualProgram, TermEvaluator> _evaluators = [];
    private readonly ConditionalWeakTable<ResidualProgram, EvaluationPlan> _plans = [];
    private readonly LinkedList<TorchLeastSquares> _resident = [];

    internal TorchEngine(InternalVariables variables, ImmutableArray<FieldNetwork> networks, Device device, TensorOptions options)
    {
        _context = new(variables, networks, EngineParameters.Layout(variables, networks), device, options.Precision == Precision.Float32 ? ScalarType.Float32 : ScalarType.Float64);
        _evaluator = options.Derivatives == DerivativeMode.Taylor ? plan => new TaylorEvaluator(plan, _context) : plan => new AutogradEvaluator(plan, _context);
        Memory = new(device, options.Batch);
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => _context.Parameters;

    internal TensorContext Context => _context;

    internal DeviceMemory Memory { get; }

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

    private double[] Scan(TermRows rows, ReadOnlySpan<double> theta, Func<TermEvaluator, TensorRows.Batch, Tensor, Tensor> evaluate)
    {
        var result = new double[rows.Count];
        if (rows.Count == 0) return result;
        var (evaluator, parameters) = (Evaluator(rows.Program), theta.ToArray());
        using var scope = NewDisposeScope();
        using var tensors = Memory.Rows(() => new TensorRows(Plan(rows.Program), rows, null, _context));
        var (at, together) = (_context.Move(parameters, parameters.Length), Memory.Together(evaluator.BytesPerRow));
        for (var first = 0; first < tensors.Padded; first += together)
        {
            using var inner = NewDisposeScope();
            var batch = tensors.Slice(first, Math.Min(together, tensors.Padded - first));
            TensorContext.Fetch(Memory.Batch(batch.Count, () => evaluate(evaluator, batch, at)), result.AsSpan(first, batch.Used));
        }
        return result;
    }
}
