namespace PinnSharp.Expressions.Tests;

public sealed class SolvingTests
{
    private static readonly CoordinateSymbol X = new("x", 0);
    private static readonly Vocabulary Names = new() { Coordinates = [X], Fields = [new("u", [X]), new("q", [X])], Parameters = ["k"] };

    [TestCase("u = sin(x)", "u", "sin(x)")]
    [TestCase("3 - 2*u = k*x", "u", "(3 - k*x)/2")]
    [TestCase("u_x + q = 0", "u_x", "-q")]
    [TestCase("k*u = x", null, null), TestCase("u^2 = x", null, null), TestCase("u = u_x", null, null), TestCase("k = x", null, null)]
    public void An_equation_that_prescribes_a_field_is_solved_for_it(string text, string? symbol, string? value)
    {
        var found = ExpressionParser.ParseEquation(text, Names).Residual.Prescribed(f => f.Name == "q");
        Assert.That(found?.Symbol.ToString(), Is.EqualTo(symbol));
        if (value is not null) Assert.That(NumericalEquality.Holds(leaf => (found!.Value.Value.Evaluate(leaf), ExpressionParser.Parse(value, Names).Evaluate(leaf))));
    }

    [TestCase("(x + k)^2", "x^2 + 2*k*x + k^2", true)]
    [TestCase("sin(x)^2 + cos(x)^2", "1", true)]
    [TestCase("x", "x*(1 + 1e-6)", false)]
    [TestCase("ln(x - 9)", "1", false)]
    public void Equality_is_told_by_numbers(string a, string b, bool equal)
    {
        var (first, second) = (ExpressionParser.Parse(a, Names), ExpressionParser.Parse(b, Names));
        Assert.That(NumericalEquality.Holds(leaf => (first.Evaluate(leaf), second.Evaluate(leaf))), Is.EqualTo(equal));
    }
}
