using PinnSharp.Expressions;
using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

/// <summary>Averages over regions: their quadratures, their truth, their data.</summary>
public sealed class AverageTests
{
    private const string Head = """
        coordinates: {x: [-1, 1], y: [-1, 1], t: [0, 2]}
        shapes:
          hole: {disc: {center: [0.2, 0.1], radius: 0.4}}
          slab: {box: {x: [-1, 0], y: [0.5, 1]}}
          lake: {polygon: [[0, 0], [1, 0], [1, 1]]}
        fields: [u]
        unknowns: {k: {initial: 1, truth: 3}}
        equations: {e: "u_t = k"}
        truth: {fields: {u: "exp(x)*cos(2*y) + k*t"}}
        """;

    private static InverseProblem Problem(string of, string data = "draw: {points: 4, where: \"t > 1\"}", string domain = "box") =>
        ProblemReader.Parse($"{Head}\ndomain: \"{domain}\"\nobservations:\n  mean: {{of: \"{of}\", {data}}}\n", "problem.yaml");

    /// <summary>The mean of an expression of x and y, as it is computed from a drawn observation.</summary>
    private static double Mean(string e, string region, string domain = "box")
    {
        var problem = Problem("average(u, domain)", domain: domain);
        return problem.ExpandAverages(ExpressionParser.Parse($"average({e}, {region})", problem.Vocabulary)).Evaluate(_ => double.NaN);
    }

    [TestCase("x", "hole", "box", 0.2, 1e-14)]
    [TestCase("x^2", "hole", "box", 0.04 + 0.16 / 4, 1e-14)]
    [TestCase("(x - 0.2)^4*(y - 0.1)^4", "hole", "box", 0.4 * 0.4 * 0.4 * 0.4 * 0.4 * 0.4 * 0.4 * 0.4 * 3 / 640, 1e-15)]
    [TestCase("x^6*y^8", "slab", "box", 1.0 / 7 / 9 * 2 * (1 - 1.0 / 512), 1e-14)]
    [TestCase("x*y", "box", "box", 0, 1e-15)]
    [TestCase("x", "lake", "box", 2.0 / 3, 3e-5)]
    [TestCase("x^2*y", "lake", "box", 1.0 / 5, 3e-5)]
    [TestCase("exp(x)", "lake", "box", 2.0, 1e-4)]
    [TestCase("x", "domain", "box - hole", -0.2 * 0.5026548245743669 / (4 - 0.5026548245743669), 1e-4)]
    [TestCase("x", "slab", "box - slab & hole", -0.5, 1e-4)]
    public void Means_are_those_of_closed_forms(string e, string region, string domain, double expected, double tolerance) =>
        Assert.That(Mean(e, region, domain), Is.EqualTo(expected).Within(tolerance));

    [Test]
    public void Points_lie_inside_and_weights_make_one([Values("hole", "slab", "lake", "domain")] string region)
    {
        var problem = Problem("average(u, hole)", domain: "box - lake + hole");
        var rule = problem.Regions.Of(region);
        Assert.That(rule.Weights.Sum(), Is.EqualTo(1).Within(1e-13));
        Assert.That(rule.Weights, Has.Length.LessThanOrEqualTo(128).And.All.GreaterThan(0), "as a mean of positive values is positive");
        for (var q = 0; q < rule.Weights.Length; q++)
        {
            Assert.That(problem.Shapes[region].Contains(rule.Points.AsSpan().Slice(2 * q, 2)));
            Assert.That(problem.Site(rule.FirstSite + q).ToArray(), Is.EqualTo(rule.Points.AsSpan().Slice(2 * q, 2).ToArray()));
        }
        Assert.That(problem.Site(0).IsEmpty && problem.Site(1).IsEmpty);
    }

    [Test]
    public void In_three_dimensions_balls_and_boxes_have_their_moments()
    {
        static double Rule(Shape shape, Func<double, double, double, double> f)
        {
            var (points, weights) = ShapeQuadrature.Of(shape, 3);
            return weights.Select((w, q) => w * f(points[3 * q], points[3 * q + 1], points[3 * q + 2])).Sum();
        }

        var ball = new BallShape([0, 0, 0], 2);
        Assert.That(Rule(ball, (_, _, _) => 1), Is.EqualTo(1).Within(1e-14));
        Assert.That(Rule(ball, (x, y, z) => x * x + y * y + z * z), Is.EqualTo(3.0 / 5 * 4).Within(1e-13));
        Assert.That(Rule(ball, (_, _, z) => z * z * z * z), Is.EqualTo(3.0 / 35 * 16).Within(1e-13));
        Assert.That(Rule(new BoxShape([0, 0, 0], [1, 1, 1]), (x, y, z) => x * y * y * z * z * z), Is.EqualTo(1.0 / 24).Within(1e-15));
        Assert.That(Rule(new BoxShape([0, 0, 0], [2, 2, 2]) & ball, (x, _, z) => x + z * z), Is.EqualTo(0.75 + 0.8).Within(1e-3), "an eighth of it");
    }

    [Test]
    public void Time_comes_from_the_row_and_derivatives_by_time_go_inside()
    {
        var data = DataLoader.Load(Problem("average(u, hole) - average(u_t, lake)*t"))[0];
        for (var i = 0; i < 4; i++)
        {
            Assert.That(data.Points[3 * i + 2], Is.GreaterThan(1));
            Assert.That(data.Points.AsSpan(3 * i, 2).ToArray(), Is.EqualTo(new[] { 0.0, 0.0 }));
        }
        Assert.That(data.Values.Select(v => v - data.Values[0]), Is.All.Zero.Within(1e-13), "u = g(x, y) + k t");
        var vocabulary = Problem("average(u, hole)").Vocabulary;
        Assert.That(ExpressionParser.Parse("d(average(u*x, hole), t)", vocabulary), Is.EqualTo(ExpressionParser.Parse("average(u_t*x, hole)", vocabulary)));
        Assert.That(ExpressionParser.Parse("d(average(u*x, hole), x)", vocabulary), Is.EqualTo((Expression)0));
        Assert.That(ExpressionParser.Parse("average(u*x, hole)", vocabulary).ToString(), Is.EqualTo("average(x*u, hole)"));
    }

    [Test]
    public void A_variance_is_an_average_of_an_average()
    {
        var problem = Problem("average((u - average(u, slab))^2, slab)");
        var value = problem.SubstituteTruth(ExpressionParser.Parse("average((x - average(x, slab))^2, slab)", problem.Vocabulary)).Evaluate(_ => double.NaN);
        Assert.That(value, Is.EqualTo(1.0 / 12).Within(1e-14));
    }

    [Test]
    public void Files_of_averages_need_times_alone()
    {
        var folder = Directory.CreateTempSubdirectory("pinnsharp-").FullName;
        File.WriteAllText(Path.Combine(folder, "mean.csv"), "t,value\n0.5,1\n1.5,2\n");
        var timed = ProblemReader.Parse($"{Head}\nobservations: {{mean: {{file: mean.csv, of: \"average(u, hole)\"}}}}", Path.Combine(folder, "a.yaml"));
        var steady = ProblemReader.Parse($$"""
            coordinates: {x: [0, 1], y: [0, 1]}
            fields: [u]
            unknowns: {k: {initial: 1} }
            equations: {e: "u_x = k"}
            observations: {mean: {file: one.csv, of: "average(u, domain)"} }
            """, Path.Combine(folder, "b.yaml"));
        File.WriteAllText(Path.Combine(folder, "one.csv"), "value\n7\n");
        var (many, one) = (DataLoader.Load(timed)[0], DataLoader.Load(steady)[0]);
        Directory.Delete(folder, recursive: true);
        Assert.That(many.Points, Is.EqualTo(new[] { 0.0, 0, 0.5, 0, 0, 1.5 }));
        Assert.That(one.Points, Is.EqualTo(new[] { 0.5, 0.5 }));
        Assert.That(one.Values, Is.EqualTo(new[] { 7.0 }));
    }

    [TestCase("average(u)", "", "average takes an expression and the name of a region: average(u, hole).")]
    [TestCase("average(u, hol)", "", "Expected the name of a shape, found 'hol'. Did you mean 'hole'?")]
    [TestCase("average(u, boundary)", "", "'boundary' has no inside to average over; write the name of a shape, 'box' or 'domain'.")]
    [TestCase("average(u, hole)", "box - hole", "'hole' has no part in the domain to average over.")]
    [TestCase("average(u, hole)", "x > 0", "'mean' is an average over space: 'where' can only choose times.")]
    [TestCase("average(u, hole)", "inside(hole)", "'mean' is an average over space: 'where' can only choose times.")]
    public void Mistakes_are_named(string of, string place, string message)
    {
        var isDomain = place.StartsWith("box", StringComparison.Ordinal);
        var e = Assert.Throws<InputException>(() => Problem(of, place.Length == 0 || isDomain ? "draw: {points: 4}" : $"draw: {{points: 4, where: \"{place}\"}}", isDomain ? place : "box"));
        Assert.That(e.Errors[0].Message, Is.EqualTo(message));
        Assert.That(e.Line, Is.EqualTo(12));
    }
}
