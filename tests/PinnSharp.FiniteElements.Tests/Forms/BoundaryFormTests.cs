using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>What conditions on a part of the boundary are to the weak form.</summary>
public sealed class BoundaryFormTests
{
    private const string Elasticity = """
        balance-x: "d(2*v_y + 5*u_x, x) + d(u_y + v_x, y) = 1"
        balance-y: "d(u_y + v_x, x) + d(2*u_x + 5*v_y, y) = 2"
        """;

    private static WeakForm Form(string equations, string conditions, string fields = "[u]", string unknowns = "") =>
        new(Texts.Problem(fields, equations, conditions, unknowns, coordinates: Texts.Plane));

    /// <summary>An equation, a condition on the face x = 1, and the flux that is left in ∮ q v.</summary>
    [TestCase("-laplacian(u) = 1", "u_x = y", "-y")]
    [TestCase("-laplacian(u) = 1", "dn(u) = y", "-y")]
    [TestCase("-div((1 + u^2)*grad(u)) = 1", "u_x = y", "-(1 + u^2)*y")]
    [TestCase("-div((1 + u^2)*grad(u)) = 1", "-(1 + u^2)*u_x = 3*(u - 2)", "3*(u - 2)")]
    [TestCase("-div((1 + u^2)*grad(u)) = 1", "-(1 + u^2)*u_x = u^4 - 1", "u^4 - 1")]
    [TestCase("-laplacian(u) = 1", "3*u_x + 6*u_y = y", "2*u_y - y/3")]
    [TestCase("-2*laplacian(u) - u_xy = 1", "u_x = u", "-2*u - u_y/2")]
    [TestCase("-div(k*grad(u)) = 1", "k*u_x = u*x", "-u*x")]
    [TestCase("-div(k*grad(u)) = 1", "u_x = u*x", "-k*u*x")]
    [TestCase("-div((u_x^2 + u_y^2)*grad(u)) = 1", "(u_x^2 + u_y^2)*u_x = y", "-y")]
    [TestCase("u_x - laplacian(u) = 1", "u - u_x = 7", "7 - u")]
    public void The_flux_is_what_the_condition_says(string equation, string condition, string flux)
    {
        var unknowns = equation.Contains('k', StringComparison.Ordinal) ? "k: {over: [x, y]}" : "";
        var form = Form($"main: \"{equation}\"", $"face: {{where: \"x = 1\", equation: \"{condition}\"}}", unknowns: unknowns);
        var boundary = form.Boundary(0);
        var expected = ExpressionParser.Parse(flux, form.Variables.Problem.Vocabulary);
        Assert.That(boundary.Unsaid, Is.Empty);
        Assert.That(boundary.Essential, Is.Empty);
        Assert.That(form.Variables.Vanishes((boundary.Natural.Single().Flux - expected).Expand()), $"{boundary.Natural.Single().Flux} instead of {expected}");
    }

    [Test]
    public void On_a_curved_boundary_the_normal_is_a_parameter()
    {
        var form = Form("main: \"-laplacian(u) = 1\"", "cooled: {where: boundary, equation: \"-2*dn(u) = 3*(u - 1)\"}");
        Assert.That(form.Boundary(0).Natural.Single().Flux, Is.EqualTo((1.5 * (form.Variables.Problem.Fields[0].Symbol.Value - 1)).Expand()));
        var oblique = Form("main: \"-laplacian(u) = 1\"", "cooled: {where: boundary, equation: \"u_x = 5\"}").Boundary(0).Natural.Single().Flux;
        // With n = (1, 0) it is −5, with n = (0.6, 0.8) it is −∇u·n + (u_x − 5)/0.6.
        Assert.That(oblique.Evaluate(Leaf(1, 0)), Is.EqualTo(-5).Within(1e-12));
        Assert.That(oblique.Evaluate(Leaf(0.6, 0.8)), Is.EqualTo(-(0.6 * 3 + 0.8 * 4) + (3 - 5) / 0.6).Within(1e-12));

        static Func<Expression, double> Leaf(double nx, double ny) => leaf => leaf switch
        {
            Parameter p => p.Name == "n_x" ? nx : ny,
            FieldDerivative f => f.Order[0] == 1 ? 3 : 4,
            _ => double.NaN,
        };
    }

    [Test]
    public void Tractions_and_supports_of_elasticity_are_shared_out()
    {
        var form = Form(Elasticity, """
            held:   {where: "x = 0", equation: "u = 0"}
            slides: {where: "x = 0", equation: "u_y + v_x = 0"}
            pulled: {where: "x = 1", equation: "2*v_y + 5*u_x = 3"}
            shorn:  {where: "x = 1", equation: "u_y + v_x = y"}
            mixed:  {where: "x = 1", equation: "2*v_y + 5*u_x + 4*(u_y + v_x) = 3"}
            """, "[u, v]");
        var left = form.Boundary(0, 1);
        Assert.That(left.Essential.Select(c => c.Equation), Is.EqualTo(new[] { 0 }));
        Assert.That(left.Unsaid, Is.Empty);
        // Mixed derivatives are split evenly, so that the flux is the traction but for derivatives along the boundary.
        var (fields, y) = (form.Variables.Problem.Fields, (Expression)form.Variables.Space[1]);
        Expression uy = new FieldDerivative(fields[0].Symbol, new(0, 1)), vy = new FieldDerivative(fields[1].Symbol, new(0, 1));
        Assert.That(left.Natural, Is.EqualTo(new[] { new NaturalCondition(1, -uy / 2) }));
        Assert.That(form.Boundary(2, 3).Natural, Is.EqualTo(new[] { new NaturalCondition(0, 3 - vy / 2), new NaturalCondition(1, uy / 2 + y) }));
        Assert.That(form.Boundary(3, 4).Natural, Is.EqualTo(new[] { new NaturalCondition(0, 3 - 4 * y - vy / 2), new NaturalCondition(1, uy / 2 + y) }));
        Assert.That(form.Boundary(2).Unsaid, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void A_condition_for_which_there_is_no_place_is_refused()
    {
        var form = Form("main: \"-laplacian(u) = 1\"", """
            a: {where: "x = 1", equation: "u = 1"}
            b: {where: "x = 1", equation: "u_x = 1"}
            c: {where: "x = 1", equation: "u_x + u = 1"}
            d: {where: "x = 1", equation: "u_y = 1"}
            e: {where: boundary, equation: "u*n_x = 1"}
            f: {where: "x = 1", equation: "u_x^3 = 1"}
            g: {where: "x = 1 and y > 0.5", equation: "u = 1"}
            """);
        Assert.That(() => form.Boundary(0, 1), Throws.TypeOf<FormException>().With.Message.Contains("'b'").And.Message.Contains("no equation's flux leaves open"));
        Assert.That(() => form.Boundary(1, 2), Throws.TypeOf<FormException>().With.Message.Contains("'c'").And.Message.Contains("say already"));
        Assert.That(() => form.Boundary(3), Throws.TypeOf<FormException>().With.Message.Contains("'d'").And.Message.Contains("along the boundary"));
        Assert.That(() => form.Boundary(4), Throws.TypeOf<FormException>().With.Message.Contains("'e'").And.Message.Contains("normal"));
        Assert.That(() => form.Boundary(5), Throws.TypeOf<FormException>().With.Message.Contains("'f'").And.Message.Contains("not linear"));
        Assert.That(() => form.Boundary(0, 6), Throws.TypeOf<FormException>().With.Message.Contains("'g'").And.Message.Contains("other conditions already do"));
        Assert.That(form.Boundary().Unsaid, Is.EqualTo(new[] { 0 }));
    }

    [TestCase("t = 1", "u = 1", "later time")]
    [TestCase("x = 0.5", "u = 1", "inside the domain")]
    [TestCase("x = 1", "u_xx = 1", "higher order")]
    [TestCase("x = 1", "u = average(u, box)", "average")]
    [TestCase("x = 1 and y < t", "u = 1", "that moves")]
    [TestCase("x = 0.5", "k_x = 1", "derivative of an unknown function")]
    public void A_condition_elsewhere_is_refused(string where, string equation, string reason) =>
        Assert.That(() => new WeakForm(Texts.Problem("[u]", "main: \"u_t = u_xx + u_yy + k\"", $"odd: {{where: \"{where}\", equation: \"{equation}\"}}", "k: {over: [x]}", coordinates: Texts.PlaneInTime)),
            Throws.TypeOf<FormException>().With.Message.Contains("'odd'").And.Message.Contains(reason));

    [Test]
    public void Periodic_conditions_must_be_of_the_order_that_the_equation_needs()
    {
        Assert.That(() => Periodic("u_xxxx + u_xx = sin(2*pi*x)", 1), Throws.TypeOf<FormException>().With.Message.Contains("'wrap'").And.Message.Contains("need order 3"));
        var form = Periodic("u_xxxx + u_xx = sin(2*pi*x)", 3);
        Assert.That(form.PeriodicIn(0).Single().Name, Is.EqualTo("x"));
        Assert.That(form.PeriodicIn(1).Single().Name, Is.EqualTo("x"));
        Assert.That(() => new WeakForm(Texts.Problem("[u, v]", "a: \"u_xx + u = v\"\nb: \"v_xx = 1\"", "wrap: {periodic: x, fields: [u]}")),
            Throws.TypeOf<FormException>().With.Message.Contains("'wrap'").And.Message.Contains("'v'"));
        static WeakForm Periodic(string equation, int order) => new(Texts.Problem("[u]", $"main: \"{equation}\"", $"wrap: {{periodic: x, fields: [u], order: {order}}}"));
    }
}
