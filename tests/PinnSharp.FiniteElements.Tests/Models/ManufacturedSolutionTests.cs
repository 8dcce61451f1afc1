using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Solutions known beforehand: L2 errors fall with the mesh as h^(p+1).</summary>
public sealed class ManufacturedSolutionTests
{
    private const string Edge = "edge: {where: boundary, equation: \"u = U\"}", Ends = "a: {where: \"x = 0\", equation: \"u = U\"}\nb: {where: \"x = 1\", equation: \"u = U\"}",
        Wave = "sin(2*x + 1)*cos(y)", Line = "sin(3*x + 1)";

    /// <summary>Coordinates, the solution U of the first field and V of the second, equations with their sources from these, conditions.</summary>
    private static readonly TestCaseData[] Problems =
    [
        Case("line", "{x: [0, 1]}", "[u]", "e: \"-u_xx + u = -d(U, x, 2) + U\"", Ends, Line),
        Case("line, variable coefficient, flux at the end", "{x: [0, 1]}", "[u]", "e: \"-d((1 + x^2)*u_x, x) = -d((1 + x^2)*d(U, x), x)\"",
            "a: {where: \"x = 0\", equation: \"u = U\"}\nb: {where: \"x = 1\", equation: \"2*u_x + u = 2*d(U, x) + U\"}", Line),
        Case("line, nonlinear", "{x: [0, 1]}", "[u]", "e: \"-d((1 + u^2)*u_x, x) + u^3 = -d((1 + U^2)*d(U, x), x) + U^3\"", Ends, Line),
        Case("beam", "{x: [0, 1]}", "[u]", "e: \"d((1 + x)*u_xx, x, 2) = d((1 + x)*d(U, x, 2), x, 2)\"", """
            a: {where: "x = 0", equation: "u = U"}
            b: {where: "x = 0", equation: "u_x = d(U, x)"}
            c: {where: "x = 1", equation: "(1 + x)*u_xx = (1 + x)*d(U, x, 2)"}
            d: {where: "x = 1", equation: "d((1 + x)*u_xx, x) = d((1 + x)*d(U, x, 2), x)"}
            """, Line),
        Case("plane", Texts.Plane, "[u]", "e: \"-div((1 + x*y)*grad(u)) + u_x = -div((1 + x*y)*grad(U)) + d(U, x)\"", Edge, Wave),
        Case("plane, nonlinear, Robin", Texts.Plane, "[u]", "e: \"-div((1 + u^2)*grad(u)) = -div((1 + U^2)*grad(U))\"", """
            a: {where: "x = 0", equation: "u = U"}
            b: {where: "x = 1", equation: "-(1 + u^2)*u_x = u^3 - U^3 - (1 + U^2)*d(U, x)"}
            c: {where: "y = 0", equation: "u_y = d(U, y)"}
            d: {where: "y = 1", equation: "u + u_y = U + d(U, y)"}
            """, Wave),
        Case("plane, flux by the gradient", Texts.Plane, "[u]", "e: \"-div((1 + u_x^2 + u_y^2)*grad(u)) = -div((1 + d(U, x)^2 + d(U, y)^2)*grad(U))\"", Edge, Wave),
        Case("plane, system", Texts.Plane, "[u, v]", "e: \"-laplacian(u) + u*v = -laplacian(U) + U*V\"\nf: \"-laplacian(v) + v^2 - u_x = -laplacian(V) + V^2 - d(U, x)\"",
            Edge + "\nother: {where: boundary, equation: \"v = V\"}", Wave, "exp(x*y)"),
        Case("elasticity", Texts.Plane, "[u, v]", """
            e: "d(2*v_y + 5*u_x, x) + d(u_y + v_x, y) = d(2*d(V, y) + 5*d(U, x), x) + d(d(U, y) + d(V, x), y)"
            f: "d(u_y + v_x, x) + d(2*u_x + 5*v_y, y) = d(d(U, y) + d(V, x), x) + d(2*d(U, x) + 5*d(V, y), y)"
            """, """
            a: {where: "x = 0", equation: "u = U"}
            b: {where: "x = 0", equation: "v = V"}
            c: {where: "x = 1", equation: "2*v_y + 5*u_x = 2*d(V, y) + 5*d(U, x)"}
            d: {where: "x = 1", equation: "u_y + v_x = d(U, y) + d(V, x)"}
            g: {where: "y = 0", equation: "u = U"}
            h: {where: "y = 0", equation: "v = V"}
            i: {where: "y = 1", equation: "v = V"}
            j: {where: "y = 1", equation: "u_y + v_x = d(U, y) + d(V, x)"}
            """, Wave, "exp(x*y)"),
    ];

    private static TestCaseData Case(string name, string coordinates, string fields, string equations, string conditions, string u, string v = "0") =>
        new TestCaseData(coordinates, fields, equations, conditions, u, v).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Problems))]
    public void Errors_fall_as_the_order_says(string coordinates, string fields, string equations, string conditions, string u, string v)
    {
        var problem = Texts.Problem(fields, equations, conditions, rest: $"definitions: {{U: \"{u}\", V: \"{v}\"}}\nobservations: {{all: {{file: none.csv, of: theta*u}}}}", coordinates: coordinates);
        var plane = problem.Coordinates.Length == 2;
        foreach (var (order, sizes) in new[] { (1, plane ? new[] { 1 / 12.0, 1 / 24.0 } : [1 / 20.0, 1 / 40.0]), (2, plane ? [1 / 4.0, 1 / 8.0] : [1 / 10.0, 1 / 20.0]) })
        {
            double[] errors = [.. sizes.Select(h => Error(problem, order, h, ExpressionParser.Parse("u - U", problem.Vocabulary)))];
            Assert.That(Math.Log2(errors[0] / errors[1]), Is.GreaterThanOrEqualTo(order + 0.9), $"order {order}: {errors[0]:g3}, {errors[1]:g3}");
        }
    }

    /// <summary>The L2 error, by the points of a grid.</summary>
    private static double Error(InverseProblem problem, int order, double size, Expression error)
    {
        var model = new FiniteElementModel(problem, [], [], new() { Order = order, Mesh = new() { Size = size } });
        var points = problem.Domain.Sample(problem.Coordinates.Length == 2 ? 2500 : 1000, SamplingMethod.Grid, 0);
        var values = model.Predict(model.Start, error, points);
        return Math.Sqrt(values.Average(e => e * e));
    }

    [Test]
    public void Taylor_and_Hood_converge_for_a_flow()
    {
        var problem = InverseProblem.Load(Path.Combine(GalleryFormTests.Folder(), "kovasznay.yaml"));
        var velocity = ExpressionParser.Parse("u - U", problem.Vocabulary);
        var pressure = ExpressionParser.Parse("p - (exp(2*lambda) - exp(2*lambda*x))/2", problem.Vocabulary);
        var truth = new[] { Math.Log(1 / 40.0) };
        var points = problem.Domain.Sample(1600, SamplingMethod.Grid, 0);
        double[][] errors = [.. new[] { 1 / 8.0, 1 / 16.0 }.Select(h =>
        {
            var model = new FiniteElementModel(problem, DataLoader.Load(problem), [], new() { Mesh = new() { Size = h } });
            return new[] { velocity, pressure }.Select(e => Math.Sqrt(model.Predict(truth, e, points).Average(x => x * x))).ToArray();
        })];
        Assert.That(Math.Log2(errors[0][0] / errors[1][0]), Is.GreaterThanOrEqualTo(2.9));
        Assert.That(Math.Log2(errors[0][1] / errors[1][1]), Is.GreaterThanOrEqualTo(1.9));
    }
}
