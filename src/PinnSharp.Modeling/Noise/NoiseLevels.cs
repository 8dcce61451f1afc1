using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// The noise of each observation and its level. Unknown levels are not optimised with the weights: for given residuals the likelihood has its maximum at σ² = Σ(σ r)²/n, with working deviations
/// in r a fixed point, and σ → 0 would reward a network that follows the noise. Exact data have no σ: they are imposed like conditions.
/// </summary>
public sealed class NoiseLevels
{
    /// <summary>Least level, as a part of its initial value: residuals that vanish must not make 1/σ infinite.</summary>
    private const double Floor = 1e-9;

    /// <summary>Change of a level's logarithm below which the fixed point is reached.</summary>
    private const double Same = 1e-12;
    private const int MostIterations = 1000;

    private readonly ImmutableArray<Entry> _entries;

    /// <summary>The levels of a problem's observations.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its measured data, one set an observation.</param>
    public NoiseLevels(InverseProblem problem, ImmutableArray<MeasuredData> data)
    {
        Unknowns = [.. problem.Unknowns.Where(u => u.IsNoiseLevel)];
        _entries = [.. problem.Observations.Select(o => data.First(d => d.Observation == o.Name)).Select(d => new Entry(d, d.Compared, (d.Noise as ScaledNoise)?.Level switch
        {
            NoiseLevel.Unknown unknown => Unknowns.Select(u => u.Name).ToList().IndexOf(unknown.Name),
            NoiseLevel.Relative => throw new ArgumentException($"The noise level of '{d.Observation}' is not resolved.", nameof(data)),
            _ => -1,
        }, d.Values.Select(Math.Abs).DefaultIfEmpty(1).Max()))];
        IsExact = data.All(d => d.Noise is ExactData);
        IsReweighted = _entries.Any(e => Distribution(e.Data.Observation, 1).IsReweighted);
    }

    /// <summary>The unknown levels.</summary>
    public ImmutableArray<UnknownScalar> Unknowns { get; }

    /// <summary>Whether no observation has noise: then nothing is weighed against the equations.</summary>
    public bool IsExact { get; }

    /// <summary>Whether the deviations of some data depend on predictions.</summary>
    public bool IsReweighted { get; }

    /// <summary>The unknown levels' initial values.</summary>
    public double[] Initial => [.. Unknowns.Select(u => u.Initial)];

    /// <summary>The level of an observation, null if it has none.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="sigmas">The unknown levels.</param>
    public double? Sigma(string observation, double[] sigmas)
    {
        var entry = Of(observation);
        return entry.Unknown >= 0 ? sigmas[entry.Unknown] : ((entry.Data.Noise as ScaledNoise)?.Level as NoiseLevel.Known)?.Sigma;
    }

    /// <summary>How the data of an observation with noise scatter.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="sigmas">The unknown levels.</param>
    public NoiseDistribution Distribution(string observation, double[] sigmas) => Distribution(observation, Sigma(observation, sigmas) ?? 1);

    /// <summary>The same at a given level.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="level">The level.</param>
    public NoiseDistribution Distribution(string observation, double level) => NoiseDistribution.Of(Of(observation).Data.Noise, level, Of(observation).Size);

    /// <summary>The data of an observation as they are compared with predictions.</summary>
    /// <param name="observation">Its name.</param>
    public double[] Values(string observation) => Of(observation).Values;

    /// <summary>The working deviation of each datum.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="level">Its level.</param>
    /// <param name="predictions">μ at which they are taken; null before there are any worth the name.</param>
    public double[] Working(string observation, double level, ReadOnlySpan<double> predictions)
    {
        var (values, distribution, result) = (Of(observation).Values, Distribution(observation, level), new double[Count(observation)]);
        for (var i = 0; i < result.Length; i++) result[i] = predictions.IsEmpty ? distribution.Information(distribution.First(values[i])) : distribution.Working(values[i], predictions[i]);
        return result;
    }

    /// <summary>The information deviation of each datum.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="level">Its level.</param>
    /// <param name="predictions">μ.</param>
    public double[] Information(string observation, double level, ReadOnlySpan<double> predictions)
    {
        var (distribution, result) = (Distribution(observation, level), new double[predictions.Length]);
        for (var i = 0; i < result.Length; i++) result[i] = distribution.Information(predictions[i]);
        return result;
    }

    /// <summary>Residuals −Φ⁻¹(F(y|μ)), standard normal where model and noise are right: (μ − y)/σ for Gaussian noise.</summary>
    /// <param name="observation">An observation with noise.</param>
    /// <param name="sigmas">The unknown levels.</param>
    /// <param name="predictions">μ.</param>
    public double[] Quantiles(string observation, double[] sigmas, ReadOnlySpan<double> predictions) =>
        [.. Distribution(observation, sigmas).Quantiles(observation, Values(observation), predictions).Select(q => -q)];

    /// <summary>Σ of squared standardised residuals, about the number of data where model and noise are right: (y − μ)² by the variance, of noise of another shape, whose squares say little,
    /// <see cref="Quantiles"/>.</summary>
    /// <param name="observation">An observation with noise.</param>
    /// <param name="sigmas">The unknown levels.</param>
    /// <param name="predictions">μ.</param>
    public double Chi2(string observation, double[] sigmas, ReadOnlySpan<double> predictions) => Of(observation).Data.Noise is LaplaceNoise or StudentTNoise or PoissonNoise or BernoulliNoise
        ? Quantiles(observation, sigmas, predictions).Sum(q => q * q) : Squares(observation, Information(observation, Sigma(observation, sigmas) ?? 1, predictions), predictions);

    /// <summary>−Σ ln p(y|μ), of logarithms for log-normal noise.</summary>
    /// <param name="observation">An observation with noise.</param>
    /// <param name="sigmas">The unknown levels.</param>
    /// <param name="predictions">μ.</param>
    public double NegativeLogLikelihood(string observation, double[] sigmas, ReadOnlySpan<double> predictions)
    {
        var (values, distribution, sum) = (Values(observation), Distribution(observation, sigmas), 0.0);
        for (var i = 0; i < values.Length; i++) sum += distribution.NegativeLogLikelihood(values[i], predictions[i]);
        return sum;
    }

    /// <summary>How an observation is met.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="sigmas">The unknown levels.</param>
    /// <param name="deviation">The standard deviation of the logarithm of its level, where that was estimated.</param>
    /// <param name="predictions">μ.</param>
    public ObservationFit Fit(string observation, double[] sigmas, double? deviation, ReadOnlySpan<double> predictions)
    {
        var (isNoisy, sigma) = (IsWhitened(observation), Sigma(observation, sigmas));
        return new(observation, Count(observation), Rmse(observation, predictions), isNoisy ? Chi2(observation, sigmas, predictions) : null, sigma, sigma * deviation)
        {
            Noise = Of(observation).Data.Noise.Word,
            LogLikelihood = isNoisy ? -NegativeLogLikelihood(observation, sigmas, predictions) : null,
        };
    }

    /// <summary>Root mean square of data minus prediction.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="predictions">μ.</param>
    public double Rmse(string observation, ReadOnlySpan<double> predictions) => Math.Sqrt(Squares(observation, [.. Enumerable.Repeat(1.0, predictions.Length)], predictions) / predictions.Length);

    /// <summary>‖(y − ȳ)/σ‖ over all data with noise (logarithms for log-normal noise): the cost of missing the data, as a norm.</summary>
    /// <param name="sigmas">The unknown levels.</param>
    public double Signal(double[] sigmas) => Math.Sqrt(_entries.Where(e => e.Data.Noise is not ExactData)
        .Sum(e => Squares(e.Data.Observation, Working(e.Data.Observation, Sigma(e.Data.Observation, sigmas) ?? 1, []), [.. Enumerable.Repeat(e.Values.Average(), e.Values.Length)])));

    /// <summary>Whether a term is an observation with noise.</summary>
    public bool IsWhitened(string term) => _entries.Any(e => e.Data.Observation == term && e.Data.Noise is not ExactData);

    /// <summary>Index of an observation's unknown level, −1 if it is known.</summary>
    public int UnknownOf(string observation) => Of(observation).Unknown;

    /// <summary>Number of data of an observation.</summary>
    public int Count(string observation) => Of(observation).Data.Count;

    /// <summary>The most likely levels for given predictions, within their bounds: the fixed point of σ ← σ√(χ²/m), χ² by working deviations.</summary>
    /// <param name="predictions">μ of each observation.</param>
    /// <param name="free">m for each observation: the number of data for the most likely level, or less what the unknowns take of them.</param>
    /// <param name="sigmas">Levels to begin with.</param>
    public double[] Profile(Func<string, double[]> predictions, Func<string, double> free, double[] sigmas) =>
    [
        .. Unknowns.Select((unknown, i) =>
        {
            var own = Sharing(i).Select(e => (Name: e.Data.Observation, Mean: predictions(e.Data.Observation))).ToList();
            var (m, sigma) = (own.Sum(o => free(o.Name)), sigmas[i]);
            for (var iteration = 0; iteration < MostIterations; iteration++)
            {
                var before = sigma;
                sigma *= Math.Sqrt(own.Sum(o => Squares(o.Name, Working(o.Name, before, o.Mean), o.Mean)) / m);
                sigma = unknown.Bounds is { } b ? Math.Clamp(sigma, b.Lower, b.Upper) : Math.Max(sigma, Floor * unknown.Initial);
                if (!(Math.Abs(Math.Log(sigma / before)) > Same)) break;
            }
            return sigma;
        }),
    ];

    /// <summary>Standard deviation of an unknown level's logarithm, by its Fisher information: 1/√(2m) for Gaussian noise.</summary>
    /// <param name="unknown">The level.</param>
    /// <param name="free">m for each observation.</param>
    public double LevelDeviation(int unknown, Func<string, double> free) =>
        1 / Math.Sqrt(Sharing(unknown).Sum(e => free(e.Data.Observation) * Distribution(e.Data.Observation, 1).LevelInformation));

    private Entry Of(string observation) => _entries.First(e => e.Data.Observation == observation);

    private IEnumerable<Entry> Sharing(int unknown) => _entries.Where(e => e.Unknown == unknown);

    private double Squares(string observation, double[] deviations, ReadOnlySpan<double> predictions)
    {
        var (values, sum) = (Of(observation).Values, 0.0);
        for (var i = 0; i < values.Length; i++) sum += (predictions[i] - values[i]) / deviations[i] * ((predictions[i] - values[i]) / deviations[i]);
        return sum;
    }

    private sealed record Entry(MeasuredData Data, double[] Values, int Unknown, double Size);
}
