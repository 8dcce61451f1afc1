namespace PinnSharp.Expressions;

/// <summary>How tightly the outermost operation of a formula binds, the loosest first.</summary>
internal enum Binding
{
    Sum,
    Product,

    /// <summary>Stands in a product without brackets, but not as a base: fractions, derivatives, ∇u.</summary>
    Factor,
    Power,
    Atom,
}

/// <summary>A part of a formula in MathML.</summary>
/// <param name="Xml">One element.</param>
/// <param name="Binding">How tightly it binds.</param>
internal sealed record MathPiece(string Xml, Binding Binding)
{
    /// <summary>For −x, x.</summary>
    public MathPiece? Negated { get; init; }

    /// <summary>For a product, its factors.</summary>
    public IReadOnlyList<MathPiece>? Factors { get; init; }

    /// <summary>Numerator and denominator of a fraction.</summary>
    public (MathPiece Above, MathPiece Below)? Fraction { get; init; }

    /// <summary>Name and bracketed arguments of a function.</summary>
    public (string Name, string Arguments)? Call { get; init; }

    /// <summary>Whether it begins with a digit.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether it is a derivative, which stands beside a fraction rather than in it.</summary>
    public bool IsDerivative { get; init; }

    /// <summary>Whether a bracket after it could be taken for its argument.</summary>
    public bool IsName { get; init; }

    /// <summary>Whether what follows could be taken for its operand, as after ∇u.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The element, in brackets where it binds less than is needed.</summary>
    /// <param name="needed">What is needed.</param>
    public string In(Binding needed) => Binding < needed ? $"<mrow><mo>(</mo>{Xml}<mo>)</mo></mrow>" : Xml;

    /// <summary>The element as an exponent: a simple fraction on one line.</summary>
    public string Script => Negated is { } positive ? $"<mrow><mo>\u2212</mo>{positive.Script}</mrow>"
        : Fraction is ({ Binding: Binding.Atom } above, { Binding: Binding.Atom } below) ? $"<mrow>{above.Xml}<mo lspace=\"0\" rspace=\"0\">/</mo>{below.Xml}</mrow>"
        : Xml;
}
