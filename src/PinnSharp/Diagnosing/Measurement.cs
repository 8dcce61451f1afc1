using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One more datum, and what it would do to the worst determined direction of the unknowns.</summary>
/// <param name="Of">The expression that would be measured.</param>
/// <param name="At">The coordinates of its place, by name.</param>
/// <param name="Sigma">The standard deviation that it was taken to have: that of the observations of the same expression, otherwise a hundredth of the greatest value.</param>
/// <param name="Before">Deviation of the direction without it, in natural units; where the direction is null, the 20 that it is given.</param>
/// <param name="After">With it.</param>
public sealed record Measurement(string Of, ImmutableArray<(string Name, double Value)> At, double Sigma, double Before, double After)
{
    private const int Places = 96, Moments = 12, Line = 49;

    /// <summary>For each observed expression and each field the candidate that helps most, the best first.</summary>
    internal static ImmutableArray<Measurement> Candidates(FiniteElementSolution solution, Experiment experiment, IdentifiabilityStudy study)
    {
        var (problem, own, k) = (experiment.Problem, solution.Problem(), study.Parameters.Length);
        var n = own.Parameters.Count;
        if (k == 0 || n > Modeling.ReducedInversion.MostDense) return [];
        var gram = new double[n * n];
        own.NormalEquations(study.Theta, gram, new double[n]);
        var next = new NextMeasurement(gram, study.Parameters, study.Spectrum.Scales, study.Spectrum.Directions[^1]);
        var (points, d) = (Points(problem), problem.Coordinates.Length);
        var observed = problem.Observations.Where(o => !o.IsAverage && o.Noise is not ExactData).GroupBy(o => o.Of)
            .Select(g => (Of: g.Key, Names: g.Select(o => o.Name).ToList(), IsLogarithm: g.Any(o => o.Noise is LogNormalNoise)));
        var fields = problem.Fields.Where(f => problem.Observations.All(o => o.Of != f.Symbol.Value)).Select(f => (Of: (Expression)f.Symbol.Value, Names: new List<string>(), IsLogarithm: false));
        var best = ImmutableArray.CreateBuilder<Measurement>();
        foreach (var (of, names, isLogarithm) in observed.Concat(fields))
        {
            var linear = solution.Model.Copy().Linearize(study.Theta, [new ModelOutput("candidate", isLogarithm ? Expression.Ln(of) : of, points)]);
            var (means, greatest) = (linear.Outputs.ToArray(), 0.01 * linear.Outputs.ToArray().Max(Math.Abs));
            double Sigma(int i) => names.Count == 0 ? greatest : names.Min(name => solution.Deviation(name, means[i]));
            var rows = linear.Jacobian(n);
            var (at, after) = (-1, next.Before);
            for (var i = 0; i < points.Length / d; i++)
                if (Sigma(i) is var sigma && sigma > 0 && next.After(rows.AsSpan(i * n, n), sigma) is var with && with < 0.999 * after) (at, after) = (i, with);
            if (at >= 0) best.Add(new(of.ToString(), [.. problem.Coordinates.Select(c => (c.Name, points[at * d + c.Symbol.Index]))], Sigma(at), next.Before, after));
        }
        return [.. best.OrderBy(m => m.After)];
    }

    /// <summary>Places spread over the domain, at moments spread over the time.</summary>
    private static double[] Points(InverseProblem problem)
    {
        var (d, time) = (problem.Coordinates.Length, problem.Coordinates.FirstOrDefault(c => c.IsTime));
        double Moment(int i, int of) => time!.Lower + (time.Upper - time.Lower) * i / of;
        if (problem.IsOrdinary) return [.. Enumerable.Range(0, Line).Select(i => Moment(i, Line - 1))];
        var points = problem.Domain.Sample(time is null ? Places : Places * Moments / 4, SamplingMethod.Sobol, 0);
        for (var i = 0; time is not null && i < points.Length / d; i++) points[i * d + time.Symbol.Index] = Moment(1 + i % Moments, Moments);
        return points;
    }
}
