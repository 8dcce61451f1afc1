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
        // Newton's method begins near the solution: u is what is left of it, beside V.
        Steep(3), Steep(10),
        Case("plane, p-Laplacian", Texts.Plane, "[u]", "e: \"-div(sqrt(0.01 + u_x^2 + u_y^2)*grad(u)) = -div(sqrt(0.01 + d(U, x)^2 + d(U, y)^2)*grad(U))\"", Edge, "x^3/3 + 2*y"),
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

    private static TestCaseData Steep(int amplitude) => Case($"line, flux by the gradient, amplitude {amplitude}", "{x: [0, 1]}", "[u]",
        "e: \"-d(d(u + V, x)/sqrt(1 + d(u + V, x)^2), x) + u = -d(d(U + V, x)/sqrt(1 + d(U + V, x)^2), x) + U\"", Ends, $"{amplitude}*(sin(pi*x)/20 + x/50)", $"{amplitude}*sin(pi*x)", amplitude > 3 ? 16 : 1);

    private static TestCaseData Case(string name, string coordinates, string fields, string equations, string conditions, string u, string v = "0", int finer = 1) =>
        new TestCaseData(coordinates, fields, equations, conditions, u, v, finer).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Problems))]
    public void Errors_fall_as_the_order_says(string coordinates, string fields, string equations, string conditions, string u, string v, int finer)
    {
        var problem = Texts.Problem(fields, equations, conditions, rest: $"definitions: {{U: \"{u}\", V: \"{v}\"}}\nobservations: {{all: {{file: none.csv, of: theta*u}}}}", coordinates: coordinates);
        Check(problem, order => (problem.Coordinates.Length == 2 ? order == 1 ? 8 : 4 : order == 1 ? 20 : 10) * finer);
    }

    /// <summary>Curved and wrapped domains: P2 needs the bent edges of a disc, and identified nodes.</summary>
    [TestCase("{x: [-1, 1], y: [-1, 1]}", "shapes: {round: {disc: {center: [0, 0], radius: 1}}}\ndomain: round", "edge: {where: boundary, equation: \"u = U\"}", "sin(2*x + 1)*cos(y)", TestName = "disc")]
    [TestCase("{x: [-1, 1], y: [-1, 1]}", "shapes: {round: {disc: {center: [0, 0], radius: 1}}}\ndomain: round", "edge: {where: boundary, equation: \"dn(u) + u = n_x*d(U, x) + n_y*d(U, y) + U\"}", "exp(x)*cos(y)", TestName = "disc, flux on the boundary")]
    [TestCase(Texts.Plane, "", "wrap: {periodic: x, fields: [u], order: 1}\nlow: {where: \"y = 0\", equation: \"u = U\"}\nhigh: {where: \"y = 1\", equation: \"u_y = d(U, y)\"}", "sin(2*pi*x)*exp(y)", TestName = "periodic")]
    public void On_other_domains_too(string coordinates, string domain, string conditions, string u) =>
        Check(Texts.Problem("[u]", "e: \"-laplacian(u) + u = -d(U, x, 2) - d(U, y, 2) + U\"", conditions,
            rest: $"{domain}\ndefinitions: {{U: \"{u}\"}}\nobservations: {{all: {{file: none.csv, of: theta*u}}}}", coordinates: coordinates), order => order == 1 ? 8 : 4);

    /// <summary>Fits the rate over three meshes.</summary>
    private static void Check(InverseProblem problem, Func<int, int> coarsest)
    {
        foreach (var order in new[] { 1, 2 })
        {
            double[] sizes = [.. new[] { 1.0, 0.5, 0.25 }.Select(f => f / coarsest(order))], errors = [.. sizes.Select(h => Error(problem, order, h, ExpressionParser.Parse("u - U", problem.Vocabulary)))];
            Assert.That(ModelChecks.Rate(sizes, errors), Is.GreaterThanOrEqualTo(order + 0.9), $"order {order}: {string.Join(", ", errors.Select(e => $"{e:g3}"))}");
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
