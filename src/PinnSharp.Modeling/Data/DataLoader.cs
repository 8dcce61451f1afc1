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
    /// positive: for each observation its first mistake, with file, line and column.</exception>
    public static ImmutableArray<MeasuredData> Load(InverseProblem problem)
    {
        var errors = new InputErrors();
        var data = ImmutableArray.CreateBuilder<MeasuredData>();
        foreach (var observation in problem.Observations)
            try
            {
                data.Add(Load(problem, observation));
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
        var raw = observation.Source switch
        {
            FileSource file => FileData.Read(problem, observation, file),
            DrawnSource drawn => DrawnData.Draw(problem, observation, drawn),
            InlineSource inline => new RawData([.. inline.Points], [.. inline.Values], (i, _) => (null, $"point {i + 1}")),
            _ => throw new InvalidOperationException($"{observation.Source.GetType().Name} is not a source of data this version knows."),
        };
        Check(problem, observation, raw);
        var noise = Resolve(observation, raw.Values);
        if (observation.Source is DrawnSource { Seed: var seed }) DrawnData.AddNoise(raw.Values, noise, problem, observation, seed);
        return new(observation.Name, raw.Values.Length, raw.Points, raw.Values, noise);
    }

    private static void Check(InverseProblem problem, Observation observation, RawData raw)
    {
        var d = problem.Coordinates.Length;
        for (var i = 0; i < raw.Values.Length; i++)
        {
            for (var j = 0; j < d; j++)
            {
                var (c, x) = (problem.Coordinates[j], raw.Points[i * d + j]);
                var slack = 1e-12 * Math.Max(c.Upper - c.Lower, Math.Max(Math.Abs(c.Lower), Math.Abs(c.Upper)));
                if (!(x >= c.Lower - slack && x <= c.Upper + slack))
                    throw Error(i, j, $"{c.Name} = {Text(x)} is outside the domain, where {c.Name} runs from {Text(c.Lower)} to {Text(c.Upper)}.");
            }
            if (!observation.IsAverage && !problem.Domain.Contains(raw.Points.AsSpan(i * d, d), Closeness))
                throw Error(i, 0, $"The point {string.Join(", ", problem.Coordinates.Select((c, j) => $"{c.Name} = {Text(raw.Points[i * d + j])}"))} is outside the domain.");
            var y = raw.Values[i];
            if (!double.IsFinite(y)) throw Error(i, d, $"The value of '{observation.Name}' is not a finite number.");
            if (observation.Noise is LogNormalNoise && y <= 0) throw Error(i, d, $"The value {Text(y)} of '{observation.Name}' is not positive, as log-normal noise needs it.");
        }

        InputException Error(int i, int j, string message)
        {
            var (location, point) = raw.Place(i, j);
            return new(message, location, location is null ? $"observations.{observation.Name}, {point}" : "");
        }
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
