using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// The operator A = δ − γΔ of a Gaussian field with precision A², over variables in units of their correlation lengths, with γ ∂k/∂n + βk = 0 on the boundary.
/// </summary>
/// <remarks>
/// <para>In d variables its covariance is Matérn's with ν = 2 − d/2 and κ² = δ/γ, so that the variance is Γ(ν)/((4π)^(d/2) κ^(4−d) γ²), and the correlation at the distance √(8ν)/κ is
/// about 0.13. With that distance as the unit of length, κ = √(8ν) = √12, √8 and 2 in d = 1, 2 and 3, and with standard deviation σ</para>
/// <para>γ = √(Γ(ν)/((4π)^(d/2) κ^(4−d)))/σ, where Γ(ν)/(4π)^(d/2) = 1/4, 1/(4π) and 1/(8π); δ = κ²γ.</para>
/// <para>Without β the variance at a boundary is 2^d times as large; with β = c κγ, c = 0.48, 0.65 and 1.1, the standard deviation is within 5 % of σ everywhere at a straight boundary,
/// within 7 % in a right angle (c = 1/1.42 in hIPPYlib).</para>
/// <para>Sources: F. Lindgren, H. Rue, J. Lindström, An explicit link between Gaussian fields and Gaussian Markov random fields, J. R. Stat. Soc. B 73 (2011) 423–498; Y. Daon, G. Stadler,
/// Mitigating the influence of the boundary on PDE-based covariance operators, Inverse Probl. Imaging 12 (2018) 1083–1102; U. Villa, N. Petra, O. Ghattas, hIPPYlib, ACM Trans. Math. Softw.
/// 47 (2021) 16.</para>
/// </remarks>
/// <param name="Delta">δ.</param>
/// <param name="Gamma">γ.</param>
/// <param name="Beta">β.</param>
public sealed record WhittleMaternOperator(double Delta, double Gamma, double Beta)
{
    /// <summary>The operator of a standard deviation.</summary>
    /// <param name="variables">d, 1 to 3.</param>
    /// <param name="std">σ.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more variables: such a field has no finite variance.</exception>
    public static WhittleMaternOperator Of(int variables, double std)
    {
        var (kappa, variance, robin) = variables switch
        {
            1 => (Math.Sqrt(12), 1 / 4.0, 0.48),
            2 => (Math.Sqrt(8), 1 / (4 * Math.PI), 0.65),
            3 => (2.0, 1 / (8 * Math.PI), 1.1),
            _ => throw new ArgumentOutOfRangeException(nameof(variables), variables, "There are 1 to 3 variables."),
        };
        var gamma = Math.Sqrt(variance / Math.Pow(kappa, 4 - variables)) / std;
        return new(kappa * kappa * gamma, gamma, robin * kappa * gamma);
    }

    /// <summary>The standard deviation and the mean of a function's internal variable, its transform less that of the initial value.</summary>
    /// <param name="prior">The prior, of the transformed value.</param>
    /// <param name="unknown">The function.</param>
    public static (double Std, double Mean) Internal(WhittleMatern prior, UnknownField unknown)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var transform = UnknownTransform.Of(unknown);
        // A free value is a multiple of its internal variable; other transforms are what the prior is of.
        var scale = transform is LinearTransform { Scale: var s } ? s : 1;
        return (prior.Std / scale, prior.Mean is { } mean ? mean / scale - transform.ToInternal(unknown.Initial) : 0);
    }
}
