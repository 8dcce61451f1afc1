using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// The CPU engine: residual programs by jets on blocks of 64 points, blocks in parallel. Work is cut into slots that do not depend on the number of
/// threads, and slots are summed in order, so neither do the results.
/// </summary>
public sealed class JetEngine : IResidualEngine
{
    private const int PackedRows = 1024;

    private readonly ConditionalWeakTable<ResidualProgram, EvaluationPlan> _plans = [];
    private readonly JetWorker[] _workers;
    private readonly Lazy<Gram> _gram;
    private double[] _sums = [];

    /// <summary>Prepares a worker a thread.</summary>
    /// <param name="variables">The problem's internal variables.</param>
    /// <param name="networks">The networks of all its fields.</param>
    /// <param name="threads">Threads to use.</param>
    public JetEngine(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (Variables, Networks, Threads) = (variables, networks, threads);
        Parameters = EngineParameters.Layout(variables, networks);
        _gram = new(() => new Gram(Parameters.Count, PackedRows));
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new JetWorker(networks, Parameters))];
    }

    /// <summary>The problem's internal variables.</summary>
    public InternalVariables Variables { get; }

    /// <summary>The networks.</summary>
    public ImmutableArray<FieldNetwork> Networks { get; }

    /// <summary>Threads in use.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ILeastSquares Assemble(IReadOnlyList<WeightedRows> terms) => new JetLeastSquares(this, terms);

    /// <inheritdoc/>
    public double[] Values(TermRows rows, ReadOnlySpan<double> theta)
    {
        var result = new double[rows.Count];
        Scan(rows, theta, false, (worker, blocks, b) => worker.Value[..blocks.Used(b)].CopyTo(result.AsSpan(b * BlockProgram.Lanes)));
        return result;
    }

    /// <inheritdoc/>
    public double[] CoefficientNorms(TermRows rows, ReadOnlySpan<double> theta)
    {
        var result = new double[rows.Count];
        Scan(rows, theta, true, (worker, blocks, b) =>
        {
            for (var lane = 0; lane < blocks.Used(b); lane++)
            {
                double sum = 0;
                for (var c = 0; c < blocks.Plan.Channels.Length; c++)
                    sum += worker.Derivative(c)[lane] * worker.Derivative(c)[lane];
                result[b * BlockProgram.Lanes + lane] = Math.Sqrt(sum);
            }
        });
        return result;
    }

    /// <summary>Workspace of that many numbers, kept from call to call: one least-squares problem of an engine is evaluated at a time.</summary>
    internal double[] Sums(int length) => _sums.Length >= length ? _sums : _sums = new double[length];

    /// <summary>Workspace for rows of the Jacobian.</summary>
    internal Gram Gram => _gram.Value;

    internal BlockRows Block(TermRows rows)
    {
        var plan = _plans.GetValue(rows.Program, program => new EvaluationPlan(program, Networks, Variables));
        return new BlockRows(plan, rows, Variables);
    }

    /// <summary>Runs slots 0 … count − 1, each by one worker, in whatever order.</summary>
    internal void Run(int count, Action<JetWorker, int> slot)
    {
        var next = -1;
        Workers.Run(Math.Min(Threads, count), w =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                slot(_workers[w], i);
        });
    }

    private void Scan(TermRows rows, ReadOnlySpan<double> theta, bool derivatives, Action<JetWorker, BlockRows, int> visit)
    {
        if (rows.Count == 0) return;
        var blocks = Block(rows);
        var parameters = theta.ToArray();
        Run(blocks.Blocks, (worker, b) =>
        {
            worker.Forward(blocks, b, parameters, derivatives);
            visit(worker, blocks, b);
        });
    }
}
