using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>
/// The mean of an expression over a region of space, at the point's own time: average(e, region). It stands for a sum over the points of a
/// <see cref="Quadrature"/>, which <see cref="Averaging.ExpandAverages"/> writes out.
/// </summary>
public sealed class Average : Expression
{
    private Average(Expression operand, string region, ImmutableArray<CoordinateSymbol> over) : base(8, [operand]) => (Operand, Region, Over) = (operand, region, over);

    /// <summary>What is averaged.</summary>
    public Expression Operand { get; }

    /// <summary>The region's name.</summary>
    public string Region { get; }

    /// <summary>The coordinates averaged over: those of space.</summary>
    public ImmutableArray<CoordinateSymbol> Over { get; }

    /// <summary>The mean of an expression; a number is its own.</summary>
    /// <param name="operand">What is averaged.</param>
    /// <param name="region">The region's name.</param>
    /// <param name="over">The coordinates averaged over.</param>
    public static Expression Of(Expression operand, string region, ImmutableArray<CoordinateSymbol> over) =>
        operand is Number ? operand : new Average(operand, region, over);

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => leaf(this);

    internal override ImmutableArray<Expression> Children => [Operand];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => Of(children[0], Region, Over);

    private protected override bool SameAs(Expression other) => other is Average a && a.Region == Region && a.Operand == Operand && a.Over.SequenceEqual(Over);
}
