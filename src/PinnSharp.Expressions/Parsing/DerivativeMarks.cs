using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Parameters that stand for derivatives over space while an equation is read a second time, so that what was written as d(flux, x) or div(flux) is known although derivatives are worked out at once.</summary>
internal sealed class DerivativeMarks
{
    private readonly Dictionary<Expression, (Expression Of, CoordinateSymbol Along, Expression Value)> _marks = [];

    /// <summary>A mark for the derivative of an expression without marks.</summary>
    /// <param name="of">The expression.</param>
    /// <param name="along">The coordinate.</param>
    /// <param name="value">The derivative.</param>
    public Expression Mark(Expression of, CoordinateSymbol along, Expression value)
    {
        if (value is Number) return value;
        var mark = new Parameter($"d{_marks.Count} ");
        _marks.Add(mark, (of, along, value));
        return mark;
    }

    /// <summary>The expression with derivatives in place of marks.</summary>
    public Expression Expanded(Expression e) => _marks.Count == 0 ? e : e.Substitute(leaf => _marks.TryGetValue(leaf, out var mark) ? mark.Value : null);

    /// <summary>The equation with the derivatives that its residual is linear in.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="residual">Its residual with marks.</param>
    public Equation Found(Equation equation, Expression residual)
    {
        var written = ImmutableArray.CreateBuilder<WrittenDerivative>();
        var kept = new HashSet<Expression>();
        foreach (var (mark, (of, along, _)) in _marks)
            if (residual.Partial(mark) is var factor && !factor.IsNumber(0) && !factor.Leaves().Any(_marks.ContainsKey))
            {
                written.Add(new(factor, of, along));
                kept.Add(mark);
            }
        return written.Count == 0 ? equation : equation.With(written.ToImmutable(), Expanded(residual.Substitute(leaf => kept.Contains(leaf) ? Expression.Zero : null)));
    }
}
