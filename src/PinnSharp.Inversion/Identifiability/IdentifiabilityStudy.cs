using System.Collections.Immutable;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Another optimum that fits as well.</summary>
/// <param name="Theta">Its parameters.</param>
/// <param name="Deviance">Δχ² against the best.</param>
public sealed record Alternative(double[] Theta, double Deviance);

/// <summary>
/// What data determine, parameter by parameter: the spectrum at the optimum, a profile of each parameter, other optima found from mirrored, swapped and moved starts, and the combinations that stay.
/// </summary>
/// <remarks>
/// A profile or start that comes upon a better fit makes that the optimum, and all begins again, three times at most: derivatives vanish where a model is even in a parameter, so that a search
/// that begins there stays. Other optima are looked for at a few places only; that none is found is no proof that there is none.
/// </remarks>
public sealed class IdentifiabilityStudy
{
    private const int MostAgain = 3, MostStarts = 10, MostTrying = 30;

    private IdentifiabilityStudy(ImmutableArray<NamedParameter> parameters, double[] theta, double[] information, SensitivitySpectrum spectrum, ImmutableArray<Profile> profiles) =>
        (Parameters, Theta, Information, Spectrum, Profiles) = (parameters, theta, information, spectrum, profiles);

    /// <summary>The parameters.</summary>
    public ImmutableArray<NamedParameter> Parameters { get; }

    /// <summary>The best parameters.</summary>
    public double[] Theta { get; }

    /// <summary>S, k×k row-major, all others eliminated.</summary>
    public double[] Information { get; }

    /// <summary>Its spectrum in natural units.</summary>
    public SensitivitySpectrum Spectrum { get; }

    /// <summary>The profile of each parameter.</summary>
    public ImmutableArray<Profile> Profiles { get; }

    /// <summary>Combinations of free parameters that stay along the null curves.</summary>
    public ImmutableArray<ParameterCombination> Combinations { get; private init; } = [];

    /// <summary>Other optima.</summary>
    public ImmutableArray<Alternative> Alternatives { get; private init; } = [];

    /// <summary>Functions of the parameters that are the same at all of them.</summary>
    public ImmutableArray<ParameterCombination> Symmetric { get; private init; } = [];

    /// <summary>Times that a better fit than the one begun with was found.</summary>
    public int Improvements { get; private init; }

    /// <summary>Does all of it.</summary>
    /// <param name="problem">Makes the problem; once for each thread.</param>
    /// <param name="start">Parameters to begin with, near the optimum.</param>
    /// <param name="parameters">Those of which something is to be said.</param>
    /// <param name="likelihood">What is profiled of the residuals.</param>
    /// <param name="threads">Threads; results do not depend on them.</param>
    /// <param name="cancellation">Throws <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The residuals are not finite at the start.</exception>
    public static IdentifiabilityStudy Of(Func<ILeastSquares> problem, double[] start, ImmutableArray<NamedParameter> parameters, Likelihood? likelihood = null, int threads = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(start);
        var (own, theta) = (problem(), start);
        likelihood ??= Likelihood.Known;
        for (var again = 0; ; again++)
        {
            (theta, var cost) = Descent.Minimum(own, theta);
            if (!double.IsFinite(cost)) throw new ArgumentException("The residuals are not finite at the start.", nameof(start));
            var information = InformationAt(own, theta, parameters);
            var spectrum = new SensitivitySpectrum(information, Scales(information, theta, parameters));
            double[] steps = [.. parameters.Select((_, i) => spectrum.Deviation(i) is var d && double.IsFinite(d) && d > 0 ? Math.Min(1.959963984540054 * d, 2) * spectrum.Scales[i] : 0.5 * spectrum.Scales[i])];
            var profiles = ProfileLikelihood.Of(problem, theta, parameters, steps, likelihood, threads, cancellation);
            if (profiles.FirstOrDefault(p => p.Better is not null)?.Better is { } better && again < MostAgain)
            {
                theta = better;
                continue;
            }
            var found = Others(problem, theta, parameters, profiles, likelihood, threads, cancellation);
            if (found.MinBy(a => a.Deviance) is { } best && best.Deviance < -ProfileLikelihood.Improvement && again < MostAgain)
            {
                theta = best.Theta;
                continue;
            }
            ImmutableArray<Alternative> alternatives = [.. found.Where(a => a.Deviance <= ProfileLikelihood.Threshold && profiles.Any(p => Verdicts.IsOutside(p, a.Theta[p.Parameter.Index])))];
            ImmutableArray<double[]> walk = spectrum.Rank < parameters.Length ? Inversion.Combinations.Walk(problem, theta, parameters, spectrum, threads) : [];
            return new(parameters, theta, information, spectrum, profiles)
            {
                Combinations = Inversion.Combinations.Find(theta, parameters, spectrum, walk),
                Alternatives = alternatives,
                Symmetric = Symmetries.Of(theta, parameters, alternatives, profiles),
                Improvements = again,
            };
        }
    }

    /// <summary>S of some parameters, all others eliminated.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">Where.</param>
    /// <param name="parameters">The parameters.</param>
    public static double[] InformationAt(ILeastSquares problem, double[] theta, IReadOnlyList<NamedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(parameters);
        var (n, k) = (problem.Parameters.Count, parameters.Count);
        var (gram, sorted) = (new double[n * n], new double[n * n]);
        problem.NormalEquations(theta, gram, new double[n]);
        int[] last = [.. parameters.Select(p => p.Index)], order = [.. Enumerable.Range(0, n).Except(last), .. last];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) sorted[i * n + j] = gram[Math.Max(order[i], order[j]) * n + Math.Min(order[i], order[j])];
        return GaussNewtonCovariance.OfLast(sorted, n, n - k).Information;
    }

    /// <summary>The natural units at an estimate.</summary>
    /// <param name="information">S.</param>
    /// <param name="theta">The estimate.</param>
    /// <param name="parameters">The parameters.</param>
    public static double[] Scales(ReadOnlySpan<double> information, double[] theta, IReadOnlyList<NamedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var plain = new SensitivitySpectrum(information, [.. parameters.Select(_ => 1.0)]);
        return [.. parameters.Select((p, i) => p.Scale(theta[p.Index], plain.Deviation(i)))];
    }

    /// <summary>Optima from other starts: each number mirrored, each pair of the same kind swapped, all moved.</summary>
    private static Alternative[] Others(Func<ILeastSquares> problem, double[] theta, ImmutableArray<NamedParameter> parameters, ImmutableArray<Profile> profiles, Likelihood likelihood, int threads,
        CancellationToken cancellation)
    {
        var starts = new List<double[]>();
        void Add(Action<double[]> move)
        {
            var start = (double[])theta.Clone();
            move(start);
            if (starts.Count < MostStarts) starts.Add(start);
        }
        foreach (var p in profiles.Where(p => !p.Parameter.IsPositive && Verdicts.IsOutside(p, -p.Estimate))) Add(x => x[p.Parameter.Index] = -p.Estimate);
        for (var i = 0; i < parameters.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (parameters[i], parameters[j]);
                if (a.IsPositive == b.IsPositive && (Verdicts.IsOutside(profiles[i], theta[b.Index]) || Verdicts.IsOutside(profiles[j], theta[a.Index])))
                    Add(x => (x[a.Index], x[b.Index]) = (theta[b.Index], theta[a.Index]));
            }
        foreach (var sign in (int[])[1, -1])
            Add(x => { for (var i = 0; i < parameters.Length; i++) x[parameters[i].Index] += sign * (i % 2 == 0 ? 1 : -1); });
        var found = new Alternative?[starts.Count];
        var least = ProfileLikelihood.Deviance(problem(), theta, likelihood);
        Concurrently.For(starts.Count, threads, problem, (own, i) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (at, cost) = Descent.Minimum(own, starts[i], MostTrying);
            if (double.IsFinite(cost)) found[i] = new(at, ProfileLikelihood.Deviance(own, at, likelihood) - least);
        }, cancellation);
        return [.. found.OfType<Alternative>().Where(a => a.Theta.All(double.IsFinite))];
    }
}
