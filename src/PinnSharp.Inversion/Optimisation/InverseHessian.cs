namespace PinnSharp.Inversion;

/// <summary>An approximation H of the inverse Hessian; an immutable value.</summary>
internal abstract class InverseHessian
{
    /// <summary>Whether H = 1: nothing is known.</summary>
    public abstract bool IsIdentity { get; }

    /// <summary>x ← Hx.</summary>
    public abstract void Apply(Span<double> x);

    /// <summary>H after a step.</summary>
    /// <param name="s">The change of θ.</param>
    /// <param name="y">The change of the gradient, sᵀy &gt; 0.</param>
    /// <param name="sBs">sᵀH⁻¹s.</param>
    public abstract InverseHessian Updated(double[] s, double[] y, double sBs);

    /// <summary>H as named values.</summary>
    public abstract StateBag Save();
}
