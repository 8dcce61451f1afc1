using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// How an unknown scalar θ is represented by an unconstrained internal variable η of order one, so that positivity and bounds
/// hold at every iterate: θ = g(η) with g increasing.
/// </summary>
public abstract record UnknownTransform : IChart
{
    /// <summary>The transform that a declaration asks for: logit within bounds (of the logarithm where they span decades), logarithm where positive, a multiple otherwise.</summary>
    /// <param name="unknown">The declared unknown.</param>
    public static UnknownTransform Of(UnknownScalar unknown) => unknown is { Projected: true, Bounds: { } b } ? new ProjectedTransform(b.Lower, b.Upper) : Of(unknown.Positive, unknown.Bounds, unknown.Initial);

    /// <summary>The same for the values of an unknown function.</summary>
    /// <param name="unknown">The declared unknown.</param>
    public static UnknownTransform Of(UnknownField unknown) => Of(unknown.Positive, unknown.Bounds, unknown.Initial);

    /// <summary>An unknown function as an expression of the network output N of order one: g(g⁻¹(initial) + N).</summary>
    /// <param name="unknown">The declared unknown; its symbol stands for N.</param>
    public static Expression Physical(UnknownField unknown)
    {
        var transform = Of(unknown);
        return transform.Physical(transform.ToInternal(unknown.Initial) + unknown.Symbol.Value);
    }

    private static UnknownTransform Of(bool positive, (double Lower, double Upper)? bounds, double initial) => bounds switch
    {
        { Lower: > 0 } b when b.Upper > 10 * b.Lower => new LogarithmicLogitTransform(b.Lower, b.Upper),
        { } b => new LogitTransform(b.Lower, b.Upper),
        null => positive ? new LogTransform() : new LinearTransform(initial == 0 ? 1 : Math.Abs(initial)),
    };

    /// <summary>The η that are allowed; null for all.</summary>
    public virtual (double Lower, double Upper)? Interval => null;

    /// <summary>The bounds of unknown scalars that are held by projected steps; null where there are none.</summary>
    /// <param name="unknowns">The scalars, in their order.</param>
    /// <param name="offset">The parameter of the first.</param>
    public static Box? Box(IEnumerable<UnknownScalar> unknowns, int offset)
    {
        ImmutableArray<(int, double, double)> intervals = [.. unknowns.Index().Select(u => (u.Index, Of(u.Item).Interval)).Where(u => u.Interval is not null)
            .Select(u => (offset + u.Index, u.Interval!.Value.Lower, u.Interval.Value.Upper))];
        return intervals.IsEmpty ? null : new(intervals);
    }

    /// <summary>η = g⁻¹(θ).</summary>
    /// <param name="value">θ.</param>
    public abstract double ToInternal(double value);

    /// <summary>θ = g(η).</summary>
    /// <param name="internalValue">η.</param>
    public abstract double ToPhysical(double internalValue);

    /// <summary>dθ/dη.</summary>
    /// <param name="internalValue">η.</param>
    public abstract double Slope(double internalValue);

    /// <summary>g(η) as an expression.</summary>
    /// <param name="internalVariable">η.</param>
    public abstract Expression Physical(Expression internalVariable);
}

/// <summary>θ = e^η for a positive unknown; a standard deviation of η is a relative one of θ.</summary>
public sealed record LogTransform : UnknownTransform
{
    /// <inheritdoc/>
    public override double ToInternal(double value) => Math.Log(value);

    /// <inheritdoc/>
    public override double ToPhysical(double internalValue) => Math.Exp(internalValue);

    /// <inheritdoc/>
    public override double Slope(double internalValue) => Math.Exp(internalValue);

    /// <inheritdoc/>
    public override Expression Physical(Expression internalVariable) => Expression.Exp(internalVariable);
}

/// <summary>θ = a + (b − a)/(1 + e^(−η)) for an unknown between bounds a and b.</summary>
/// <param name="Lower">a.</param>
/// <param name="Upper">b.</param>
public sealed record LogitTransform(double Lower, double Upper) : UnknownTransform
{
    /// <inheritdoc/>
    public override double ToInternal(double value)
    {
        var part = Math.Clamp((value - Lower) / (Upper - Lower), 1e-15, 1 - 1e-15);
        return Math.Log(part / (1 - part));
    }

    /// <inheritdoc/>
    public override double ToPhysical(double internalValue) => Lower + (Upper - Lower) / (1 + Math.Exp(-internalValue));

    /// <inheritdoc/>
    public override double Slope(double internalValue)
    {
        var part = 1 / (1 + Math.Exp(-internalValue));
        return (Upper - Lower) * part * (1 - part);
    }

    /// <inheritdoc/>
    public override Expression Physical(Expression internalVariable) =>
        Lower + (Upper - Lower) / (1 + Expression.Exp(-internalVariable));
}

/// <summary>ln θ between ln a and ln b by a logit: θ = a (b/a)^(1/(1 + e^(−η))).</summary>
/// <param name="Lower">a &gt; 0.</param>
/// <param name="Upper">b.</param>
public sealed record LogarithmicLogitTransform(double Lower, double Upper) : UnknownTransform
{
    private LogitTransform Logarithm => new(Math.Log(Lower), Math.Log(Upper));

    /// <inheritdoc/>
    public override double ToInternal(double value) => Logarithm.ToInternal(Math.Log(value));

    /// <inheritdoc/>
    public override double ToPhysical(double internalValue) => Math.Exp(Logarithm.ToPhysical(internalValue));

    /// <inheritdoc/>
    public override double Slope(double internalValue) => ToPhysical(internalValue) * Logarithm.Slope(internalValue);

    /// <inheritdoc/>
    public override Expression Physical(Expression internalVariable) => Expression.Exp(Logarithm.Physical(internalVariable));
}

/// <summary>θ = a + (b − a) η for an unknown between bounds a and b that steps are projected on, so that it may lie on them.</summary>
/// <param name="Lower">a.</param>
/// <param name="Upper">b.</param>
public sealed record ProjectedTransform(double Lower, double Upper) : UnknownTransform
{
    /// <inheritdoc/>
    public override (double Lower, double Upper)? Interval => (0, 1);

    /// <inheritdoc/>
    public override double ToInternal(double value) => (value - Lower) / (Upper - Lower);

    /// <summary>θ; a bound for what is beyond it.</summary>
    /// <param name="internalValue">η.</param>
    public override double ToPhysical(double internalValue) => Lower + (Upper - Lower) * Math.Clamp(internalValue, 0, 1);

    /// <inheritdoc/>
    public override double Slope(double internalValue) => Upper - Lower;

    /// <inheritdoc/>
    public override Expression Physical(Expression internalVariable) => Lower + (Upper - Lower) * internalVariable;
}

/// <summary>θ = s·η for a free unknown; s is the size of its initial value, or 1.</summary>
/// <param name="Scale">s &gt; 0.</param>
public sealed record LinearTransform(double Scale) : UnknownTransform
{
    /// <inheritdoc/>
    public override double ToInternal(double value) => value / Scale;

    /// <inheritdoc/>
    public override double ToPhysical(double internalValue) => Scale * internalValue;

    /// <inheritdoc/>
    public override double Slope(double internalValue) => Scale;

    /// <inheritdoc/>
    public override Expression Physical(Expression internalVariable) => Scale * internalVariable;
}
