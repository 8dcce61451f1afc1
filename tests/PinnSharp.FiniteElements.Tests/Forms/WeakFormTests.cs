using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Weak forms against those derived by hand.</summary>
public sealed class WeakFormTests
{
    private static InverseProblem Problem(string fields, string equations, string conditions = "", string unknowns = "", string coordinates = Texts.Plane) =>
        Texts.Problem(fields, equations, conditions, unknowns, coordinates: coordinates);

    /// <summary>An equation over x and y, its unknown, and S and F by hand. A free unknown function is its own internal variable N, a positive one e^N.</summary>
    private static readonly TestCaseData[] Equations =
    [
        new("-laplacian(u) = 1", "", "-1", "-u_x", "-u_y"),
        new("-div(k*grad(u)) = x*y", "k: {over: [x, y]}", "-x*y", "-k*u_x", "-k*u_y"),
        new("-(k_x*u_x + k*u_xx + k_y*u_y + k*u_yy) = 0", "k: {over: [x, y]}", "0", "-k*u_x", "-k*u_y"),
        new("-div(k*grad(u)) = 0", "k: {over: [x, y], positive: true}", "0", "-exp(k)*u_x", "-exp(k)*u_y"),
        new("-k*laplacian(u) = 0", "k: {over: [x, y]}", "k_x*u_x + k_y*u_y", "-k*u_x", "-k*u_y"),
        new("-div((1 + u^2)*grad(u)) = 0", "", "0", "-(1 + u^2)*u_x", "-(1 + u^2)*u_y"),
        new("-(1 + u^2)*laplacian(u) = 0", "", "2*u*(u_x^2 + u_y^2)", "-(1 + u^2)*u_x", "-(1 + u^2)*u_y"),
        new("-div(f*grad(u)) = 0", "f: {over: [u]}", "0", "-f*u_x", "-f*u_y"),
        new("-div(f*grad(u)) = 0", "f: {over: [u], positive: true}", "0", "-exp(f)*u_x", "-exp(f)*u_y"),
        new("u_x + u*u_y - u_xy = u", "", "u_x + u*u_y - u", "-u_y/2", "-u_x/2"),
        new("-div((u_x^2 + u_y^2)*grad(u)) = 1", "", "-1", "-(u_x^2 + u_y^2)*u_x", "-(u_x^2 + u_y^2)*u_y"),
        new("-div((u_x^2 + u_y^2)^(1/4)*grad(u)) = 1", "", "-1", "-(u_x^2 + u_y^2)^(1/4)*u_x", "-(u_x^2 + u_y^2)^(1/4)*u_y"),
        new("-div(grad(u)/sqrt(1 + u_x^2 + u_y^2)) = 1", "", "-1", "-u_x/sqrt(1 + u_x^2 + u_y^2)", "-u_y/sqrt(1 + u_x^2 + u_y^2)"),
        new("-div((2 + sin(x) + u_x^2 + u_y^2)*grad(u)) = 1", "", "-1", "-(2 + sin(x) + u_x^2 + u_y^2)*u_x", "-(2 + sin(x) + u_x^2 + u_y^2)*u_y"),
        new("-div(u*grad(u)/(1 + sqrt(0.01 + u_x^2 + u_y^2))) = 1", "", "-1", "-u*u_x/(1 + sqrt(0.01 + u_x^2 + u_y^2))", "-u*u_y/(1 + sqrt(0.01 + u_x^2 + u_y^2))"),
        new("x*d(exp(u_x), x) + 2*u_yy - d(u_x^2*u + u^2, x)/2 = 1", "", "-1 - exp(u_x) - u*u_x", "x*exp(u_x) - u_x^2*u/2", "2*u_y"),
        new("-(1 + u_x^2)*u_xx - u_yy = 1", "", "-1", "-u_x - u_x^3/3", "-u_y"),
        new("u*laplacian(k) + u = 0", "k: {over: [x, y]}", "u - u_x*k_x - u_y*k_y", "u*k_x", "u*k_y"),
    ];

    [TestCaseSource(nameof(Equations))]
    public void Second_order_terms_are_integrated_by_parts(string equation, string unknowns, string source, string x, string y)
    {
        var problem = Problem("[u]", $"main: \"{equation}\"", unknowns: unknowns);
        var form = new WeakForm(problem);
        var (weak, v) = (form.Equations.Single(), form.Variables);
        Assert.That(weak.Field.Name, Is.EqualTo("u"));
        AssertSame(v, weak.Source, ExpressionParser.Parse(source, problem.Vocabulary));
        AssertSame(v, weak.Flux[0], ExpressionParser.Parse(x, problem.Vocabulary));
        AssertSame(v, weak.Flux[1], ExpressionParser.Parse(y, problem.Vocabulary));
        Assert.That(weak.Flux.Append(weak.Source).SelectMany(e => e.Leaves()).OfType<FieldDerivative>().Max(f => v.SpaceOrder(f.Order)), Is.LessThanOrEqualTo(1));
        // Terms within a divergence cancel by symbol, not only in value.
        if (source == "0") Assert.That(weak.Source, Is.EqualTo(Expression.Zero));
    }

    private static void AssertSame(FormVariables v, Expression actual, Expression expected)
    {
        for (var draw = 10; draw < 14; draw++)
        {
            var probe = v.Probe(draw);
            Assert.That(actual.Evaluate(probe), Is.EqualTo(expected.Evaluate(probe)).Within(1e-9), $"{actual} instead of {expected}");
        }
    }

    [TestCase("u_xx^2 = k", "not linear in second derivatives")]
    [TestCase("u_xx*u_yy = k", "not linear in second derivatives")]
    [TestCase("u_x*u_yy + u_xx = k", "not the divergence of a flux")]
    [TestCase("exp(u_x)*u_xx + u_yy = k", "no flux is found")]
    [TestCase("u_xx/sqrt(1 + u_x^2)^3 + u_yy = k", "no flux is found")]
    [TestCase("u_xxx + u = k", "only those that make up a Laplacian")]
    [TestCase("u_yyyy + u_xx = k", "only those that make up a Laplacian")]
    [TestCase("average(u, box)*laplacian(u) = k", "average over a region")]
    [TestCase("laplacian(u) + laplacian(laplacian(k)) = 1", "above the second order")]
    public void What_has_no_weak_form_is_refused_with_the_reason(string equation, string reason) =>
        Assert.That(() => new WeakForm(Problem("[u]", $"main: \"{equation}\"", unknowns: "k: {over: [x, y]}")),
            Throws.TypeOf<FormException>().With.Message.Contains("'main'").And.Message.Contains(reason));

    [Test]
    public void Equations_are_paired_with_fields()
    {
        var flow = new WeakForm(Problem("[p, u, v]", """
            mass: "u_x + v_y = 0"
            momentum-y: "u*v_x + v*v_y = -p_y + laplacian(v)"
            momentum-x: "u*u_x + v*u_y = -p_x + laplacian(u)"
            """));
        Assert.That(flow.Equations.Select(e => (e.Name, e.Field.Name)), Is.EqualTo(new[] { ("mass", "p"), ("momentum-y", "v"), ("momentum-x", "u") }));
        Assert.That(Enumerable.Range(0, 3).Select(flow.IsMultiplier), Is.EqualTo(new[] { true, false, false }));
        var reaction = new WeakForm(Problem("[a, b]", "first: \"b_t = b_xx - a*b\"\nsecond: \"a_t = a_xx + a*b\"", coordinates: Texts.LineInTime));
        Assert.That(reaction.Equations.Select(e => e.Field.Name), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(() => new WeakForm(Problem("[u, v]", "main: \"u_xx = v\"")), Throws.TypeOf<FormException>().With.Message.Contains("1 equations for 2 fields"));
    }

    [Test]
    public void Higher_orders_are_reduced_by_auxiliary_fields()
    {
        var problem = Problem("[w]", "beam: \"w_tt + d(E*w_xx, x, 2) = x\"", """
            clamped: {where: "x = 0", equation: "w = 0"}
            level:   {where: "x = 0", equation: "w_x = 0.5"}
            moment:  {where: "x = 1", equation: "E*w_xx = 3"}
            shear:   {where: "x = 1", equation: "d(E*w_xx, x) = 2"}
            start:   {where: "t = 0", equation: "w = x"}
            speed:   {where: "t = 0", equation: "w_t = 1"}
            """, "E: {over: [x]}", Texts.LineInTime);
        var form = new WeakForm(problem);
        Assert.That(form.Equations.Select(e => e.Field.Name), Is.EqualTo(new[] { "w", "w_t", "w_xx" }));
        Assert.That(Enumerable.Range(0, 3).Any(form.IsMultiplier), Is.False);
        var symbols = form.Equations.ToDictionary(e => e.Field.Name, e => e.Field);
        var (x, t) = (MultiIndex.Unit(0), MultiIndex.Unit(1));
        Expression z = symbols["w_xx"], zx = new FieldDerivative(symbols["w_xx"], x), vt = new FieldDerivative(symbols["w_t"], t), wx = new FieldDerivative(symbols["w"], x);
        Expression e = problem.UnknownFields[0].Symbol, ex = new FieldDerivative(problem.UnknownFields[0].Symbol, x);
        Assert.That(form.Equations[0].Source, Is.EqualTo(vt - problem.Coordinates[0].Symbol));
        Assert.That(form.Equations[0].Flux.Single(), Is.EqualTo(e * zx + ex * z));
        Assert.That(form.Equations[2].Source, Is.EqualTo(z));
        Assert.That(form.Equations[2].Flux.Single(), Is.EqualTo(-wx));

        // Outward is to the left: the flux −w_x of the auxiliary equation is +0.5 there.
        var left = form.Boundary(0, 1);
        Assert.That(left.Essential.Select(c => (c.Equation, c.Condition)), Is.EqualTo(new[] { (0, "clamped") }));
        Assert.That(left.Natural.Single(), Is.EqualTo(new NaturalCondition(2, 0.5)));
        var right = form.Boundary(2, 3);
        Assert.That(right.Essential.Select(c => (c.Equation, c.Condition)), Is.EqualTo(new[] { (2, "moment") }));
        Assert.That(right.Natural.Single(), Is.EqualTo(new NaturalCondition(0, 2)));
        Assert.That(form.Values(4, 5).Select(c => (c.Equation, c.Condition)), Is.EqualTo(new[] { (0, "start"), (1, "speed") }));
        Assert.That(form.Boundary().Unsaid, Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public void The_biharmonic_operator_becomes_a_Laplacian()
    {
        var problem = Problem("[w]", "plate: \"laplacian(laplacian(w)) = x\"", "held: {where: boundary, equation: \"w = 0\"}\nfree: {where: boundary, equation: \"laplacian(w) = 0\"}");
        var form = new WeakForm(problem);
        var z = form.Equations[1].Field;
        Assert.That(form.Equations[0].Flux, Is.EqualTo(new Expression[] { new FieldDerivative(z, new(1, 0)), new FieldDerivative(z, new(0, 1)) }));
        Assert.That(form.Equations[0].Source, Is.EqualTo(-(Expression)problem.Coordinates[0].Symbol));
        Assert.That(form.Boundary(0, 1).Essential.Select(c => (c.Equation, c.Residual)), Is.EqualTo(new[] { (0, (Expression)problem.Fields[0].Symbol), (1, z) }));
    }
}
