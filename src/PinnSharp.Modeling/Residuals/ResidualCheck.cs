namespace PinnSharp.Modeling;

/// <summary>What residuals are checked for.</summary>
public enum ResidualTest
{
    /// <summary>χ² = Σr² against a stated noise level: too large, or too small.</summary>
    Size,

    /// <summary>Normality: Anderson–Darling's A*².</summary>
    Normality,

    /// <summary>Correlation of successive data at the same place: Σr_i r_(i+1) over pairs, by Σr²/n.</summary>
    Time,

    /// <summary>Correlation of nearest neighbours, Moran's I without centring.</summary>
    Space,
}

/// <summary>One check of one observation's residuals.</summary>
/// <param name="Observation">The observation.</param>
/// <param name="Test">What was checked.</param>
/// <param name="Count">Number of data.</param>
/// <param name="Statistic">What was found.</param>
/// <param name="Expected">Its mean where model and noise are right; for normality the value that 5 % exceed.</param>
/// <param name="PValue">The probability of this or more where model and noise are right; of <see cref="ResidualTest.Size"/> two-sided.</param>
public sealed record ResidualCheck(string Observation, ResidualTest Test, int Count, double Statistic, double Expected, double PValue);
