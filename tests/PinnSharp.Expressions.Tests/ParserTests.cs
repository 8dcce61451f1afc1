namespace PinnSharp.Expressions.Tests;

public sealed class ParserTests
{
    private static readonly Func<Expression, double> At = leaf => leaf switch
    {
        CoordinateSymbol c => c.Name switch { "x" => 0.7, "y" => -0.4, _ => 1.3 },
        Parameter { Name: "a" } => 2.5,
        Parameter { Name: "b" } => -1.5,
        _ => throw new ArgumentException(leaf.ToString()),
    };

    [TestCase("-x^2", -0.49)]
    [TestCase("2^3^2", 512)]
    [TestCase("2**-1", 0.5)]
    [TestCase("-2^-2", -0.25)]
    [TestCase("1 - 2 - 3", -4)]
    [TestCase("12/3/2", 2)]
    [TestCase("2*-3", -6)]
    [TestCase("--x", 0.7)]
    [TestCase("a*x/b", 2.5 * 0.7 / -1.5)]
    [TestCase("1e-3 + .5 + 2.E1", 20.501)]
    [TestCase("π−pi + e", Math.E)]
    [TestCase("sin(t)/cos(t) - tan(t)", 0)]
    [TestCase("asin(x) + acos(x)", Math.PI / 2)]
    [TestCase("atan(1)*4", Math.PI)]
    [TestCase("sinh(x)^2 - cosh(x)^2 + tanh(x)/tanh(x)", 0)]
    [TestCase("ln(exp(3)) + log(e) + log10(1000)", 7)]
    [TestCase("sqrt(x^2) + abs(y) + sign(y)", 0.1)]
    [TestCase("min(x, y, t) + max(1, 2, 3)", 2.6)]
    [TestCase("heaviside(x) + step(y) + heaviside(0)", 1.5)]
    [TestCase("erf(0.5)", 0.5204998778130465)]
    public void Values(string text, double expected) => Assert.That(Texts.Parse(text).Evaluate(At), Is.EqualTo(expected).Within(1e-14));

    [TestCase("u_xx", "u_xx")]
    [TestCase("d(u, x, 2)", "u_xx")]
    [TestCase("d(u_x, y)", "u_xy")]
    [TestCase("u_yx", "u_xy")]
    [TestCase("d(u, x, 2, t)", "u_xxt")]
    [TestCase("nu_e + u_0", "nu_e + u_0")]
    [TestCase("laplacian(u)", "u_xx + u_yy")]
    [TestCase("div(k*grad(u))", "k_x*u_x + k_y*u_y + k*u_xx + k*u_yy")]
    [TestCase("div(grad(u)/2 - [0, x]*a)", "0.5*u_xx + 0.5*u_yy")]
    [TestCase("dot(grad(u), [x, 1])", "x*u_x + u_y")]
    [TestCase("d(u^2, t)", "2*u*u_t")]
    [TestCase("flux_x", "k_x*u_x + k*u_xx")]
    [TestCase("d(k, t)", "0")]
    public void Derivatives(string text, string expected) => Assert.That(Texts.Parse(text).ToString(), Is.EqualTo(expected));

    [TestCase("dn(u)", "n_x*u_x + n_y*u_y")]
    [TestCase("-k*dn(u) - dot(n, grad(u))*k", "-2*k*n_x*u_x - 2*k*n_y*u_y")]
    [TestCase("n_x^2 + n_y", "n_x^2 + n_y")]
    public void On_a_boundary_there_is_a_normal(string text, string expected)
    {
        var e = ExpressionParser.Parse(text, Texts.Boundary);
        Assert.That(e.Expand(), Is.EqualTo(ExpressionParser.Parse(expected, Texts.Boundary)));
        Assert.That(e.Leaves().OfType<Parameter>().Select(p => p.Name), Is.EqualTo(new[] { "n_x", "n_y" }));
    }

    [TestCase("x = 0 and t > 1", "x = 0 and t > 1")]
    [TestCase("0 < x <= 1", "0 < x and x <= 1")]
    [TestCase("x ≥ 2*y", "x >= 2*y")]
    public void Conditions(string text, string expected) => Assert.That(ExpressionParser.ParsePredicate(text, Texts.Plane).ToString(), Is.EqualTo(expected));

    [TestCase("0 < x < 1 and t = 1.3", true)]
    [TestCase("x > 0.7", false)]
    [TestCase("x >= 0.7 and y <= x", true)]
    [TestCase("x = y", false)]
    public void Conditions_hold_or_not(string text, bool expected) => Assert.That(ExpressionParser.ParsePredicate(text, Texts.Plane).Holds(At), Is.EqualTo(expected));

    [TestCase("u_t = a*d(sin(u_x), x) - x*div(u*grad(u))/2", "-a*d(sin(u_x), x)|x*d(u*u_x, x)/2|x*d(u*u_y, y)/2")]
    [TestCase("laplacian(u) = d(d(u^2, x), y) + d(u, t)", "d(u_x, x)|d(u_y, y)|-d(2*u*u_x, y)")]
    [TestCase("d(u^2, x)^2 + sin(d(u, x)) = u_t", "")]
    [TestCase("d(u^2, x)*d(u, y) = 1", "")]
    public void Equations_know_the_derivatives_written_in_them(string text, string written)
    {
        var equation = ExpressionParser.ParseEquation(text, Texts.Plane);
        Assert.That(equation.Written.Select(w => (w.Factor * w.Of.Differentiate(w.Along)).Expand()),
            Is.EquivalentTo(written.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(w => Texts.Parse(w).Expand())));
        Assert.That((equation.Remainder + Expression.Add(equation.Written.Select(w => w.Factor * w.Of.Differentiate(w.Along))) - equation.Residual).Expand(), Is.EqualTo(Expression.Zero));
        Assert.That(equation, Is.EqualTo(new Equation(equation.Left, equation.Right)));
    }

    [Test]
    public void An_equation_has_two_sides_and_a_residual()
    {
        var equation = ExpressionParser.ParseEquation("u_t = a*u_xx", Texts.Plane);
        Assert.That((equation.Left.ToString(), equation.Right.ToString(), equation.Residual.ToString()), Is.EqualTo(("u_t", "a*u_xx", "u_t - a*u_xx")));
    }

    [Test]
    public void Declared_names_win()
    {
        var vocabulary = new Vocabulary { Coordinates = [Texts.X], Fields = [new("u", [Texts.X])], Parameters = ["u_x", "e", "pi", "d"] };
        var e = ExpressionParser.Parse("u_x + e + pi + d + d(u, x)", vocabulary);
        Assert.That(e.Leaves().OfType<Parameter>().Select(p => p.Name), Is.EqualTo(new[] { "d", "e", "pi", "u_x" }));
        Assert.That(e.Leaves().OfType<FieldDerivative>().Single().Order, Is.EqualTo(MultiIndex.Unit(0)));
    }

    [Test]
    public void Long_coordinates_are_read_in_suffixes()
    {
        CoordinateSymbol rho = new("rho", 0), tau = new("tau", 1);
        var vocabulary = new Vocabulary { Coordinates = [rho, tau], Time = tau, Fields = [new("s", [rho, tau])] };
        var e = (FieldDerivative)ExpressionParser.Parse("s_rhorhotau", vocabulary);
        Assert.That((e.Order[0], e.Order[1], e.ToString()), Is.EqualTo((2, 1, "s_rhorhotau")));
    }
}
