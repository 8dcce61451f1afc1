using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Solutions known beforehand in space and time: errors at the data fall with the step as the method's order says, fitted over three grids. Solutions are polynomials of second degree in space
/// wherever only the error of time is to be seen.</summary>
public sealed class TimeOrderTests
{
    private const string U = "(1 + x - x^2)*sin(3*t + 1)", V = "(2 - x^2)*cos(2*t)", Ends = "a: {where: \"x = 0\", equation: \"u = U\"}\nb: {where: \"x = 1\", equation: \"u_x = d(U, x)\"}\ns: {where: \"t = 0\", equation: \"u = U\"}",
        Others = "\nc: {where: \"x = 0\", equation: \"v = V\"}\nd: {where: \"x = 1\", equation: \"v_x = d(V, x)\"}";

    private static TestCaseData Case(string name, string fields, string equations, string conditions, string coordinates = Texts.LineInTime, string u = U, string what = "u - U", bool damped = true) =>
        new TestCaseData(fields, equations, conditions, coordinates, u, what, damped).SetArgDisplayNames(name);

    private static readonly TestCaseData[] Problems =
    [
        Case("nonlinear, line", "[u]", "e: \"u_t = d((1 + u^2)*u_x, x)/10 - u^3 + d(U, t) - d((1 + U^2)*d(U, x), x)/10 + U^3\"", Ends, u: "sin(3*t + x)"),
        Case("nonlinear, plane", "[u]", "e: \"u_t = laplacian(u)/5 - u^3 + d(U, t) - laplacian(U)/5 + U^3\"", "edge: {where: boundary, equation: \"u = U\"}\ns: {where: \"t = 0\", equation: \"u = U\"}", Texts.PlaneInTime, "(1 + x*y - y^2)*sin(3*t + 1)", damped: false),
        Case("system", "[u, v]", "e: \"u_t = u_xx/5 + u*v + d(U, t) - d(U, x, 2)/5 - U*V\"\nf: \"v_t = v_xx/5 - u^2 + d(V, t) - d(V, x, 2)/5 + U^2\"", Ends + Others + "\nr: {where: \"t = 0\", equation: \"v = V\"}", what: "(u - U) + 2*(v - V)"),
        Case("wave", "[u]", "e: \"u_tt + u^3 = u_xx + d(U, t, 2) + U^3 - d(U, x, 2)\"", Ends + "\nr: {where: \"t = 0\", equation: \"u_t = d(U, t)\"}", u: "x*(2 - x)*sin(3*t + 1)"),
        Case("algebraic field", "[u, v]", "e: \"u_t = u_xx/5 + v + d(U, t) - d(U, x, 2)/5 - V\"\nf: \"-v_xx + v = u^2 - d(V, x, 2) + V - U^2\"", Ends + Others, what: "(u - U) + 2*(v - V)", damped: false),
    ];

    [TestCaseSource(nameof(Problems))]
    public void Errors_in_time_fall_as_the_square_of_the_step(string fields, string equations, string conditions, string coordinates, string u, string what, bool damped)
    {
        var problem = Texts.Problem(fields, equations, conditions, rest: $"definitions: {{U: \"{u}\", V: \"{V}\"}}\nobservations: {{all: {{file: none.csv, of: theta*u}}}}", coordinates: coordinates);
        var (error, plane) = (ExpressionParser.Parse(what, problem.Vocabulary), problem.Coordinates.Length == 3);
        double[] points = [.. Enumerable.Range(0, 30).SelectMany(i => plane ? new[] { i / 29.0, 0.4, 0.9 } : [i / 29.0, 0.9])];
        foreach (var method in damped ? (ITimeMethod[])[new BackwardDifferentiation(), Collocation.CrankNicolson] : [new BackwardDifferentiation()])
        {
            var (steps, errors) = (new List<double>(), new List<double>());
            foreach (var tolerance in new[] { 1e-4, 1e-5, 1e-6 })
            {
                var model = new FiniteElementModel(problem, [], [], new() { Mesh = new() { Size = u.StartsWith("sin", StringComparison.Ordinal) ? 0.05 : 0.25 }, TimeMethod = method, Time = new() { Tolerance = tolerance } });
                steps.Add(1.0 / model.Grid.Steps);
                errors.Add(Math.Sqrt(model.Predict(model.Start, error, points).Average(e => e * e)));
            }
            Assert.That(ModelChecks.Rate(steps, errors), Is.GreaterThanOrEqualTo(1.9), $"{method.Name}: {string.Join(' ', steps.Zip(errors, (a, b) => $"{1 / a:f0}: {b:g3}"))}");
        }
    }
}
