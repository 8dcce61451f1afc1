namespace PinnSharp.Inversion;

/// <summary>
/// Matrix-free Levenberg–Marquardt: (JᵀJ + μD)δ = −Jᵀr by conjugate gradients preconditioned by D, solved no further than is worth while. For more parameters
/// than a Gram matrix can hold.
/// </summary>
/// <remarks>
/// <para>One step costs one <see cref="ILeastSquares.Gradient"/> and for each trial one <see cref="ILeastSquares.Residual"/> and up to
/// <see cref="MaximumProducts"/> pairs of <see cref="ILeastSquares.Multiply"/> and <see cref="ILeastSquares.MultiplyTransposed"/>. D is Hutchinson's estimate
/// of diag(JᵀJ), made anew every <see cref="Refresh"/> steps for <see cref="Probes"/> transposed products. The equations are solved up to the part
/// η = γ(‖g‖/‖g before‖)² of their right-hand side g, but no more than <see cref="LeastForcing"/>.</para>
/// <para>Sources: S. C. Eisenstat, H. F. Walker, SIAM J. Sci. Comput. 17 (1996), choice 2; S. J. Wright, J. N. Holt, J. Austral. Math. Soc. B 26 (1985).</para>
/// </remarks>
public sealed record GaussNewtonConjugateGradient : DampedLeastSquares
{
    /// <inheritdoc/>
    public override string Name => "gauss-newton-cg";

    /// <summary>Most iterations of conjugate gradients in one trial.</summary>
    public int MaximumProducts { get; init; } = 200;

    /// <summary>γ.</summary>
    public double ForcingFactor { get; init; } = 0.9;

    /// <summary>
    /// Largest η, and that of the first step. On small PINNs 0.01 reached lower costs in the same time than 0.5 and 0.1: what is left unsolved
    /// lies along directions of small singular values, which training is about.
    /// </summary>
    public double LargestForcing { get; init; } = 1e-2;

    /// <summary>Least η.</summary>
    public double LeastForcing { get; init; } = 1e-4;

    /// <summary>Steps between estimates of the diagonal.</summary>
    public int Refresh { get; init; } = 10;

    /// <summary>Transposed products in one estimate of the diagonal.</summary>
    public int Probes { get; init; } = 16;

    internal override NormalModel Model(ILeastSquares problem) => new ProductModel(problem, this);

    internal override double Forcing(double gradient, double before) =>
        double.IsNaN(before) ? LargestForcing : Math.Clamp(ForcingFactor * (gradient / before) * (gradient / before), LeastForcing, LargestForcing);
}
