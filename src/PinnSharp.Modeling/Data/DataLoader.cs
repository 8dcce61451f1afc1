using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Gives every observation of a problem its points and values.</summary>
public static class DataLoader
{
    /// <summary>How far outside the domain's shape a point may be, as a part of the box's diagonal: coordinates in files are rounded.</summary>
    private const double Closeness = 1e-6;

    /// <summary>Reads the files, draws from the truth, resolves relative noise, checks everything.</summary>
    /// <returns>One for each observation, in the problem's order.</returns>
    /// <exception cref="InputException">A file or column is missing, a value is not a number, a point is outside the domain, data for log-normal noise are not
    /// positive, counts not whole: for each observation its first mistake, with file, line and column.</exception>
    public static ImmutableArray<MeasuredData> Load(InverseProblem problem) => Each(problem, Load);

    /// <summary>The points of every observation, without values: those of a file, whose values are not read, or drawn.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="InputException">A file or column is missing, or a point is outside the domain.</exception>
    public static ImmutableArray<MeasuredData> LoadPoints(InverseProblem problem) => Each(problem, (_, observation) =>
    {
        var raw = observation.Source switch
        {
            FileSource file => FileData.Read(problem, observation, file, values: false),
            DrawnSource drawn => new RawData(drawn.Where.Sample(drawn.Count, drawn.Sampling, drawn.Seed), [], (i, _) => (null, $"point {i + 1}")),
            _ => Read(problem, observation),
        };
        CheckPoints(problem, observation, raw);
        return new MeasuredData(observation.Name, raw.Points.Length / problem.Coordinates.Length, raw.Points, [], observation.Noise);
    });

    /// <summary>Noise-free values as data: with noise of the observation's model, at the true value of an unknown level; a relative one is that part of their standard deviation.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="points">The points of an observation.</param>
    /// <param name="values">The values at them.</param>
    /// <param name="seed">Of the noise.</param>
    /// <exception cref="InputException">A value is not finite, or not positive for log-normal noise.</exception>
    public static MeasuredData AddNoise(InverseProblem problem, MeasuredData points, double[] values, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(points);
        var observation = problem.Observations.First(o => o.Name == points.Observation);
        CheckValues(problem, observation, new(points.Points, values, (i, _) => (null, $"point {i + 1}")), areMeans: true);
        var (noise, noisy) = (Resolve(observation, values), (double[])values.Clone());
        DrawnData.AddNoise(noisy, noise, problem, observation, seed);
        return points with { Values = noisy, Noise = noise };
    }

    private static ImmutableArray<MeasuredData> Each(InverseProblem problem, Func<InverseProblem, Observation, MeasuredData> load)
    {
        var errors = new InputErrors();
        var data = ImmutableArray.CreateBuilder<MeasuredData>();
        foreach (var observation in problem.Observations)
            try
            {
                data.Add(load(problem, observation));
            }
            catch (InputException e)
            {
                foreach (var error in e.Errors) errors.Add(error.Location, error.Path, error.Message);
            }
        errors.ThrowIfAny();
        return data.ToImmutable();
    }

    private static MeasuredData Load(InverseProblem problem, Observation observation)
    {
        var raw = Read(problem, observation);
        CheckPoints(problem, observation, raw);
        CheckValues(problem, observation, raw, areMeans: observation.Source is DrawnSource);
        var noise = Resolve(observation, raw.Values);
        if (observation.Source is DrawnSource { Seed: var seed }) DrawnData.AddNoise(raw.Values, noise, problem, observation, seed);
        return new(observation.Name, raw.Values.Length, raw.Points, raw.Values, noise);
    }

    private static RawData Read(InverseProblem problem, Observation observation) => observation.Source switch
    {
        FileSource file => FileData.Read(problem, observation, file),
        DrawnSource drawn => DrawnData.Draw(problem, observation, drawn),
        InlineSource inline => new RawData([.. inline.Points], [.. inline.Values], (i, _) => (null, $"point {i + 1}")),
        _ => throw new InvalidOperationException($"{observation.Source.GetType().Name} is not a source of data this version knows."),
    };

    private static void CheckPoints(InverseProblem problem, Observation observation, RawData raw)
    {
        var d = problem.Coordinates.Length;
        for (var i = 0; i < raw.Points.Length / d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                var (c, x) = (problem.Coordinates[j], raw.Points[i * d + j]);
                var slack = 1e-12 * Math.Max(c.Upper - c.Lower, Math.Max(Math.Abs(c.Lower), Math.Abs(c.Upper)));
                if (!(x >= c.Lower - slack && x <= c.Upper + slack))
                    throw Error(observation, raw, i, j, $"{c.Name} = {Text(x)} is outside the domain, where {c.Name} runs from {Text(c.Lower)} to {Text(c.Upper)}.");
            }
            if (!observation.IsAverage && !problem.Domain.Contains(raw.Points.AsSpan(i * d, d), Closeness))
                throw Error(observation, raw, i, 0, $"The point {string.Join(", ", problem.Coordinates.Select((c, j) => $"{c.Name} = {Text(raw.Points[i * d + j])}"))} is outside the domain.");
        }
    }

    private static void CheckValues(InverseProblem problem, Observation observation, RawData raw, bool areMeans)
    {
        var d = problem.Coordinates.Length;
        for (var i = 0; i < raw.Values.Length; i++)
        {
            var y = raw.Values[i];
            if (!double.IsFinite(y)) throw Error(observation, raw, i, d, $"The value of '{observation.Name}' is not a finite number.");
            if (Needed(observation.Noise, y, areMeans) is { } needed) throw Error(observation, raw, i, d, $"The value {Text(y)} of '{observation.Name}' is not {needed}, as {observation.Noise.Word} noise needs it.");
        }
    }

    /// <summary>What a value, or a mean that values are drawn about, should be; null where it is.</summary>
    private static string? Needed(Noise noise, double y, bool isMean) => noise switch
    {
        LogNormalNoise => y > 0 ? null : "positive",
        PoissonNoise => y >= 0 && (isMean || y == Math.Floor(y)) ? null : isMean ? "at least 0" : "a whole number of at least 0",
        BernoulliNoise => isMean ? y is >= 0 and <= 1 ? null : "a probability" : y is 0 or 1 ? null : "0 or 1",
        _ => null,
    };

    private static InputException Error(Observation observation, RawData raw, int i, int j, string message)
    {
        var (location, point) = raw.Place(i, j);
        return new(message, location, location is null ? $"observations.{observation.Name}, {point}" : "");
    }

    private static Noise Resolve(Observation observation, double[] values)
    {
        if (observation.Noise is not GaussianNoise { Level: NoiseLevel.Relative relative }) return observation.Noise;
        var deviation = MeasuredData.StandardDeviation(values);
        return deviation > 0
            ? new GaussianNoise(new NoiseLevel.Known(relative.Fraction * deviation))
            : throw new InputException($"The noise of '{observation.Name}' is relative to the standard deviation of its values, which is zero; give 'sigma'.",
                null, $"observations.{observation.Name}");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
