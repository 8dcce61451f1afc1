using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp;

/// <summary>How much of an unknown function the data determine.</summary>
/// <param name="Name">The function.</param>
/// <param name="Coefficients">The coefficients that describe it.</param>
/// <param name="Determined">tr((S + P)⁻¹S), the directions that the data rather than smoothness determine: S what data say of the coefficients with all else eliminated, P the smoothness.</param>
/// <param name="Spectrum">
/// The eigenvalues μ of S in the coordinates in which the prior P is white (<see cref="MarginalLikelihood.Spectrum"/>), descending; infinite for what the prior leaves free. None of a function with more than
/// <see cref="MarginalLikelihood.MostModes"/> coefficients.
/// </param>
public sealed record FunctionModes(string Name, int Coefficients, double Determined, ImmutableArray<double> Spectrum)
{
    /// <summary>Modes of which the data say more than the prior, μ &gt; 1.</summary>
    public int Modes => Spectrum.Count(mu => mu > 1);

    internal static ImmutableArray<FunctionModes> Of(FiniteElementSolution solution, double[] theta)
    {
        var (problem, n) = (solution.Problem(), theta.Length);
        if (solution.Model.Penalties.IsEmpty || n > Modeling.ReducedInversion.MostDense) return [];
        var gram = new double[n * n];
        problem.NormalEquations(theta, gram, new double[n]);
        return [.. solution.Model.Penalties.Select((p, i) => (p, prior: MarginalLikelihood.Of(gram, n, p.Block, p.At(theta).Gram(solution.State.Strengths[i]), scales: solution.Model.Parameters))).Where(f => f.prior is not null)
            .Select(f => new FunctionModes(f.p.Block.Name, f.p.Block.Length, f.prior!.DeterminedDirections(), [.. f.prior.Spectrum()]))];
    }
}
