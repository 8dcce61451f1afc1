using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Values of the declared truth at sampled points, without their noise.</summary>
internal static class DrawnData
{
    /// <summary>The points and the noise-free values.</summary>
    /// <exception cref="InputException">The observed expression grows beyond the limits of expressions.</exception>
    public static RawData Draw(InverseProblem problem, Observation observation, DrawnSource source)
    {
        Expression truth;
        try
        {
            truth = problem.SubstituteTruth(observation.Of);
        }
        catch (ExpressionException e)
        {
            throw new InputException($"The truth cannot be substituted into '{observation.Name}': {e.Message}", null, $"observations.{observation.Name}");
        }
        var d = problem.Coordinates.Length;
        var points = source.Where.Sample(source.Count, source.Sampling, source.Seed);
        var values = new double[points.Length / d];
        for (var i = 0; i < values.Length; i++) values[i] = truth.Evaluate(leaf => problem.Known(leaf, points.AsSpan(i * d, d)));
        return new(points, values, (i, _) => (null, $"point {i + 1}"));
    }

    /// <summary>Adds noise of a known level, from a stream of the seed and the observation's name.</summary>
    public static void AddNoise(double[] values, Noise noise, InverseProblem problem, Observation observation, ulong seed)
    {
        var random = new RandomSource(seed, observation.Name + "/noise");
        var level = noise switch
        {
            ScaledNoise { Level: NoiseLevel.Known known } => known.Sigma,
            { UnknownLevel: { } name } => problem.Unknowns.First(u => u.Name == name).Truth!.Value,
            _ => 0,
        };
        if (noise is ExactData) return;
        var distribution = NoiseDistribution.Of(noise, level);
        for (var i = 0; i < values.Length; i++)
            values[i] = noise is LogNormalNoise ? values[i] * Math.Exp(distribution.Draw(0, random)) : distribution.Draw(values[i], random);
    }
}
