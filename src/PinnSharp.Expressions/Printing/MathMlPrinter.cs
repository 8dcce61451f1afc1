namespace PinnSharp.Expressions;

/// <summary>Trees as MathML.</summary>
internal static class MathMlPrinter
{
    public static MathPiece Print(Expression e) => e switch
    {
        Number n => Number(n.Value),
        CoordinateSymbol c => MathLayout.Atom(MathSymbols.Of(c.Name)),
        Parameter p => Name(p.Name),
        FieldDerivative f => Field(f.Field, f.Order, f.Site),
        FunctionCall f => MathLayout.Function(f.Function, [.. f.Arguments.Select(Print)]),
        Average a => MathLayout.Mean(Print(a.Operand), a.Region),
        Sum s => MathLayout.Sum([.. TextPrinter.LeadingFirst(s).Select(t => (false, Print(t)))]),
        Product p => Product(p),
        Power p => Power(p),
        _ => throw new ArgumentException($"A {e.GetType().Name} cannot be typeset.", nameof(e)),
    };

    public static MathPiece Name(string name) => MathLayout.Atom(MathSymbols.Of(name)) with { IsName = true };

    /// <summary>u, ∂u/∂x, f(u), f′(u).</summary>
    public static MathPiece Field(FieldSymbol field, MultiIndex order, int site)
    {
        var arguments = field.Over.Where(c => c.Field is not null).Select(c => MathLayout.Atom(MathSymbols.Of(c.Name))).ToList();
        var (value, total) = (Name(field.Name), order.Order);
        if (arguments is [var one] && field.Over.Length == 1 && total is >= 1 and <= 3)
            return MathLayout.AtSite(MathLayout.Call(MathLayout.Primed(value.Xml, total), [one]), site);
        if (total == 0) return MathLayout.AtSite(arguments.Count > 0 ? MathLayout.Call(value.Xml, arguments) : value, site);
        return MathLayout.AtSite(MathLayout.Derivative(value, [.. field.Over.Where(c => order[c.Index] > 0).Select(c => (c.Name, order[c.Index]))], field.Over.Length == 1), site);
    }

    private static MathPiece Number(double value)
    {
        if (value < 0) return MathLayout.Negate(Number(-value));
        var parts = TextPrinter.NumberText(value).Split('*');
        return MathLayout.Product([.. parts.Select(p => p switch
        {
            "pi" => MathLayout.Atom("<mi>π</mi>"),
            "pi^2" => MathLayout.Power(MathLayout.Atom("<mi>π</mi>"), MathLayout.Number("2")),
            _ => MathLayout.Number(p),
        })]);
    }

    private static MathPiece Product(Product p)
    {
        var (coefficient, rest) = Expressions.Product.Split(p);
        var factors = rest is Product r ? r.Factors : [rest];
        List<MathPiece> above = [.. factors.Where(f => Reciprocal(f) is null).Select(Print)];
        if (Math.Abs(coefficient) != 1) above.Insert(0, Number(Math.Abs(coefficient)));
        var below = factors.Select(Reciprocal).OfType<Expression>().Select(Print).ToList();
        var product = MathLayout.Product(below.Count == 0 ? above : MathLayout.Over(above, MathLayout.Product(below)));
        return coefficient < 0 ? MathLayout.Negate(product) : product;
    }

    private static MathPiece Power(Power p) => Reciprocal(p) is { } denominator ? MathLayout.Fraction(MathLayout.Number("1"), Print(denominator))
        : p.Exponent.IsNumber(0.5) ? MathLayout.Root(Print(p.Base))
        : MathLayout.Power(Print(p.Base), Print(p.Exponent));

    /// <summary>x^n where the factor is x^(−n).</summary>
    private static Expression? Reciprocal(Expression factor) =>
        factor is Power { Exponent: Number { Value: < 0 } e } p ? Expressions.Power.Unsimplified(p.Base, -e.Value) : null;
}
