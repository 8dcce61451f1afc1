using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>One point of a profile.</summary>
/// <param name="Value">η of the profiled parameter.</param>
/// <param name="Deviance">Δχ², how much less likely, as −2 ln; the best is 0.</param>
/// <param name="Theta">All parameters there.</param>
public sealed record ProfilePoint(double Value, double Deviance, double[] Theta);

/// <summary>How far one parameter can go while the others follow.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">η at the optimum.</param>
/// <param name="Lower">Lower end of the 95 % interval of η; null where the profile stays below the threshold as far as it was followed.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Points">The profile, ascending in η.</param>
/// <param name="Better">Parameters that fit better than the estimate, where the profile came upon some; the rest was then not followed.</param>
/// <param name="LostBelow">Whether an open lower side ends where the problem has no solution.</param>
/// <param name="LostAbove">Whether an open upper side does.</param>
public sealed record Profile(NamedParameter Parameter, double Estimate, double? Lower, double? Upper, ImmutableArray<ProfilePoint> Points, double[]? Better, bool LostBelow, bool LostAbove)
{
    /// <summary>The lowest η that was looked at with a solution.</summary>
    public double First => Points[0].Value;

    /// <summary>The highest.</summary>
    public double Last => Points[^1].Value;

    /// <summary>Whether the data say nothing over a part of the profile: Δχ² is below a thousandth at more than a quarter of the way to an end of the interval (or to where it was followed).</summary>
    public bool IsFlat => Points.Any(p => p.Deviance < 1e-3 && Math.Abs(p.Value - Estimate) > 0.25 * Math.Abs((p.Value < Estimate ? Lower ?? First : Upper ?? Last) - Estimate));
}

/// <summary>
/// Profile likelihood: the least −2 ln L over all other parameters with one of them held, as a function of its value; its 95 % interval is where that is at most 3.84 above the minimum.
/// Unlike ±1.96 standard deviations it follows the curve of the model, does not depend on the parameter's scale, and can be open.
/// </summary>
/// <remarks>
/// Each side is followed by steps that aim at √Δχ² = 1.96, from the solution before, until the threshold is bracketed, then interpolated in √Δχ², which is a straight line for a linear model;
/// it ends unbounded at the parameter's reach. Source: A. Raue et al., Bioinformatics 25 (2009) 1923–1929.
/// </remarks>
public static class ProfileLikelihood
{
    /// <summary>The 95 % point of χ² with one degree of freedom.</summary>
    public const double Threshold = 3.841458820694124;

    /// <summary>A fit that is better by more in Δχ² is another optimum.</summary>
    public const double Improvement = 0.05;

    private const double Target = 1.959963984540054, Near = 0.01;
    private const int MostSteps = 14, MostRefinements = 6, MostHalvings = 3, MostRounds = 8;

    /// <summary>A fall of Δχ² by re-weighting below this ends it.</summary>
    private const double LittleGain = 2e-3;

    /// <summary>Profiles of several parameters, each by itself, so that the results do not depend on the threads.</summary>
    /// <param name="problem">Makes the problem; once for each thread.</param>
    /// <param name="theta">The estimate, a minimum.</param>
    /// <param name="parameters">What is profiled.</param>
    /// <param name="steps">A first step for each, such as 1.96 deviations.</param>
    /// <param name="likelihood">What is profiled of the residuals.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellation">Throws <see cref="OperationCanceledException"/>.</param>
    public static ImmutableArray<Profile> Of(Func<ILeastSquares> problem, double[] theta, IReadOnlyList<NamedParameter> parameters, IReadOnlyList<double> steps, Likelihood? likelihood = null,
        int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(steps);
        var profiles = new Profile[parameters.Count];
        Concurrently.For(parameters.Count, threads, problem, (own, i) =>
        {
            cancellation.ThrowIfCancellationRequested();
            profiles[i] = new Follower(own, theta, parameters[i], likelihood ?? Likelihood.Known, cancellation).Profile(steps[i]);
        }, cancellation);
        return [.. profiles];
    }

    private sealed class Follower(ILeastSquares problem, double[] theta, NamedParameter parameter, Likelihood likelihood, CancellationToken cancellation)
    {
        private readonly double _least = Deviance(problem, theta, likelihood);
        private readonly bool _reweights = likelihood.DependsOnLevels(problem.Residuals);
        private double[]? _better;

        private double Centre => theta[parameter.Index];

        public Profile Profile(double step)
        {
            var (lower, below, lostBelow) = Side(-1, step);
            var (upper, above, lostAbove) = _better is null ? Side(1, step) : (null, [], false);
            return new(parameter, Centre, lower, upper, [.. below.Reverse(), new(Centre, 0, theta), .. above], _better, lostBelow, lostAbove);
        }

        private (double? End, ImmutableArray<ProfilePoint> Points, bool Lost) Side(int sign, double step)
        {
            var points = new List<ProfilePoint>();
            (double Far, double Root, double[] Theta) low = (0, 0, theta), before = low;
            (double Far, double Root)? high = null;
            var reach = Reach(sign);
            if (reach <= 0) return (null, [], false);
            var (far, halvings, refinements) = (Math.Min(step, reach), 0, 0);
            for (var i = 0; i < MostSteps + MostRefinements + MostHalvings; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var found = Solve(Centre + sign * far, Ahead(before, low, far));
                if (!double.IsFinite(found.Deviance))
                {
                    if (++halvings > MostHalvings) return (null, [.. points.OrderBy(p => Math.Abs(p.Value - Centre))], true);
                    far = (low.Far + far) / 2;
                    continue;
                }
                if (found.Deviance < -Improvement)
                {
                    _better = found.Theta;
                    return (null, [.. points], false);
                }
                points.Add(found);
                var root = Math.Sqrt(Math.Max(0, found.Deviance));
                if (root >= Target) high = (far, root);
                else (before, low) = (low, (far, root, found.Theta));
                if (Math.Abs(root - Target) <= Near * Target || (high is not null && ++refinements > MostRefinements)) return (Centre + sign * Cross(low, high, before), Ascending(points), false);
                if (high is { } h) far = Between(low.Far, low.Root, h.Far, h.Root);
                else if (low.Far >= reach || halvings > 0 || points.Count >= MostSteps) return (null, Ascending(points), halvings > 0);
                else far = Math.Min(reach, low.Far * Math.Clamp(low.Root > 0 ? 1.02 * Target / low.Root : 3, 1.1, 3));
            }
            return (high is null ? null : Centre + sign * Cross(low, high, before), Ascending(points), false);
        }

        /// <summary>How far to look: not beyond a bound.</summary>
        private double Reach(int sign) => problem.Parameters.Box?.Intervals.Where(b => b.Index == parameter.Index).Select(b => sign > 0 ? b.Upper - Centre : Centre - b.Lower)
            .Append(parameter.Reach).Min() ?? parameter.Reach;

        private ImmutableArray<ProfilePoint> Ascending(List<ProfilePoint> points) => [.. points.OrderBy(p => Math.Abs(p.Value - Centre))];

        /// <summary>Where √Δχ² is 1.96, by a straight line through the two nearest points.</summary>
        private static double Cross((double Far, double Root, double[] Theta) low, (double Far, double Root)? high, (double Far, double Root, double[] Theta) before)
        {
            var (far, root) = high ?? (before.Far, before.Root);
            return Math.Abs(root - low.Root) > 0 ? low.Far + (Target - low.Root) * (far - low.Far) / (root - low.Root) : low.Far;
        }

        private static double Between(double a, double f, double b, double g)
        {
            var part = g > f ? (Target - f) / (g - f) : 0.5;
            return a + (b - a) * Math.Clamp(part, 0.1, 0.9);
        }

        /// <summary>The other parameters by a straight line through the last two points, no further than one step.</summary>
        private static double[] Ahead((double Far, double Root, double[] Theta) before, (double Far, double Root, double[] Theta) low, double far)
        {
            if (!(low.Far > before.Far)) return low.Theta;
            var part = Math.Min(1, (far - low.Far) / (low.Far - before.Far));
            return [.. low.Theta.Zip(before.Theta, (a, b) => a + part * (a - b))];
        }

        /// <summary>The other parameters with noise levels that follow, until Δχ² falls no more.</summary>
        private double[] Reweighted(double[] full, double[] axis, double value)
        {
            var optimum = Residual(theta);
            for (var (round, deviance) = (0, Deviance(problem, full, likelihood)); round < MostRounds; round++)
            {
                var held = new HeldDirection(new WeightedTerms(problem, likelihood.Weights(problem.Residuals, optimum, Residual(full))), axis, value);
                var next = held.Full(Descent.Minimum(held, held.Free(full)).Theta);
                var now = Deviance(problem, next, likelihood);
                if (!(now < deviance)) return full;
                full = next;
                if (deviance - now < LittleGain) return full;
                deviance = now;
            }
            return full;
        }

        private double[] Residual(double[] at)
        {
            var r = new double[problem.Residuals.Count];
            problem.Residual(at, r);
            return r;
        }

        private ProfilePoint Solve(double value, double[] start)
        {
            var axis = new double[theta.Length];
            axis[parameter.Index] = 1;
            var held = new HeldDirection(problem, axis, value);
            var (free, cost) = Descent.Minimum(held, held.Free(start));
            if (!double.IsFinite(cost) && start != theta) (free, cost) = Descent.Minimum(held, held.Free(theta));
            var full = held.Full(free);
            if (double.IsFinite(cost) && _reweights) full = Reweighted(full, axis, value);
            return new(value, double.IsFinite(cost) ? Deviance(problem, full, likelihood) - _least : double.NaN, full);
        }
    }

    internal static double Deviance(ILeastSquares problem, double[] theta, Likelihood likelihood) => likelihood.Deviance(problem, theta);
}
