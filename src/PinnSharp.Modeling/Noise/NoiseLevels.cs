using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// The σ that whitens each observation. Unknown levels are not optimised with the weights: for given residuals the likelihood has its maximum at
/// σ² = Σ(σ r)²/n in closed form, and σ → 0 would reward a network that follows the noise. Exact data have no σ: they are imposed like conditions.
/// </summary>
public sealed class NoiseLevels
{
    /// <summary>Least level, as a part of its initial value: residuals that vanish must not make 1/σ infinite.</summary>
    private const double Floor = 1e-9;

    private readonly ImmutableArray<(int Unknown, double Known, int Count, string Observation)> _levels;

    /// <summary>The levels of a problem's observations.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its measured data, one set an observation.</param>
    public NoiseLevels(InverseProblem problem, ImmutableArray<MeasuredData> data)
    {
        Unknowns = [.. problem.Unknowns.Where(u => u.IsNoiseLevel)];
        _levels = [.. problem.Observations.Select(o =>
        {
            var measured = data.First(d => d.Observation == o.Name);
            return measured.Noise switch
            {
                GaussianNoise { Level: var level } => Of(level, measured),
                LogNormalNoise { Level: var level } => Of(level, measured),
                _ => (-1, double.NaN, measured.Count, measured.Observation),
            };
        })];
        IsExact = data.All(d => d.Noise is ExactData);
    }

    /// <summary>The unknown levels.</summary>
    public ImmutableArray<UnknownScalar> Unknowns { get; }

    /// <summary>Whether no observation has noise: then nothing is weighed against the equations.</summary>
    public bool IsExact { get; }

    /// <summary>The unknown levels' initial values.</summary>
    public double[] Initial => [.. Unknowns.Select(u => u.Initial)];

    /// <summary>σ of an observation, null if it is exact.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="sigmas">The unknown levels.</param>
    public double? Sigma(string observation, double[] sigmas)
    {
        var level = _levels.First(l => l.Observation == observation);
        return level.Unknown >= 0 ? sigmas[level.Unknown] : double.IsNaN(level.Known) ? null : level.Known;
    }

    /// <summary>‖(y − ȳ)/σ‖ over all data with a σ (logarithms for log-normal noise): the cost of missing the data, as a norm.</summary>
    /// <param name="data">The data.</param>
    /// <param name="sigmas">The unknown levels.</param>
    public double Signal(ImmutableArray<MeasuredData> data, double[] sigmas)
    {
        double sum = 0;
        foreach (var measured in data)
        {
            if (Sigma(measured.Observation, sigmas) is not { } sigma) continue;
            double[] values = measured.Noise is LogNormalNoise ? [.. measured.Values.Select(y => Math.Log(y))] : measured.Values;
            var mean = values.Average();
            sum += values.Sum(y => (y - mean) / sigma * ((y - mean) / sigma));
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Whether a term is an observation with a σ.</summary>
    public bool IsWhitened(string term) => _levels.Any(l => l.Observation == term && (l.Unknown >= 0 || !double.IsNaN(l.Known)));

    /// <summary>Index of an observation's unknown level, −1 if it is known.</summary>
    public int UnknownOf(string observation) => _levels.First(l => l.Observation == observation).Unknown;

    /// <summary>Number of data of an observation.</summary>
    public int Count(string observation) => _levels.First(l => l.Observation == observation).Count;

    /// <summary>Number of data that share an unknown level.</summary>
    public int Count(int unknown) => _levels.Where(l => l.Unknown == unknown).Sum(l => l.Count);

    /// <summary>The levels σ√(χ²/m) for given sums χ² of squared whitened residuals, within their bounds.</summary>
    /// <param name="chi2">χ² for each observation.</param>
    /// <param name="free">m for each observation: the number of data for the most likely level, or less what unknown functions take of them.</param>
    /// <param name="sigmas">The levels by which they were whitened.</param>
    public double[] Profile(Func<string, double> chi2, Func<string, double> free, double[] sigmas) =>
    [
        .. Unknowns.Select((unknown, i) =>
        {
            var own = _levels.Where(l => l.Unknown == i).ToList();
            var sigma = sigmas[i] * Math.Sqrt(own.Sum(l => chi2(l.Observation)) / own.Sum(l => free(l.Observation)));
            return unknown.Bounds is { } b ? Math.Clamp(sigma, b.Lower, b.Upper) : Math.Max(sigma, Floor * unknown.Initial);
        }),
    ];

    private (int, double, int, string) Of(NoiseLevel level, MeasuredData data) => level switch
    {
        NoiseLevel.Known known => (-1, known.Sigma, data.Count, data.Observation),
        NoiseLevel.Unknown unknown => (Unknowns.Select(u => u.Name).ToList().IndexOf(unknown.Name), double.NaN, data.Count, data.Observation),
        _ => throw new ArgumentException($"The noise level of '{data.Observation}' is not resolved.", nameof(data)),
    };
}
