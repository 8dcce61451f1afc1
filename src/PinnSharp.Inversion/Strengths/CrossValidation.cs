namespace PinnSharp.Inversion;

/// <summary>
/// Generalised cross-validation: the least χ²(t)/(m − γ(t))², with γ the directions that are determined, which needs no σ (G. H. Golub, M. Heath, G. Wahba, Generalized cross-validation as a method
/// for choosing a good ridge parameter, Technometrics 21 (1979) 215–223).
/// </summary>
public static class CrossValidation
{
    /// <summary>t of the least value.</summary>
    /// <param name="at">The linearised problem at t.</param>
    /// <param name="count">m.</param>
    /// <param name="others">Directions determined besides those of the prior's block.</param>
    public static double Factor(Func<double, StrengthPoint> at, int count, double others) => StrengthSearch.Least(s => at(Math.Exp(s)) is var p && count - others - p.Determined is > 0 and var free
        ? p.Misfit / (free * free) : double.PositiveInfinity);
}
