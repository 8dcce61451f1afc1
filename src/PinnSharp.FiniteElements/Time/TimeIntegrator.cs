using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Integrates a system in time: chooses steps by the error that they make, once, and then solves on that grid, so that the solution is a differentiable function of the
/// parameters.
/// </summary>
public sealed class TimeIntegrator
{
    private const double First = 1e-3, Smallest = 1e-12, Safety = 0.9, Growth = 3, Hold = 1.3;
    private readonly StageSolver _solver;

    /// <summary>Describes the integration.</summary>
    /// <param name="system">The system.</param>
    /// <param name="method">The method.</param>
    /// <param name="options">Tolerance, memory, threads.</param>
    public TimeIntegrator(IEvolution system, ITimeMethod method, TimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(method);
        (System, Method, Options) = (system, method, options ?? new());
        _solver = new StageSolver(system, Options.Threads);
    }

    /// <summary>The system.</summary>
    public IEvolution System { get; }

    /// <summary>The method.</summary>
    public ITimeMethod Method { get; }

    /// <summary>The options.</summary>
    public TimeOptions Options { get; }

    /// <summary>The largest step that <see cref="ChooseGrid"/> takes.</summary>
    public double LargestStep { get; init; } = double.PositiveInfinity;

    /// <summary>Factorisations, solutions of linear systems and steps of their refinement so far.</summary>
    public (int Factorisations, int Solutions, int Refinements) Work => _solver.Work;

    /// <summary>
    /// Steps such that each pair of them, against one of double size, shows an error of the tolerance or less (Richardson's extrapolation: the difference over 2^q − 1, as the root
    /// mean square over the states).
    /// </summary>
    /// <param name="p">The parameters.</param>
    /// <param name="start">The first time.</param>
    /// <param name="end">The last.</param>
    /// <param name="jumps">Times at which the system jumps: the method starts afresh there.</param>
    /// <exception cref="TimeIntegrationException">No step is small enough, or there are too many.</exception>
    public TimeGrid ChooseGrid(double[] p, double start, double end, params ImmutableArray<double> jumps)
    {
        var (taken, restarts) = (ImmutableArray.CreateBuilder<double>(), ImmutableSortedSet.CreateBuilder<int>());
        var u = new double[System.StateCount];
        System.Initial(p, u);
        var (state, time, h) = (new StepState([u], new double[u.Length]), start, First * (end - start));
        foreach (var stop in (double[])[.. jumps.Where(t => t > start && t < end).Distinct().Order(), end])
        {
            if (stop - time <= Smallest * Math.Max(end - start, Math.Abs(time))) continue;
            restarts.Add(taken.Count);
            (state, h) = (state.Restarted(), Math.Min(h, First * (stop - time)));
            var sizes = new List<double>();
            for (var done = false; !done;)
            {
                var left = stop - time;
                // A pair of steps is tried at once.
                h = Math.Min(h, 2 * LargestStep);
                var size = h >= left * (1 - 1e-9) ? left : h > left / 2 ? left / 2 : h;
                var (fine, error) = Pair(p, state, sizes, time, size);
                var factor = fine is null ? 0.25 : Math.Clamp(Safety * Math.Pow(Options.Tolerance / Math.Max(error, 1e-300), 1.0 / (Method.Order + 1)), 0.2, Growth);
                if (fine is null || error > Options.Tolerance)
                {
                    h = size * Math.Min(factor, 0.8);
                    if (h < Smallest * Math.Max(end - start, Math.Abs(time)))
                        throw new TimeIntegrationException(string.Create(CultureInfo.InvariantCulture,
                            $"At time {time:g6} no step is small enough: {(fine is null ? "the equations have no solution near the one before" : "the error does not fall with it")}. Look at the initial values of the unknowns."));
                    continue;
                }
                if (taken.Count + 2 > Options.MostSteps)
                    throw new TimeIntegrationException(string.Create(CultureInfo.InvariantCulture, $"At time {time:g6} there are {taken.Count} steps, more than may be. Allow a larger error of a step."));
                taken.Add(size / 2);
                taken.Add(size / 2);
                sizes.InsertRange(0, [size / 2, size / 2]);
                // As the grid adds them, so that its times are these.
                (state, time, done) = (fine, time + size / 2 + size / 2, size == left);
                h = factor is < 1 or > Hold ? size * factor : Math.Max(h, size);
            }
        }
        return new TimeGrid(start, taken.ToImmutable(), restarts.ToImmutable());
    }

    /// <summary>Solves on a grid.</summary>
    /// <param name="p">The parameters, which are copied.</param>
    /// <param name="grid">The steps.</param>
    /// <param name="outputs">The times at which the solution is wanted, ascending, within the grid.</param>
    /// <param name="linearise">Whether tangents or adjoints will be wanted: then factors of the steps are kept as far as memory goes. Those of the trajectory before are given up.</param>
    /// <exception cref="TimeIntegrationException">A step has no solution.</exception>
    public Trajectory Solve(ReadOnlySpan<double> p, TimeGrid grid, ImmutableArray<double> outputs, bool linearise = true) => new(this, _solver, p.ToArray(), grid, outputs, linearise);

    /// <summary>Two steps, and their error against one of double size; null where there is none.</summary>
    private (StepState? Fine, double Error) Pair(double[] p, StepState state, List<double> sizes, double time, double size)
    {
        var coarse = Advance(p, state, sizes, time, size);
        if (coarse is null) return (null, 0);
        var half = Advance(p, state, sizes, time, size / 2);
        var fine = half is null ? null : Advance(p, half, [size / 2, .. sizes], time + size / 2, size / 2);
        if (fine is null) return (null, 0);
        double sum = 0;
        for (var i = 0; i < coarse.History[0].Length; i++)
        {
            var difference = (coarse.History[0][i] - fine.History[0][i]) / System.Sizes[i];
            sum += difference * difference;
        }
        return (fine, Math.Sqrt(sum / coarse.History[0].Length) / ((1 << Method.Order) - 1));
    }

    private StepState? Advance(double[] p, StepState state, List<double> sizes, double time, double size)
    {
        var step = Method.Step(size, sizes.Take(Math.Min(Method.HistoryLength, state.History.Length) - 1).ToArray());
        var slopes = state.Guess(step.Stages);
        return _solver.TrySolve(step, time, state.History, p, slopes) ? state.Next(step, slopes, Method.HistoryLength) : null;
    }
}
