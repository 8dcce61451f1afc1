namespace PinnSharp.Inversion;

/// <summary>
/// The strongest prior that leaves the data fitted to within their noise: χ² = m (V. A. Morozov, On the solution of functional equations by the method of regularization, Soviet Math. Dokl. 7 (1966)
/// 414–417). It needs σ to be known and smooths somewhat too much, as χ² at the truth is less by the directions that a fit takes.
/// </summary>
public static class DiscrepancyPrinciple
{
    /// <summary>t at which χ²(t) = m; the least or largest that is looked at where there is none.</summary>
    /// <param name="at">The linearised problem at t.</param>
    /// <param name="count">m.</param>
    public static double Factor(Func<double, StrengthPoint> at, int count) => StrengthSearch.Zero(s => at(Math.Exp(s)).Misfit - count);
}
