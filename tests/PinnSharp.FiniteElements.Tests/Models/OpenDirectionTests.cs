using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Conditions at points fix what equations leave open, and nothing else.</summary>
public sealed class OpenDirectionTests
{
    private const string Observed = "observations: {all: {file: none.csv, of: \"u*u\"}}", Corner = "level: {where: \"x = 0 and y = 0\", equation: \"u = 3\"}",
        Stress = """
            e: "-d(2*u_x + v_y, x) - d(u_y + v_x, y) = 0"
            f: "-d(u_y + v_x, x) - d(u_x + 2*v_y, y) = 0"
            """,
        Pull = """
            a: {where: "x = 0", equation: "2*u_x + v_y = k"}
            b: {where: "x = 0", equation: "u_y + v_x = 0"}
            c: {where: "x = 1", equation: "2*u_x + v_y = k"}
            d: {where: "x = 1", equation: "u_y + v_x = 0"}
            g: {where: "y = 0", equation: "u_y + v_x = 0"}
            h: {where: "y = 0", equation: "u_x + 2*v_y = 0"}
            i: {where: "y = 1", equation: "u_y + v_x = 0"}
            j: {where: "y = 1", equation: "u_x + 2*v_y = 0"}
            """;

    private static FiniteElementModel Model(string equations, string conditions, string coordinates = Texts.Plane, string fields = "[u]", string unknowns = "k: {initial: 1, positive: true}") =>
        new(Texts.Problem(fields, equations, conditions, unknowns, Observed, coordinates), [], [], new() { Mesh = new() { Size = 0.25 }, Time = new() { Tolerance = 1e-2 } });

    private static double Value(FiniteElementModel model, string of, params double[] at) => model.Predict(model.Start, ExpressionParser.Parse(of, model.Problem.Vocabulary), at)[0];

    [Test]
    public void A_field_without_a_level_is_named()
    {
        const string equation = "e: \"-k*laplacian(u) = cos(pi*x)\"", flux = "a: {where: boundary, equation: \"dn(u) = 0\"}";
        Assert.That(() => Model(equation, flux), Throws.TypeOf<FormException>().With.Message.Contains("the level of 'u'").And.Message.Contains("x = 0 and y = 0"));
        Assert.That(Value(Model(equation, flux + "\n" + Corner), "u", 0, 0), Is.EqualTo(3).Within(1e-9));
        Assert.That(() => Model("e: \"u_t = k*u_xx\"", "a: {where: \"x = 0\", equation: \"u_x = 0\"}\nb: {where: \"x = 1\", equation: \"u_x = 0\"}\ns: {where: \"t = 0\", equation: \"u = x\"}", Texts.LineInTime), Throws.Nothing);
        Assert.That(() => Model("e: \"-u_xx + k*u^3 = 1\"", "a: {where: \"x = 0\", equation: \"u_x = 0\"}\nb: {where: \"x = 1\", equation: \"u_x = 0\"}", "{x: [0, 1]}"), Throws.Nothing);
    }

    [Test]
    public void A_value_at_a_point_is_not_put_in_the_place_of_an_equation()
    {
        const string ends = "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1\", equation: \"u = 1\"}\n";
        Assert.That(() => Model("e: \"-k*u_xx = 4\"", ends + "middle: {where: \"x = 0.37\", equation: \"u = 0.6\"}", "{x: [0, 1]}"), Throws.TypeOf<FormException>().With.Message.Contains("'middle'").And.Message.Contains("observation"));
        Assert.That(() => Model("e: \"-k*laplacian(u) = 1\"", "a: {where: boundary, equation: \"u = 0\"}\ninside: {where: \"x = 0.41 and y = 0.37\", equation: \"u = 3\"}"), Throws.TypeOf<FormException>().With.Message.Contains("'inside'"));
        Assert.That(() => Model("e: \"-k*laplacian(u) = 0\"", "a: {where: boundary, equation: \"dn(u) = 0\"}\n" + Corner + "\nsecond: {where: \"x = 1 and y = 0\", equation: \"u = 3\"}"), Throws.TypeOf<FormException>().With.Message.Contains("'second'"));
    }

    [Test]
    public void A_level_holds_where_it_is_declared_and_not_at_the_nearest_node()
    {
        var model = Model("e: \"-k*laplacian(u) = cos(pi*x)\"", "a: {where: boundary, equation: \"dn(u) = 0\"}\nlevel: {where: \"x = 0.41 and y = 0.37\", equation: \"u = 3\"}");
        Assert.That(Value(model, "u", 0.41, 0.37), Is.EqualTo(3).Within(1e-9));
        Assert.That(Value(model, "u", 0, 0) - Value(model, "u", 1, 1), Is.EqualTo(2 / (Math.PI * Math.PI)).Within(1e-2));
    }

    [Test]
    public void A_body_that_is_pulled_needs_three_values_against_moving_and_turning()
    {
        const string u = "p: {where: \"x = 0 and y = 0\", equation: \"u = 0\"}\n", v = "q: {where: \"x = 0 and y = 0\", equation: \"v = 0\"}\n", turn = "r: {where: \"x = 1 and y = 0\", equation: \"v = 0\"}\n";
        var pull = "\n" + Pull + "\n";
        Assert.That(() => Model(Stress, pull + u + v, fields: "[u, v]", unknowns: "k: {initial: 1}"), Throws.TypeOf<FormException>().With.Message.Contains("rotation").And.Message.Contains("'u' and 'v'"));
        var model = Model(Stress, pull + u + v + turn, fields: "[u, v]", unknowns: "k: {initial: 1}");
        // 2u_x + v_y = k = 1 and u_x + 2v_y = 0: u = 2x/3, v = −y/3.
        Assert.That(Value(model, "u", 1, 1), Is.EqualTo(2.0 / 3).Within(1e-9));
        Assert.That(Value(model, "v", 1, 1), Is.EqualTo(-1.0 / 3).Within(1e-9));
    }
}
