namespace PinnSharp.Expressions.Tests;

/// <summary>Unknown functions of coordinates and of fields' values: derivatives by the chain rule.</summary>
public sealed class FunctionOfFieldTests
{
    private static readonly CoordinateSymbol X = new("x", 0), T = new("t", 1);
    private static readonly FieldSymbol U = new("u", [X, T]);
    private static readonly CoordinateSymbol ArgumentU = new(U, 2);
    private static readonly FieldSymbol K = new("k", [ArgumentU]), F = new("f", [ArgumentU, X]);
    private static readonly Vocabulary Names = new() { Coordinates = [X, T], Time = T, Fields = [U, K, F] };

    [TestCase("d(k, x)", "k_u*u_x")]
    [TestCase("d(k, x, 2)", "k_uu*u_x^2 + k_u*u_xx")]
    [TestCase("d(k, x, 1, t)", "k_uu*u_x*u_t + k_u*u_xt")]
    [TestCase("div(k*grad(u))", "k*u_xx + k_u*u_x^2")]
    [TestCase("d(f, x)", "f_x + f_u*u_x")]
    [TestCase("d(f_u, x)", "f_uu*u_x + f_ux")]
    [TestCase("d(f, t)", "f_u*u_t")]
    public void A_function_is_differentiated_through_its_argument(string derivative, string expected) =>
        Assert.That(ExpressionParser.Parse(derivative, Names).Expand(), Is.EqualTo(ExpressionParser.Parse(expected, Names).Expand()));

    [Test]
    public void The_slope_through_arguments_is_the_derivative_of_the_composition()
    {
        // r = k(s) u + k'(s), with s = 3u + a: dr/du = k + (k' u + k'')·3, dr/da = k' u + k''.
        var (r, a) = (ExpressionParser.Parse("k*u + k_u", Names), new Parameter("a"));
        Expression Argument(CoordinateSymbol c, int site) => 3 * U.Value + a;
        Assert.Multiple(() =>
        {
            Assert.That(r.PartialThrough(U.Value, Argument).Expand(), Is.EqualTo(ExpressionParser.Parse("k + 3*k_u*u + 3*k_uu", Names)));
            Assert.That(r.PartialThrough(a, Argument).Expand(), Is.EqualTo(ExpressionParser.Parse("k_u*u + k_uu", Names)));
            Assert.That(r.PartialThrough(K.Value, Argument), Is.EqualTo(ExpressionParser.Parse("u", Names)), "a function's own channel acts directly");
        });
    }

    [Test]
    public void Replacing_a_function_holds_its_argument()
    {
        // With f = x·u (u its argument), f_x = u and f_u = x; the chain rule is already in d(f, x).
        var replaced = ExpressionParser.Parse("d(f, x)", Names).SubstituteFields(f => f == F ? X * ArgumentU : null);
        Assert.That(replaced, Is.EqualTo(ArgumentU + X * ExpressionParser.Parse("u_x", Names)));
    }
}
