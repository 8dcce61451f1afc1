using System.Collections.Immutable;

namespace PinnSharp.Expressions.Tests;

/// <summary>The exact message and place of every error.</summary>
public sealed class ErrorTests
{
    private static readonly Vocabulary Ambiguous = new()
    {
        Coordinates = [new("r", 0), new("ho", 1), new("rho", 2)],
        Fields = [new("s", [new("r", 0), new("ho", 1), new("rho", 2)])],
    };

    private static readonly Vocabulary TimeOnly = new() { Coordinates = [Texts.T], Time = Texts.T, Fields = [new("h", [Texts.T])] };

    [TestCase("", "The text is empty: an expression was expected.", 0, 0)]
    [TestCase("  ", "The text is empty: an expression was expected.", 2, 0)]
    [TestCase("aa + x", "Unknown name 'aa'. Did you mean 'a'?", 0, 2)]
    [TestCase("x + nu_f", "Unknown name 'nu_f'. Did you mean 'nu_e'?", 4, 4)]
    [TestCase("X", "Unknown name 'X'. Did you mean 'x'?", 0, 1)]
    [TestCase("temperature", "Unknown name 'temperature'. Known are x, y, t, u, k, a, b, nu_e, u_0, flux.", 0, 11)]
    [TestCase("sinus(x)", "Unknown function 'sinus'. Did you mean 'sin'?", 0, 5)]
    [TestCase("laplace(u)", "Unknown function 'laplace'. Did you mean 'laplacian'?", 0, 7)]
    [TestCase("u(x, t)", "'u' is not a function; to multiply, write u*(...).", 0, 1)]
    [TestCase("2*sin", "'sin' is a function: write sin(...).", 2, 3)]
    [TestCase("2*grad + 1", "'grad' is a function: write grad(...).", 2, 4)]
    [TestCase("u_z", "'u_z' is not a derivative of 'u': 'z' is not made of its coordinates x, y, t.", 0, 3)]
    [TestCase("u_xxxxxxxxx", "The derivative 'u_xxxxxxxxx' of order 9 is above the highest order 8.", 0, 11)]
    [TestCase("k_t", "'k_t' is not a derivative: 'k' depends on x, y only.", 0, 3)]
    [TestCase("(x + 1", "Expected ')' to close the '(' at character 1, found the end.", 6, 0)]
    [TestCase("sin(x", "Expected ')' to close the '(' at character 4, found the end.", 5, 0)]
    [TestCase("[x, 1) + 2", "Expected ']' to close the '[' at character 1, found ')'.", 5, 1)]
    [TestCase("x + 1)", "Unexpected ')': no bracket is open.", 5, 1)]
    [TestCase("x +", "Expected a number, a name or '(', found the end.", 3, 0)]
    [TestCase("x + * y", "Expected a number, a name or '(', found '*'.", 4, 1)]
    [TestCase("()", "Expected a number, a name or '(', found ')'.", 1, 1)]
    [TestCase("2 x", "Expected an operator between '2' and 'x'; a product is written with '*'.", 2, 1)]
    [TestCase("2x", "Expected an operator between '2' and 'x'; a product is written with '*'.", 1, 1)]
    [TestCase("(a)(b)", "Expected an operator between ')' and '('; a product is written with '*'.", 3, 1)]
    [TestCase("x $ y", "Unexpected character '$'.", 2, 1)]
    [TestCase("x = 1", "Unexpected '=': an expression was expected.", 2, 1)]
    [TestCase("x, y", "Unexpected ',' after an expression.", 1, 1)]
    [TestCase("sin(x, y)", "sin takes 1 argument, not 2.", 0, 9)]
    [TestCase("sin()", "sin takes 1 argument, not 0.", 0, 5)]
    [TestCase("min(x)", "min takes 2 or more arguments, not 1.", 0, 6)]
    [TestCase("dot(grad(u))", "dot takes 2 arguments, not 1.", 0, 12)]
    [TestCase("grad(u, x)", "grad takes 1 argument, not 2.", 0, 10)]
    [TestCase("d(u)", "d takes an expression and a coordinate: d(e, x), not 1.", 0, 4)]
    [TestCase("d(u, k)", "d expects a coordinate here: x, y, t.", 5, 1)]
    [TestCase("d(u, 2)", "d expects a coordinate here: x, y, t.", 5, 1)]
    [TestCase("d(u, x, 0)", "The order of a derivative is a whole number from 1 to 8.", 8, 1)]
    [TestCase("d(u, x, 1.5)", "The order of a derivative is a whole number from 1 to 8.", 8, 3)]
    [TestCase("d(u, x, 5, y, 4)", "A derivative of order 9 is above the highest order 8.", 0, 16)]
    [TestCase("d(u_xxxx, x, 5)", "A derivative of 'u' of order 9 is above the highest order 8.", 0, 15)]
    [TestCase("grad(u)", "A vector stands where a number is expected; dot, div and dn make numbers of vectors.", 0, 7)]
    [TestCase("sin(grad(u))", "A vector stands where a number is expected; dot, div and dn make numbers of vectors.", 4, 7)]
    [TestCase("1 + grad(u)", "A vector and a number cannot be added.", 4, 7)]
    [TestCase("grad(u)*grad(u)", "Two vectors are multiplied by dot(a, b).", 0, 15)]
    [TestCase("1/grad(u)", "Nothing can be divided by a vector.", 2, 7)]
    [TestCase("div(u)", "div takes a vector, such as grad(u) or [a, b], not a number.", 4, 1)]
    [TestCase("div([1, 2, 3])", "A vector has one component for each space coordinate: 2 (x, y), not 3.", 4, 9)]
    [TestCase("dn(u)", "dn needs an outward normal, which only a boundary has.", 0, 5)]
    [TestCase("1/0", "Division by zero.", 2, 1)]
    [TestCase("a/(x - x)", "Division by zero.", 2, 7)]
    [TestCase("ln(0)", "ln(0) is not a finite number.", 0, 5)]
    [TestCase("sqrt(-2)", "sqrt(-2) is not a finite number.", 0, 8)]
    [TestCase("0^-1", "1/0 is not a finite number.", 0, 4)]
    [TestCase("1e999", "The number 1e999 is too large.", 0, 5)]
    [TestCase("1e200*1e200*x", "A constant is infinite.", 0, 13)]
    [TestCase("x@1", "Only a field or its derivative is followed by '@'.", 1, 1)]
    [TestCase("u@x", "Expected a whole number after '@', found 'x'.", 2, 1)]
    [TestCase("x or y", "Conditions are joined by 'and' only.", 2, 2)]
    public void In_an_expression(string text, string message, int position, int length) =>
        Check(() => ExpressionParser.Parse(text, Texts.Plane), message, position, length);

    [TestCase("u_t", "Expected '=': an equation has a left and a right side.", 3, 0)]
    [TestCase("u_t = u_xx = 0", "A second '=': an equation has exactly one.", 11, 1)]
    [TestCase("u_t == u_xx", "Write one '=' in an equation, not '=='.", 4, 2)]
    [TestCase("u_t =", "Expected a number, a name or '(', found the end.", 5, 0)]
    [TestCase("= u", "Expected a number, a name or '(', found '='.", 0, 1)]
    [TestCase("u < 1", "Unexpected '<': an equation was expected.", 2, 1)]
    [TestCase("grad(u) = 0", "A vector stands where a number is expected; dot, div and dn make numbers of vectors.", 0, 7)]
    public void In_an_equation(string text, string message, int position, int length) =>
        Check(() => ExpressionParser.ParseEquation(text, Texts.Plane), message, position, length);

    [TestCase("x", "Expected '=', '<', '<=', '>' or '>='.", 1, 0)]
    [TestCase("x = 0 and", "Expected a number, a name or '(', found the end.", 9, 0)]
    [TestCase("x = 0 or t = 1", "Conditions are joined by 'and' only.", 6, 2)]
    [TestCase("x == 0", "Write '=' in a condition, not '=='.", 2, 2)]
    [TestCase("x = 0, y = 1", "Unexpected ',' after a condition.", 5, 1)]
    public void In_a_condition(string text, string message, int position, int length) =>
        Check(() => ExpressionParser.ParsePredicate(text, Texts.Plane), message, position, length);

    [Test]
    public void A_suffix_with_two_readings_says_how_to_write_each() => Check(
        () => ExpressionParser.Parse("1 + s_rho", Ambiguous), "'s_rho' can be read as d(s, r, ho) or as d(s, rho): write the one that is meant.", 4, 5);

    [Test]
    public void The_printer_avoids_such_a_suffix()
    {
        var e = ExpressionParser.Parse("d(s, rho, 2) + s_r", Ambiguous);
        Assert.That(e.ToString(), Is.EqualTo("s_r + d(s, rho, 2)"));
        Assert.That(ExpressionParser.Parse(e.ToString(), Ambiguous), Is.EqualTo(e));
    }

    [Test]
    public void There_is_no_gradient_without_space() =>
        Check(() => ExpressionParser.Parse("grad(h)", TimeOnly), "grad needs a space coordinate, and there is none.", 0, 7);

    private static void Check(Action read, string message, int position, int length)
    {
        var e = Assert.Throws<ExpressionException>(read)!;
        Assert.That((e.Message, e.Position, e.Length), Is.EqualTo((message, position, length)));
    }
}
