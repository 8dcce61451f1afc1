using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>An expression that is predicted at some points.</summary>
/// <param name="Name">Its name among the model's outputs.</param>
/// <param name="Of">The expression, in the problem's own variables.</param>
/// <param name="Points">[count × coordinates], row-major.</param>
public sealed record ModelOutput(string Name, Expression Of, double[] Points)
{
    /// <summary>What is observed of a problem, its logarithm for log-normal noise; then its constraints.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its data.</param>
    public static ImmutableArray<ModelOutput> Observed(InverseProblem problem, ImmutableArray<MeasuredData> data)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return [.. data.Select(d => problem.Observations.First(o => o.Name == d.Observation) is var o && d.Noise is LogNormalNoise
            ? new ModelOutput(d.Observation, Expression.Ln(o.Of), d.Points) : new ModelOutput(d.Observation, o.Of, d.Points)),
            .. ConstrainedPlaces.Of(problem).Select(c => new ModelOutput(c.Constraint.Name, c.Constraint.Of, c.Points))];
    }
}
