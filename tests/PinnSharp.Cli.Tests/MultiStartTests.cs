using System.Text.Json.Nodes;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class MultiStartTests
{
    private static readonly string[] Files = ["history.csv", "fields.csv", "continuation.csv", "figures/unknowns.svg"];

    [Test]
    public void Starts_that_agree_say_so_and_leave_a_table()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("run", "configs/decay.yaml", "--starts", "3", "--out", "out", "--quiet"), Is.EqualTo((ExitCode.Converged, "", "")));
        Assert.That(place.Read("out/config.yaml"), Does.Contain("starts: 3\n"));
        var result = JsonNode.Parse(place.Read("out/result.json"))!;
        Assert.That((string)result["message"]!, Does.EndWith("3 of 3 starts agree."));
        var lines = place.Read("out/starts.csv").TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("start,seed,status,log-likelihood,k,k(std),y0,y0(std),seconds"));
        Assert.That(lines[1..].Select(l => string.Join(',', l.Split(',')[..3])), Is.EqualTo(new[] { "1,3,converged", "2,4,converged", "3,5,converged" }));
        var best = lines[1..].Select(l => l.Split(',')).MaxBy(l => double.Parse(l[3]))!;
        Assert.That(((double)result["unknowns"]!["k"]!["value"]!).ToString("R"), Is.EqualTo(best[4]));
        var k = TrainedModel.Load(place.Path("out")).Predict([0.5], "k");
        Assert.That(k.Values[0].ToString("R"), Is.EqualTo(best[4]), "prediction is by the best start");
    }

    [Test]
    public void Starts_stopped_in_the_second_one_resume_to_the_same_result_bit_for_bit()
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml")) with { Starts = 2 };
        experiment.Run(new() { Folder = place.Path("whole") });
        using var stop = new CancellationTokenSource();
        var stopped = experiment.Run(new() { Folder = place.Path("parts"), ProgressEvery = TimeSpan.Zero },
            new Watch(p => { if (p.Start == 2 && p.Snapshot.Iteration >= 31) stop.Cancel(); }), stop.Token);
        Assert.That(stopped.Status, Is.EqualTo(RunStatus.Stopped));
        Experiment.Resume(place.Path("parts"), new Watch(p => Assert.That(p.Start, Is.EqualTo(2), "the first start is not run again")));
        foreach (var file in Files) Assert.That(place.Read("parts/" + file), Is.EqualTo(place.Read("whole/" + file)), file);
        Assert.That(WithoutSeconds(place.Read("parts/starts.csv")), Is.EqualTo(WithoutSeconds(place.Read("whole/starts.csv"))));

        static IEnumerable<string> WithoutSeconds(string csv) => csv.TrimEnd().Split('\n').Select(l => l[..l.LastIndexOf(',')]);
    }

    [Test]
    public void The_first_start_is_as_declared_and_others_stay_near_and_within_bounds()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 2, Positive = true }, ["b"] = new() { Initial = 0.9, Bounds = (0, 1) }, ["a"] = new() { Initial = -5 }, ["z"] = new() { Initial = 0 } },
            Equations = { ["decay"] = "y_t = -k*y + a*b + z" },
            Observations = { ["probe"] = new("y", Data.Inline([0.0, 1.0], [1.0, 0.5])) },
        }.Build();
        var experiment = Experiment.Create(problem) with { Starts = 100 };
        Assert.That(MultiStart.Of(experiment, 1).Problem, Is.SameAs(problem));
        var starts = Enumerable.Range(2, 99).Select(i => MultiStart.Of(experiment, i)).ToList();
        double[] Initials(int unknown) => [.. starts.Select(s => s.Problem.Unknowns[unknown].Initial)];
        Assert.That(starts.Select(s => s.Options.Seed), Is.EqualTo(Enumerable.Range(2, 99).Select(i => (ulong)i)));
        Assert.That(Initials(0), Has.All.InRange(2 / 3.0, 6.0).And.Some.LessThan(1).And.Some.GreaterThan(4));
        Assert.That(Initials(1), Has.All.InRange(0.3, 0.999).And.Some.EqualTo(0.999).Within(1e-12));
        Assert.That(Initials(2), Has.Some.GreaterThan(0).And.Some.LessThan(-8));
        Assert.That(Initials(3).Average(z => z * z), Is.EqualTo(1).Within(0.4));
    }

    /// <summary>y² is measured: both signs of y fit equally well.</summary>
    [Test]
    public void A_sign_that_nothing_tells_is_reported_as_not_unique()
    {
        var times = Enumerable.Range(0, 12).Select(i => i / 6.0).ToArray();
        var experiment = Experiment.Create(new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 2) },
            Fields = { "y" },
            Unknowns = { ["y0"] = new() { Initial = 0 } },
            Equations = { ["decay"] = "y_t = -0.5*y" },
            Conditions = { ["start"] = ("t = 0", "y = y0") },
            Observations = { ["squares"] = new("y^2", Data.Inline(times, [.. times.Select((t, i) => Math.Exp(-t) + 0.01 * Math.Sin(9 * i))])) { Noise = NoiseDeclaration.Gaussian(0.01) } },
        }.Build(), Small) with { Starts = 4 };
        var result = experiment.Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Stalled));
        Assert.That(Math.Abs(result["y0"].Value), Is.EqualTo(1).Within(0.03));
        Assert.That(result.Message, Does.Match("^[123] of 4 starts agree; start [1234] found y0 = -?(1|0.99\\d*|1.0\\d*) with an equally good fit").And.Contain("the answer is not unique"));
    }

    /// <summary>Only the size of y is measured: from 0 no data tell where to go, from elsewhere both signs fit equally well.</summary>
    [Test]
    public void Finite_elements_have_starts_too()
    {
        using var place = new Workplace();
        place.Write("problems/squares.yaml", """
            coordinates: {t: [0, 2]}
            fields: [y]
            unknowns: {y0: {initial: 0}}
            equations: {decay: "y_t = -0.5*y"}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}
            observations: {squares: {file: squares.csv, columns: {t: t, value: y2}, of: "y^2", noise: {gaussian: {sigma: 0.01}}}}
            """);
        place.Write("problems/squares.csv", "t,y2\n0,1\n0.5,0.61\n1,0.36\n1.5,0.23\n2,0.14\n");
        var (code, _, error) = place.Tool("run", "problems/squares.yaml", "--method", "fem", "--starts", "4", "--seed", "2", "--out", "out", "--quiet");
        Assert.That((code, error), Is.EqualTo((ExitCode.NotConverged, "")));
        var rows = place.Read("out/starts.csv").TrimEnd().Split('\n')[1..].Select(l => l.Split(',')).ToList();
        Assert.That(rows.Select(r => r[2]), Is.All.EqualTo("converged"));
        var found = rows.Select(r => double.Parse(r[4])).ToList();
        Assert.That(found[0], Is.Zero, "as declared");
        Assert.That(found[1..].Select(Math.Abs), Is.All.EqualTo(1).Within(0.02));
        Assert.That(found[1..].Select(Math.Sign).Distinct().Count(), Is.EqualTo(2));
        var result = JsonNode.Parse(place.Read("out/result.json"))!;
        Assert.That((string)result["message"]!, Does.Contain("start 1 found y0 = 0 with a worse fit").And.Contain("the answer is not unique"));
        Assert.That((string)result["method"]!, Is.EqualTo("fem"));
        place.Write("points.csv", "t\n0\n");
        Assert.That(place.Tool("predict", "out", "points.csv", "--of", "y^2", "--out", "y.csv").Code, Is.Zero);
        Assert.That(double.Parse(place.Read("y.csv").Split('\n')[1].Split(',')[1]), Is.EqualTo(1).Within(0.03), "of the best start");
    }

    /// <summary>Some of the initial values drawn for r, which is squared, have no solution over the whole interval.</summary>
    [Test]
    public void A_start_without_a_solution_is_one_that_diverged()
    {
        using var place = new Workplace();
        place.Write("problems/blow-up.yaml", """
            coordinates: {t: [0, 1]}
            fields: [y]
            unknowns: {r: {initial: 0.5, positive: true}}
            equations: {growth: "y_t = r*y^2"}
            conditions: {start: {where: "t = 0", equation: "y = 1"}}
            observations: {sizes: {file: sizes.csv, columns: {t: t, value: y}, of: y, noise: {gaussian: {sigma: 0.01}}}}
            """);
        place.Write("problems/sizes.csv", "t,y\n0.5,1.43\n1,2.5\n");
        var (code, _, error) = place.Tool("run", "problems/blow-up.yaml", "--method", "fem", "--starts", "6", "--out", "out", "--quiet");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        var rows = place.Read("out/starts.csv").TrimEnd().Split('\n')[1..].Select(l => l.Split(',')).ToList();
        Assert.That(rows.Select(r => r[2]).Distinct(), Is.EquivalentTo(new[] { "converged", "diverged" }));
        Assert.That(rows.Where(r => r[2] == "converged").Select(r => double.Parse(r[4])), Is.All.EqualTo(0.6).Within(0.01));
    }

    /// <summary>The Van der Pol oscillator, seen from few points and from a poor initial value.</summary>
    [Test]
    public void A_local_minimum_is_left_for_the_start_that_fits_better()
    {
        var (times, values) = VanDerPol(1, 12, 14);
        var experiment = Experiment.Create(new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 12) },
            Fields = { "x" },
            Unknowns = { ["mu"] = new() { Initial = 10, Truth = 1 } },
            Equations = { ["oscillator"] = "x_tt = mu*(1 - x^2)*x_t - x" },
            Observations = { ["probe"] = new("x", Data.Inline(times, values)) { Noise = NoiseDeclaration.Gaussian(0.05) } },
        }.Build(), Small with { Network = new() { Hidden = [12, 12] }, Points = new() { Interior = 200 } });
        Assert.That(experiment.Run()["mu"].Value, Is.GreaterThan(3), "one start alone");
        var result = (experiment with { Starts = 4 }).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged));
        Assert.That(result["mu"].Value, Is.EqualTo(1).Within(3 * result["mu"].Std!.Value));
        Assert.That(result["mu"].Std, Is.LessThan(0.03));
        Assert.That(result.Message, Does.Match("2 of 4 starts agree; start 1 found mu = \\S+ with a worse fit \\(stalled\\); start 2 found mu = \\S+ with a worse fit \\(stalled\\)\\.$"));
    }

    private static (double[] Times, double[] Values) VanDerPol(double mu, double end, int count)
    {
        const int steps = 500;
        var (x, v, h) = (2.0, 0.0, end / count / steps);
        var (times, values) = (new double[count], new double[count]);
        var random = new RandomSource(5);
        for (var i = 0; i < count; i++)
        {
            for (var s = 0; s < steps; s++)
            {
                // The midpoint rule is exact enough beside the noise.
                var (xm, vm) = (x + h / 2 * v, v + h / 2 * (mu * (1 - x * x) * v - x));
                (x, v) = (x + h * vm, v + h * (mu * (1 - xm * xm) * vm - xm));
            }
            (times[i], values[i]) = ((i + 1) * end / count, x + 0.05 * random.NextNormal());
        }
        return (times, values);
    }

    private static TrainingOptions Small => new()
    {
        Network = new() { Hidden = [8] },
        Points = new() { Interior = 64 },
        Stages = [new AdamStage(30), new GaussNewtonStage(200)],
    };

    private sealed class Watch(Action<RunProgress> action) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => action(value);
    }
}
