using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A finite real number.</summary>
public sealed class Number : Expression
{
    /// <summary>A number.</summary>
    /// <exception cref="ExpressionException">The value is infinite or not a number.</exception>
    public Number(double value) : base(Mix(1, BitConverter.DoubleToUInt64Bits(value + 0.0)), 1, 1)
    {
        if (!double.IsFinite(value)) throw new ExpressionException(double.IsNaN(value) ? "A constant is not a number." : "A constant is infinite.");
        Value = value + 0.0;
    }

    /// <summary>The value; never −0.</summary>
    public double Value { get; }

    /// <summary>The number, or null where it is not finite.</summary>
    internal static Number? IfFinite(double value) => double.IsFinite(value) ? new(value) : null;

    internal bool IsInteger => Math.Floor(Value) == Value;

    internal bool IsEven => Math.IEEERemainder(Value, 2) == 0;

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => Value;

    internal override ImmutableArray<Expression> Children => [];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => this;

    private protected override bool SameAs(Expression other) => Value.Equals(((Number)other).Value);
}
