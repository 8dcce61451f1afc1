using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Left = Right.</summary>
public sealed record Equation(Expression Left, Expression Right)
{
    private readonly Expression? _remainder;

    /// <summary>Left − Right, which is zero where the equation holds.</summary>
    public Expression Residual => Left - Right;

    /// <summary>The derivatives over space as they were written, by d, div and laplacian: with <see cref="Remainder"/> they make up the residual.</summary>
    public ImmutableArray<WrittenDerivative> Written { get; private init; } = [];

    /// <summary>Residual − Σ factor · d(of, along) over <see cref="Written"/>.</summary>
    public Expression Remainder => _remainder ?? Residual;

    /// <summary>What it was read from, to be shown as it was written; null for an equation made otherwise. It does not matter for equality.</summary>
    public EquationSource? Source { get; init; }

    /// <summary>The equation with all its expressions replaced, written derivatives too.</summary>
    /// <param name="map">The replacement of an expression, which commutes with derivatives, as those of fields by other fields or functions do.</param>
    public Equation Map(Func<Expression, Expression> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new Equation(map(Left), map(Right)).With([.. Written.Select(w => w.Map(map))], map(Remainder));
    }

    /// <summary>Whether both sides are the same; how derivatives were written does not matter.</summary>
    public bool Equals(Equation? other) => other is not null && Left == other.Left && Right == other.Right;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Left, Right);

    /// <summary>The equation as text.</summary>
    public override string ToString() => $"{Left} = {Right}";

    /// <summary>The equation in LaTeX.</summary>
    public string ToLatex() => $"{Left.ToLatex()} = {Right.ToLatex()}";

    internal Equation With(ImmutableArray<WrittenDerivative> written, Expression remainder) => new(this, written, remainder);

    private Equation(Equation sides, ImmutableArray<WrittenDerivative> written, Expression remainder) : this(sides.Left, sides.Right) => (Written, _remainder) = (written, remainder);
}

/// <summary>The text of an equation.</summary>
/// <param name="Text">The text.</param>
/// <param name="Vocabulary">What its names mean.</param>
public sealed record EquationSource(string Text, Vocabulary Vocabulary);

/// <summary>A term factor · d(of, along) of an equation.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Of">What is differentiated.</param>
/// <param name="Along">The coordinate of space.</param>
public sealed record WrittenDerivative(Expression Factor, Expression Of, CoordinateSymbol Along)
{
    /// <summary>The term with its expressions replaced.</summary>
    /// <param name="map">The replacement.</param>
    public WrittenDerivative Map(Func<Expression, Expression> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return this with { Factor = map(Factor), Of = map(Of) };
    }
}
