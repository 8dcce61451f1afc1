using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A field's derivative ∂^α u at an evaluation point; its value for α = 0.</summary>
public sealed class FieldDerivative : Expression
{
    /// <summary>∂^α u.</summary>
    /// <param name="field">The field u.</param>
    /// <param name="order">α, by the index of each coordinate.</param>
    /// <param name="site">Which evaluation point: 0 the point itself, 1 the partner of a periodic pair.</param>
    /// <exception cref="ExpressionException">The total order exceeds <see cref="ExpressionLimits.DerivativeOrder"/>.</exception>
    /// <exception cref="ArgumentException">α has a derivative with respect to a coordinate the field does not depend on.</exception>
    public FieldDerivative(FieldSymbol field, MultiIndex order, int site = 0)
        : base(Mix(Mix(Mix(4, field.Name), (ulong)order.GetHashCode()), (ulong)site), 1, 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(site);
        if (order.Order > ExpressionLimits.DerivativeOrder)
            throw new ExpressionException($"A derivative of '{field.Name}' of order {order.Order} is above the highest order {ExpressionLimits.DerivativeOrder}.");
        var rest = order.Order;
        foreach (var coordinate in field.Over) rest -= order[coordinate.Index];
        if (rest != 0) throw new ArgumentException($"'{field.Name}' does not depend on every coordinate of the order {order}.", nameof(order));
        (Field, Order, Site) = (field, order, site);
    }

    /// <summary>The field u.</summary>
    public FieldSymbol Field { get; }

    /// <summary>The derivative's order α.</summary>
    public MultiIndex Order { get; }

    /// <summary>Which evaluation point of a row: 0 the point itself, 1 the partner of a periodic pair.</summary>
    public int Site { get; }

    /// <summary>This derivative's derivative with respect to one of the field's own variables, the others fixed.</summary>
    /// <param name="variable">A coordinate or argument the field is over.</param>
    public FieldDerivative Along(CoordinateSymbol variable) => new(Field, Order + MultiIndex.Unit(variable.Index), Site);

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => leaf(this);

    internal override ImmutableArray<Expression> Children => [];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => this;

    private protected override bool SameAs(Expression other)
    {
        var o = (FieldDerivative)other;
        return Order == o.Order && Site == o.Site && Field == o.Field;
    }
}
