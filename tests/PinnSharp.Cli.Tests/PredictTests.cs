using System.Globalization;

namespace PinnSharp.Cli.Tests;

public sealed class PredictTests
{
    private static readonly string[] Header = ["station", "t", "y", "std(y)", "y(truth)"];

    [Test]
    public void Fields_stand_beside_the_columns_of_the_points_with_deviation_and_truth()
    {
        using var place = Trained();
        place.Write("points.csv", "station,t\n\"a, b\",0.5\nc,1.25\n");
        var (code, output, error) = place.Tool("predict", "out", "points.csv");
        Assert.That((code, error), Is.EqualTo((0, "")));
        var lines = output.TrimEnd().Split('\n');
        Assert.That(lines[0].Split(','), Is.EqualTo(Header));
        Assert.That(lines[1], Does.StartWith("\"a, b\",0.5,"));
        var row = lines[2].Split(',')[1..].Select(Parse).ToArray();
        Assert.That(row[1], Is.EqualTo(2 * Math.Exp(-0.625)).Within(0.05));
        Assert.That(row[2], Is.InRange(0.002, 0.02), "ten data of 0.02");
        Assert.That(row[3], Is.EqualTo(2 * Math.Exp(-0.625)).Within(1e-14));
    }

    [Test]
    public void Any_expression_is_predicted_and_the_equation_holds_in_it()
    {
        using var place = Trained();
        place.Write("points.csv", "t,y\n0.5,7\n1,8\n");
        Assert.That(place.Tool("predict", "out", "points.csv", "--of", "y_t", "--of", "-k*y", "--of", "max(y, 0)", "--of", "k", "--of", "y", "--no-std", "--out", "p.csv"),
            Is.EqualTo((0, "Wrote 2 points to p.csv\n", "")));
        var lines = place.Read("p.csv").TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("t,y,y_t,-k*y,\"max(y, 0)\",k,predicted(y)"));
        foreach (var row in lines[1..].Select(l => l.Split(',').Select(Parse).ToArray()))
        {
            Assert.That(row[2], Is.EqualTo(row[3]).Within(0.02));
            Assert.That(row[4], Is.EqualTo(row[6]));
            Assert.That(-row[5] * row[6], Is.EqualTo(row[3]).Within(1e-13));
        }
    }

    [Test]
    public void The_deviation_of_an_unknown_is_the_one_that_the_run_reports()
    {
        using var place = Trained();
        var result = Experiment.Resume(place.Path("out"));
        var k = TrainedModel.Load(place.Path("out")).Predict([0.5], "k");
        Assert.That(k.Values[0], Is.EqualTo(result["k"].Value).Within(1e-14));
        Assert.That(k.Std![0] / result["k"].Std!.Value, Is.EqualTo(1).Within(1e-3));
        var both = result.Model.Predict([0.5, 1], true, "y", "k");
        Assert.That(both[1].Std, Is.EqualTo(new[] { k.Std[0], k.Std[0] }).Within(1e-12));
        Assert.That(both[0].Std![1], Is.EqualTo(result.Model.Predict([1], "y").Std![0]).Within(1e-12));
        var (a, b) = (result.Model.Predict([0.5], "3*k*y").Std![0], result.Model.Predict([0.5], "k*y").Std![0]);
        Assert.That(a / b, Is.EqualTo(3).Within(1e-9));
    }

    [Test]
    public void Fields_constants_and_definitions_of_experiments_are_predicted()
    {
        using var place = new Workplace();
        place.Write("problems/two.yaml", """
            coordinates: {t: [0, 2]}
            fields: [y]
            constants: {c: 3}
            definitions: {rate: "-k*y"}
            unknowns: {k: {over: [y], initial: 0.5}}
            equations: {decay: "y_t = rate"}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}
            experiments:
              slow: {constants: {y0: 2}, observations: {o: {draw: {points: 5}, of: y}}, truth: {fields: {y: "2*exp(-t/2)"}}}
              fast: {constants: {y0: 3}, observations: {o: {draw: {points: 5}, of: y}}, truth: {fields: {y: "3*exp(-t/2)"}}}
            """);
        place.Write("configs/two.yaml", "problem: ../problems/two.yaml\nnetwork: {hidden: [4], unknown-hidden: [3]}\npoints: {interior: 16}\ntrain: [adam: {iterations: 3}]");
        Assert.That(place.Tool("run", "configs/two.yaml", "--out", "out", "--quiet").Code, Is.EqualTo(ExitCode.NotConverged));
        place.Write("points.csv", "t\n0.5\n1.5\n");
        string[] of = ["y[slow]_t", "k[fast]", "rate[fast]", "-k[fast]*y[fast]", "c*y0[fast]", "k[slow]_y*y[slow]_t", "d(k[slow], t)"];
        var (code, output, error) = place.Tool(["predict", "out", "points.csv", "--no-std", .. of.SelectMany(e => new[] { "--of", e })]);
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        foreach (var row in output.TrimEnd().Split('\n')[1..].Select(l => l.Split(',').Select(Parse).ToArray()))
        {
            Assert.That(row[3], Is.EqualTo(row[4]).Within(1e-15).And.Not.Zero);
            Assert.That(row[5], Is.EqualTo(9));
            Assert.That(row[6], Is.EqualTo(row[7]).Within(1e-15).And.Not.Zero);
        }
    }

    [Test]
    public void Points_outside_the_domain_are_counted()
    {
        using var place = Trained();
        place.Write("points.csv", "t\n0.5\n2.5\n-1\n");
        var (code, output, error) = place.Tool("predict", "out", "points.csv", "--no-std");
        Assert.That((code, output.Count(c => c == '\n')), Is.EqualTo((0, 4)));
        Assert.That(error, Does.StartWith("Warning: 2 of 3 points are outside the domain"));
    }

    [Test]
    public void A_stopped_run_is_predicted_from_and_left_as_it_is()
    {
        using var place = new Workplace();
        place.Tool(new CancellationToken(canceled: true), "run", "configs/decay.yaml", "--out", "out", "--quiet");
        place.Write("points.csv", "t\n0.5\n");
        var before = Directory.GetFiles(place.Path("out"), "*", SearchOption.AllDirectories).Select(f => (f, File.GetLastWriteTimeUtc(f))).Order().ToList();
        Assert.That(place.Tool("predict", "out", "points.csv", "--no-std").Code, Is.Zero);
        Assert.That(Directory.GetFiles(place.Path("out"), "*", SearchOption.AllDirectories).Select(f => (f, File.GetLastWriteTimeUtc(f))).Order(), Is.EqualTo(before));
    }

    [TestCase("T\n1\n", "", "ROOT/points.csv:1:1: There is no column 't', which every point needs. Did you mean 'T'? The columns are T.\n")]
    [TestCase("t\nlate\n", "", "ROOT/points.csv:2:1: 'late' is not a number; the column 't' needs one.\n")]
    [TestCase("t\n1\n", "y_s", "'y_s' cannot be predicted: ")]
    [TestCase(null, "", "There is no file 'ROOT/points.csv' (looked for ROOT/points.csv).\n")]
    public void Mistakes_are_named(string? points, string of, string expected)
    {
        using var place = new Workplace();
        place.Tool(new CancellationToken(canceled: true), "run", "configs/decay.yaml", "--out", "out", "--quiet");
        if (points is not null) place.Write("points.csv", points);
        var (code, output, error) = place.Tool(["predict", "out", "points.csv", .. of.Length > 0 ? (string[])["--of", of] : []]);
        Assert.That((code, output), Is.EqualTo((ExitCode.WrongInput, "")));
        Assert.That(error, Does.StartWith(expected));
    }

    private static Workplace Trained()
    {
        var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        return place;
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
