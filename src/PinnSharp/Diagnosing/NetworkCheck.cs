using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>What finite elements make of a network's estimate of an unknown number. Moves are in the network's standard deviations of it (those of finite elements, where the network has none).</summary>
/// <param name="Name">The unknown.</param>
/// <param name="Value">The network's estimate.</param>
/// <param name="Step">The Newton step −S⁻¹g of the equations solved exactly, from the network's estimates.</param>
/// <param name="ByViolation">The part of it that the network's error at the data makes, S⁻¹Jᵀ(F_net − F)/σ.</param>
/// <param name="Joint">The step S⁻¹ of the gradient of the network's own loss, weights held; NaN where the network is too large to say.</param>
/// <param name="Reduced">The same with the weights following.</param>
/// <param name="Ratio">The network's standard deviation over the Cramér–Rao bound there; null where data leave an unknown open.</param>
public sealed record CheckedUnknown(string Name, double Value, double Step, double ByViolation, double Joint, double Reduced, double? Ratio)
{
    /// <summary>The rest of the step, −S⁻¹Jᵀr: what the data still ask of it by the sensitivities of the exact solution.</summary>
    public double ByData => Step - ByViolation;
}

/// <summary>How far a network's solution is from that of finite elements at the same unknowns, at the data of one observation.</summary>
/// <param name="Observation">Its name.</param>
/// <param name="Rms">In σ, root mean square.</param>
/// <param name="Max">In σ, the greatest.</param>
public sealed record Violation(string Observation, double Rms, double Max);

/// <summary>
/// How honest a network's answer is: the same equations solved by finite elements at its estimates and noise levels say by how many standard deviations they would move them (the network's own bias), how far its
/// solution is from theirs at the data in units of the noise, and whether it learns from the data as much of the unknowns as they tell.
/// </summary>
/// <remarks>
/// Unknown functions of coordinates are taken from the network where finite elements can represent them, others are solved for with the numbers held. The network's ± count as
/// <see cref="GaussNewtonCovariance.OfData"/> says.
/// </remarks>
public sealed record NetworkCheck
{
    /// <summary>Moves by more deviations are named, and deviations that differ from the bound by more than this factor.</summary>
    public const double LargestMove = 1, LargestRatio = 1.5;

    /// <summary>Functions move within their deviations already where the two methods find other strengths of smoothness.</summary>
    private const double LargestFunctionMove = 2;

    /// <summary>Of each unknown number, noise levels left out.</summary>
    public required ImmutableArray<CheckedUnknown> Unknowns { get; init; }

    /// <summary>Of each unknown function taken from the network the step in standard deviations, root mean square over places.</summary>
    public required ImmutableArray<(string Name, double Step)> Functions { get; init; }

    /// <summary>Of each unknown function with smoothness how many directions of its network's weights data and equations determine: what the networks cannot follow of the equations counts too.</summary>
    public required ImmutableArray<FunctionModes> Modes { get; init; }

    /// <summary>Of each observation.</summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>Of each direction of the unknowns the network's standard deviation over the bound, the greatest first; none where data leave an unknown open.</summary>
    public required ImmutableArray<double> Ratios { get; init; }

    /// <summary>The unknowns' parts of the first of these directions, scaled to length one in natural units.</summary>
    public required ImmutableArray<(string Name, double Part)> WorstDirection { get; init; }

    /// <summary>How far the last refinement of finite elements moved an estimate, in standard deviations; null where it is not known.</summary>
    public double? Refinement { get; init; }

    /// <summary>What is wrong.</summary>
    public ImmutableArray<Finding> Findings => [.. Find()];

    /// <summary>Checks a network's answer; null where its data are exact, so that there is no noise to count in, or finite elements have no solution at its estimates.</summary>
    /// <param name="network">The network's result.</param>
    /// <param name="elements">That of finite elements for the same problem and data.</param>
    public static NetworkCheck? Of(RunResult network, RunResult elements)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(elements);
        if (network.Solution is not NeuralSolution solution || elements.Solution is not FiniteElementSolution twin || network.Experiment.Data.Any(d => d.Noise is ExactData)
            || network.Status == RunStatus.Diverged || twin.State.Theta.Length > ReducedInversion.MostDense) return null;
        var (numbers, theta) = (twin.Numbers, (double[])twin.State.Theta.Clone());
        foreach (var (p, i) in numbers.Select((p, i) => (p, i))) theta[p.Index] = twin.Model.Transform(i).ToInternal(network[p.Name].Value);
        var taken = network.Experiment.Problem.UnknownFields.Where(f => Take(f, solution, twin, theta)).ToList();
        int[] open = [.. twin.Model.Parameters.Blocks.Where(b => b.Name != "unknowns" && taken.All(f => f.Name != b.Name)).SelectMany(b => Enumerable.Range(b.Offset, b.Length))];
        double Level(string name) => network[name].Value;
        var (information, gradient) = twin.At(Level, theta);
        double[] Difference(double[] at)
        {
            var (d, means) = (new double[information.Residuals.Count], information.Predictions(at));
            foreach (var data in network.Experiment.Data)
            {
                var term = information.Residuals[data.Observation];
                twin.Apart(data.Observation, twin.Level(data.Observation, Level), solution.Means(data.Observation), means[term.Offset..(term.Offset + term.Count)]).CopyTo(d, term.Offset);
            }
            return d;
        }
        if (SurrogateMismatch.Of(information, theta, numbers, open, Difference, gradient) is not { } mismatch) return null;
        return new NetworkCheck
        {
            Unknowns = Compare(network, solution, mismatch, out var ratios, out var worst),
            Modes = solution.Modes(),
            Functions = [.. taken.Select(f => (f.Name, Step: Move(f, twin, mismatch)))],
            Violations = [.. network.Experiment.Data.Select(d => Apart(twin, mismatch, d.Observation))],
            Ratios = ratios,
            WorstDirection = worst,
            Refinement = elements.Report.Discretisation?.Moved,
        };
    }

    private static ImmutableArray<CheckedUnknown> Compare(RunResult network, NeuralSolution solution, SurrogateMismatch mismatch, out ImmutableArray<double> ratios, out ImmutableArray<(string, double)> worst)
    {
        var (parameters, theta, spectrum) = (mismatch.Parameters, mismatch.Theta, mismatch.Spectrum);
        var own = network.Report.Information;
        // Internal variables may differ in their units, which are the sizes of guesses.
        double Unit(int i) => own is null ? 1 : parameters[i].Slope(theta[parameters[i].Index]) / own.Parameters[i].Slope(own.Theta[i]);
        double[] Step(double[]? gradient) => gradient is null ? [.. parameters.Select(_ => double.NaN)] : mismatch.Newton([.. gradient.Select((g, i) => -g * Unit(i))]);
        var gradients = solution.Gradients();
        var (joint, reduced) = (Step(gradients?.Joint), Step(gradients?.Reduced));
        var k = parameters.Length;
        var against = own is null || !own.Matrix.All(double.IsFinite) ? [] : mismatch.Against([.. own.Matrix.Select((s, at) => s * Unit(at / k) * Unit(at % k))]);
        ratios = [.. against.Select(a => a.Value > 0 ? 1 / Math.Sqrt(a.Value) : double.PositiveInfinity)];
        double[] direction = against.IsEmpty ? [] : [.. against[0].Direction.Select((x, i) => x / spectrum.Scales[i])];
        var (length, sign) = (VectorKernels.Norm(direction), direction.Length > 0 && direction.MaxBy(Math.Abs) < 0 ? -1 : 1);
        worst = [.. direction.Select((x, i) => (parameters[i].Name, sign * x / length))];
        return [.. parameters.Select((p, i) =>
        {
            var slope = Math.Abs(p.Slope(theta[p.Index]));
            var bound = spectrum.Deviation(i) * spectrum.Scales[i];
            var unit = network[p.Name].Std is { } std && std > 0 ? std / slope : bound;
            return new CheckedUnknown(p.Name, network[p.Name].Value, mismatch.Step[p.Index] / unit, mismatch.ByDifference[p.Index] / unit, joint[i] / unit, reduced[i] / unit,
                network[p.Name].Std is { } s && double.IsFinite(bound) && bound > 0 ? s / slope / bound : null);
        })];
    }

    private static Violation Apart(FiniteElementSolution twin, SurrogateMismatch mismatch, string observation)
    {
        var term = twin.Model.Outputs[observation];
        var d = mismatch.Difference.AsSpan(term.Offset, term.Count).ToArray();
        return new(observation, Math.Sqrt(d.Average(x => x * x)), d.Max(Math.Abs));
    }

    private IEnumerable<Finding> Find()
    {
        var (moved, apart) = (Unknowns.Where(u => Math.Abs(u.Step) > LargestMove).ToList(), Violations.Max(v => v.Rms));
        var functions = Functions.Where(f => f.Step > LargestFunctionMove).ToList();
        if (Refinement > LargestMove / 2) yield break;
        if (moved.Count + functions.Count > 0)
            yield return new(Failure.FalseConfidence, string.Join(' ', [.. moved.Select(Move), .. functions.Select(f => Text($"Solved exactly, the equations would move {f.Name} by {f.Step:g2} of its deviations (rms)."))])
                + Text($" At the data the network's solution is {apart:g2} σ (rms) from the exact one."),
                "The ± leave out the network's own bias, which is larger: raise the equations' weight, use a larger network, more points or more iterations, or trust finite elements.");
        if (Ratios.IsEmpty) yield break;
        if (Ratios[0] > LargestRatio)
            yield return new(Failure.NetworkLimited, Text($"Along {Direction} the network's standard deviation is {Ratios[0]:g3} times what the data allow (Cramér–Rao)") + Worst(u => u.Ratio > LargestRatio) + ".",
                "It follows the unknowns less than the solution does, so that part of what the data tell is lost: use a larger network, or trust finite elements.");
        if (Ratios[^1] < 1 / LargestRatio)
            yield return new(Failure.FalseConfidence, Text($"The network's standard deviation is {Ratios[^1]:g2} times the least that the data allow (Cramér–Rao)") + Worst(u => u.Ratio < 1 / LargestRatio) + ".",
                "It claims more than the data give: a network that cannot follow the unknowns, or equations that had not settled, look like knowledge.");
    }

    private string Direction => WorstDirection.Length == 1 ? WorstDirection[0].Name : $"({string.Join(", ", WorstDirection.Where(p => Math.Abs(p.Part) > 0.01).Select(p => Text($"{p.Name} {p.Part:+0.00;-0.00}")))})";

    private string Worst(Func<CheckedUnknown, bool> which) => Unknowns.Length < 2 || !Unknowns.Any(which) ? "" : $": {string.Join(", ", Unknowns.Where(which).Select(u => Text($"{u.Name} {u.Ratio:g3}")))}";

    private static string Move(CheckedUnknown u) => Text($"Solved exactly, the equations would move {u.Name} = {u.Value:g4} by {Signed(u.Step)} of its deviations ({Signed(u.ByViolation)} by the network's error at the data).");

    private static string Signed(double x) => Math.Abs(x) < 0.05 ? "0.0" : Text($"{x:+0.0;-0.0}");

    /// <summary>Gives the coefficients of a function the network's values; whether it can.</summary>
    private static bool Take(UnknownField function, NeuralSolution network, FiniteElementSolution twin, double[] theta)
    {
        if (function.IsOfFields || twin.Model.Parameters.Blocks.FirstOrDefault(b => b.Name == function.Name) is not { Length: > 0 } block) return false;
        var points = Places(function, twin.Model.Problem, 4 * block.Length);
        var (n, m) = (theta.Length, points.Length / twin.Model.Problem.Coordinates.Length);
        var (target, k) = (network.Predict(Internal(function), points), block.Length);
        var (best, last) = ((double[])theta.Clone(), double.PositiveInfinity);
        for (var iteration = 0; iteration < 4; iteration++)
        {
            var linear = twin.Model.Linearize(best, [new ModelOutput(function.Name, Internal(function), points)]);
            var (jacobian, gram, step) = (linear.Jacobian(n), new double[k * k], new double[k]);
            var miss = 0.0;
            for (var i = 0; i < m; i++)
            {
                var row = jacobian.AsSpan(i * n + block.Offset, k);
                var r = target[i] - linear.Outputs[i];
                miss += r * r;
                for (var a = 0; a < k; a++)
                {
                    step[a] += row[a] * r;
                    if (row[a] != 0) VectorKernels.AddScaled(row[a], row[..(a + 1)], gram.AsSpan(a * k, a + 1));
                }
            }
            if (!(miss < 0.5 * last)) break;
            last = miss;
            best.CopyTo(theta, 0);
            // Coefficients away from all places stay where they are.
            var most = Enumerable.Range(0, k).Max(a => gram[a * k + a]);
            for (var a = 0; a < k; a++) gram[a * k + a] += 1e-6 * most;
            if (!Cholesky.Factor(gram, k)) break;
            Cholesky.Solve(gram, k, step);
            for (var a = 0; a < k; a++) best[block.Offset + a] += step[a];
        }
        return double.IsFinite(last);
    }

    private static double Move(UnknownField function, FiniteElementSolution twin, SurrogateMismatch mismatch)
    {
        var (n, points) = (mismatch.Theta.Length, Places(function, twin.Model.Problem, 64));
        var gram = new double[n * n];
        twin.Problem().NormalEquations(mismatch.Theta, gram, new double[n]);
        var rows = twin.Model.Linearize(mismatch.Theta, [new ModelOutput(function.Name, Internal(function), points)]).Jacobian(n);
        var deviations = FunctionalDeviations.OfAll(gram, n).Of(rows);
        return Math.Sqrt(deviations.Select((s, i) => s > 0 ? VectorKernels.Dot(rows.AsSpan(i * n, n), mismatch.Step) / s : 0).Average(x => x * x));
    }

    /// <summary>The function in a variable in which it is nearly linear in its coefficients.</summary>
    private static Expression Internal(UnknownField function) => function is { Positive: true, Bounds: null } ? Expression.Ln(function.Symbol.Value) : function.Symbol.Value;

    /// <summary>Places spread over what the function is over, at one moment where it is not of time.</summary>
    private static double[] Places(UnknownField function, InverseProblem problem, int count)
    {
        var (points, d) = (problem.Domain.Sample(Math.Max(64, count), SamplingMethod.Sobol, 0), problem.Coordinates.Length);
        if (problem.Coordinates.FirstOrDefault(c => c.IsTime) is { } time && function.Symbol.Over.All(c => c != time.Symbol))
            for (var i = time.Symbol.Index; i < points.Length; i += d) points[i] = (time.Lower + time.Upper) / 2;
        return points;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
