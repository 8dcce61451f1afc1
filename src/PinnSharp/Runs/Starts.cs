using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// The results of several starts of one experiment. The best is, among those that converged if any did, the one whose data have the greatest likelihood
/// −½χ² − Σ n ln σ, which does not depend on the equation weight; with exact data only, the one with the smallest root mean square of equations, conditions (at
/// points not trained on) and data (as a part of their own spread). Another agrees with it if each unknown is within 3 combined standard deviations, or a
/// thousandth, and fields and functions within 3 in the root mean square, or a hundredth.
/// </summary>
internal sealed class Starts(ImmutableArray<RunResult> results)
{
    private const double Deviations = 3, SameScalar = 1e-3, SameFunction = 1e-2;
    private const int Probes = 32;

    /// <summary>Fits are equally good when one is less than 3 standard deviations more likely, or its root mean square not ten times smaller.</summary>
    private const double SameLikelihood = 4.5;

    private readonly bool _exact = results[0].Report.Observations.All(o => o.IsExact);
    private readonly int _best = Enumerable.Range(0, results.Length)
        .OrderBy(i => results[i].Status switch { RunStatus.Converged => 0, RunStatus.Diverged => 2, _ => 1 }).ThenByDescending(i => Score(results[i])).First();

    /// <summary>The best.</summary>
    public RunResult Best => results[_best];

    /// <summary>The status and message of the whole: stalled where starts disagree and fit equally well, with what they found.</summary>
    public (RunStatus Status, string Message, Finding? Disagreement) Verdict()
    {
        var others = Enumerable.Range(0, results.Length).Where(i => i != _best)
            .Select(i => (Start: i, Found: results[i].Status == RunStatus.Diverged ? "nothing" : Difference(results[i]))).Where(o => o.Found is not null).ToList();
        var same = others.Where(o => IsAsGood(results[o.Start])).ToList();
        var text = $"{results.Length - others.Count} of {results.Length} starts agree"
            + string.Concat(others.Take(3).Select(o => $"; start {o.Start + 1} found {o.Found} with {Fit(results[o.Start])}"));
        return same.Count == 0 ? (Best.Status, $"{Best.Message} {text}.", null)
            : (Best.Status == RunStatus.Converged ? RunStatus.Stalled : Best.Status,
                $"{text}: the answer is not unique. Measure something that tells these answers apart, or bound the unknowns. The best start says: {Best.Message}",
                new(Failure.StartsDisagree, $"{text}.", "Measure something that tells these answers apart, or bound the unknowns."));
    }

    /// <summary>starts.csv: start, seed, status, log-likelihood or rms, each unknown and its standard deviation, seconds.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', ["start", "seed", "status", _exact ? "rms" : "log-likelihood", .. Best.Report.Unknowns.SelectMany(u => new[] { u.Name, $"{u.Name}(std)" }), "seconds"]).Append('\n');
        for (var i = 0; i < results.Length; i++)
            text.AppendJoin(',', [$"{i + 1}", $"{results[i].Experiment.Options.Seed}", ResultJson.Name(results[i].Status), Csv.Number(_exact ? Math.Exp(-Score(results[i])) : Score(results[i])),
                .. results[i].Report.Unknowns.SelectMany(u => new[] { Csv.Number(u.Value), Csv.Number(u.Std) }), Csv.Number(Math.Round(results[i].Seconds, 3))]).Append('\n');
        return text.ToString();
    }

    /// <summary>ln of the likelihood of noisy data, or −ln of the root mean square of everything; the greater the better.</summary>
    internal static double Score(RunResult result)
    {
        var report = result.Report;
        var noisy = report.Observations.Where(o => !o.IsExact).ToList();
        if (noisy.Count > 0) return Ordered(noisy.Sum(o => o.LogLikelihood!.Value));
        var data = report.Observations.Select(o => o.Rmse / Spread(result.Experiment.Data.First(d => d.Observation == o.Name).Values));
        return Ordered(-Math.Log(Math.Sqrt(report.Equations.Concat(report.Conditions).Select(e => e.Rms).OfType<double>().Concat(data).Average(r => r * r))));
    }

    private static double Ordered(double score) => double.IsNaN(score) ? double.NegativeInfinity : score;

    private static double Spread(double[] values) => MeasuredData.StandardDeviation(values) is > 0 and var spread ? spread : 1;

    private bool IsAsGood(RunResult other) =>
        other.Status == RunStatus.Converged && Best.Status == RunStatus.Converged && Score(Best) - Score(other) <= (_exact ? Math.Log(10) : SameLikelihood);

    private string Fit(RunResult other) => IsAsGood(other) ? "an equally good fit"
        : (Score(other) > Score(Best) ? "a better fit" : "a worse fit") + (other.Status == RunStatus.Converged ? "" : $" ({ResultJson.Name(other.Status)})");

    /// <summary>What another start found that is not what the best one did; null where they agree.</summary>
    private string? Difference(RunResult other)
    {
        var differ = Best.Report.Unknowns.Zip(other.Report.Unknowns)
            .Where(u => Math.Abs(u.First.Value - u.Second.Value) > Math.Max(Deviations * Deviation(u.First, u.Second), SameScalar * Math.Max(Math.Abs(u.First.Value), Math.Abs(u.Second.Value))))
            .Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Second.Name} = {u.Second.Value:g4}")).ToList();
        if (differ.Count > 0) return string.Join(", ", differ);
        var points = Best.Experiment.Problem.Domain.Sample(Probes, SamplingMethod.Sobol, 0);
        string[] names = [.. Best.Model.Names];
        var functions = Best.Model.Predict(points, true, names).Zip(other.Model.Predict(points, true, names)).Where(p => !Agree(p.First, p.Second)).Select(p => p.First.Expression).ToList();
        return functions.Count == 0 ? null : $"another {string.Join(" and ", functions)}";
    }

    /// <summary>The deviation of a difference. Where the data leave an unknown open it is 0: different starts that find different values there do not agree.</summary>
    private static double Deviation(UnknownEstimate a, UnknownEstimate b) => a.Std is { } s && b.Std is { } t ? Math.Sqrt(s * s + t * t) : 0;

    private static bool Agree(Prediction a, Prediction b)
    {
        var (error, size) = (a.Values.Zip(b.Values, (x, y) => (x - y) * (x - y)).ToArray(), a.Values.Sum(x => x * x));
        if (error.Sum() <= SameFunction * SameFunction * size) return true;
        return a.Std is { } s && b.Std is { } t && error.Select((e, i) => e / (s[i] * s[i] + t[i] * t[i])).Average() <= Deviations * Deviations;
    }
}
