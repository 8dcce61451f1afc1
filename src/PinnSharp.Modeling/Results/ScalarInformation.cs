using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>What the data say of the unknown numbers at the estimate, all else eliminated.</summary>
/// <param name="Parameters">The numbers, in the order of the problem, noise levels left out; the index of each is its place.</param>
/// <param name="Theta">η, their internal variables.</param>
/// <param name="Matrix">S, the inverse of the covariance of η, k×k row-major.</param>
public sealed record ScalarInformation(ImmutableArray<NamedParameter> Parameters, double[] Theta, double[] Matrix)
{
    /// <summary>A number by its transform.</summary>
    /// <param name="unknown">The number.</param>
    /// <param name="index">Its place among the parameters.</param>
    /// <param name="transform">θ = g(η).</param>
    public static NamedParameter Named(UnknownScalar unknown, int index, UnknownTransform transform)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        ArgumentNullException.ThrowIfNull(transform);
        return new(unknown.Name, index, transform.ToPhysical, transform.Slope, transform is not (LinearTransform or ProjectedTransform))
        {
            Prior = unknown.Prior is { } prior ? eta => Math.Pow(ScalarPriorRow.At(prior, transform, eta).Slope, 2) : null,
        };
    }

    /// <summary>Verdicts by derivatives at the estimate alone; none where these are not finite.</summary>
    public ImmutableArray<Verdict> Verdicts() => Matrix.All(double.IsFinite)
        ? Inversion.Verdicts.Local(Parameters, Theta, new SensitivitySpectrum(Matrix, IdentifiabilityStudy.Scales(Matrix, Theta, Parameters))) : [];
}
