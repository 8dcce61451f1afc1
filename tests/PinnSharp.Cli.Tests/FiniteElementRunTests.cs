using System.Text.Json;

namespace PinnSharp.Cli.Tests;

/// <summary>run --method fem and compare.</summary>
public sealed class FiniteElementRunTests
{
    [Test]
    public void A_run_by_finite_elements_leaves_a_result_and_can_be_predicted_from()
    {
        using var place = new Workplace();
        var (code, output, error) = place.Tool("run", "configs/decay.yaml", "--method", "fem", "--out", "fem");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        Assert.That(output, Does.Contain("converged after"));
        using var json = JsonDocument.Parse(place.Read("fem/result.json"));
        Assert.That(json.RootElement.GetProperty("method").GetString(), Is.EqualTo("fem"));
        Assert.That(json.RootElement.GetProperty("unknowns").GetProperty("k").GetProperty("value").GetDouble(), Is.EqualTo(0.5).Within(0.03));
        Assert.That(place.Read("fem/config.yaml"), Does.Contain("method: fem"));
        place.Write("points.csv", "t\n0\n1\n2\n");
        Assert.That(place.Tool("predict", "fem", "points.csv", "--of", "k*y", "--out", "flux.csv").Code, Is.EqualTo(0));
        var first = place.Read("flux.csv").Split('\n')[1].Split(',');
        Assert.That(double.Parse(first[1], System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(1).Within(0.1));
        Assert.That(double.Parse(first[2], System.Globalization.CultureInfo.InvariantCulture), Is.InRange(1e-3, 0.1));
    }

    /// <summary>How fine the mesh is stands in the result, equations have no residual, and a resumed run says the same.</summary>
    [Test]
    public void The_result_says_how_far_the_last_refinement_moved_it()
    {
        using var place = new Workplace();
        place.Write("problems/rod.yaml", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {q: {initial: 1, truth: 2}}
            equations: {heat: "-u_xx = q*sin(6*x)"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 9}, of: u, noise: {gaussian: {sigma: 0.001}}}}
            truth: {fields: {u: "2*(sin(6*x) - x*sin(6))/36"}}
            """);
        place.Write("configs/rod.yaml", "problem: ../problems/rod.yaml\nmethod: fem\nfem: {order: 1, size: 0.25}\n");
        var (code, output, error) = place.Tool("run", "configs/rod.yaml", "--out", "rod");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        using var json = JsonDocument.Parse(place.Read("rod/result.json"));
        var found = json.RootElement.GetProperty("discretisation");
        Assert.That(found.GetProperty("refinements").GetInt32(), Is.EqualTo(4));
        Assert.That(found.GetProperty("coefficients").GetInt32(), Is.EqualTo(65));
        Assert.That(found.GetProperty("steps").GetInt32(), Is.EqualTo(1));
        var (moved, data) = (found.GetProperty("moved").GetDouble(), found.GetProperty("movedData").GetDouble());
        Assert.That(moved, Is.InRange(0.1, 1), "linear elements at 64 cells are off by a few thousandths, and the deviation of q is eight");
        Assert.That(found.GetProperty("settled").GetBoolean(), Is.False);
        Assert.That(moved, Is.InRange(0.9 * 3 * data, 3 * data), "nine data that all move alike move q by three times as many of its deviations");
        var text = $"coefficients; the last of 4 refinements moved estimates by {moved.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)} std";
        Assert.That(output, Does.Contain("discretisation").And.Contain(text).And.Contain("no finer one was made"));
        Assert.That(json.RootElement.GetProperty("equations").GetProperty("heat").GetProperty("rms").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(json.RootElement.GetProperty("conditions").GetProperty("left").GetProperty("exact").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Experiment.Resume(place.Path("rod")).ToJson(), Is.EqualTo(place.Read("rod/result.json")));
    }

    /// <summary>What is wrong with an answer stands in the result and before people's eyes; of a healthy run nothing does.</summary>
    [Test]
    public void Failures_are_named_with_their_numbers()
    {
        using var place = new Workplace();
        place.Write("problems/rod.yaml", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {q: {initial: 1}}
            equations: {heat: "-u_xx = q"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 30}, of: u, noise: {gaussian: {sigma: 0.01}}}}
            truth: {fields: {u: "sin(2*pi*x)"}}
            """);
        var (code, output, error) = place.Tool("run", "problems/rod.yaml", "--method", "fem", "--out", "rod");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        Assert.That(output, Does.Contain("wrong-model: probes: χ² = ").And.Contain("residuals of neighbours are alike, correlation 0.9"));
        using var json = JsonDocument.Parse(place.Read("rod/result.json"));
        var finding = json.RootElement.GetProperty("findings").EnumerateArray().Single();
        Assert.That(finding.GetProperty("name").GetString(), Is.EqualTo("wrong-model"));
        Assert.That(finding.GetProperty("evidence").GetString(), Does.Contain("where 29 is expected (p < 1e-30)"));
        Assert.That(finding.GetProperty("advice").GetString(), Does.StartWith("Look at the residuals"));
        var p = json.RootElement.GetProperty("observations").GetProperty("probes").GetProperty("pValues");
        Assert.That(p.GetProperty("space").GetDouble(), Is.LessThan(1e-6));
        Assert.That(p.GetProperty("time").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--method", "fem", "--out", "fem").Out, Does.Not.Contain("wrong-model"));
        Assert.That(JsonDocument.Parse(place.Read("fem/result.json")).RootElement.GetProperty("findings").GetArrayLength(), Is.EqualTo(0));
    }

    /// <summary>Unknown functions are refined like numbers, their moves measured in their own deviations.</summary>
    [Test]
    public void A_function_alone_is_refined_until_it_stays()
    {
        using var place = new Workplace();
        place.Write("problems/rod.yaml", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {q: {over: [x]}}
            equations: {heat: "-u_xx = q"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 100, sampling: uniform}, of: u, noise: {gaussian: {sigma: 0.001}}}}
            truth: {fields: {u: "sin(pi*x)"}}
            """);
        var at = Experiment.Load(place.Path("problems/rod.yaml")) with { Method = Method.FiniteElements, FiniteElements = new() { Order = 1, Mesh = new() { Size = 0.0625 } } };
        var found = at.Run(new() { Folder = place.Path("rod") }).Report.Discretisation!;
        Assert.That(found.Refinements, Is.InRange(2, 4), "at the first, linear elements are off by a multiple of the noise");
        Assert.That(found.Moved, Is.LessThanOrEqualTo(0.1));
        Assert.That(found.IsSettled, Is.True);
        Assert.That(at.Run(new() { Folder = place.Path("rod"), Resume = true }).Report.Discretisation, Is.EqualTo(found));
    }

    /// <summary>What is for networks stays in the copy as a comment, so that the copy can be run and resumed.</summary>
    [Test]
    public void A_configuration_of_a_network_is_noted_and_its_copy_stands_by_itself()
    {
        using var place = new Workplace();
        place.Write("configs/decay.yaml", Workplace.Config + "\nstarts: 1\nfem: {tolerance: 1e-8}\n");
        var (code, output, error) = place.Tool("run", "configs/decay.yaml", "--method", "fem", "--out", "fem");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(output, Does.StartWith("Note: 'network', 'points', 'train' and 'seed' in the configuration change nothing by finite elements.\n"));
        Assert.That(place.Read("fem/config.yaml"), Is.EqualTo("""
            method: fem
            problem: problem.yaml   # where it is
            # seed: 3
            # network: {hidden: [8]}
            # points: {interior: 64}
            # train:
            #   - adam: {iterations: 25}
            #   - l-bfgs: {iterations: 20}
            #   - gauss-newton: {iterations: 200}
            starts: 1
            fem: {tolerance: 1e-8}

            """));
        using var json = JsonDocument.Parse(place.Read("fem/result.json"));
        Assert.That(json.RootElement.GetProperty("seed").ValueKind, Is.EqualTo(JsonValueKind.Null));
        var again = place.Tool("run", "fem/config.yaml", "--out", "again");
        Assert.That((again.Code, again.Error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(again.Out, Does.StartWith("config: running in again\n"), "nothing to note");
        Assert.That(place.Read("again/history.csv"), Is.EqualTo(place.Read("fem/history.csv")));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--out", "pinn").Out, Does.StartWith("Note: 'fem' in the configuration changes nothing for a network.\n"));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--method", "fem", "--out", "quiet", "--quiet").Out, Is.Empty);
    }

    [TestCase("{problem: ../problems/decay.yaml, seed: 3, train: [{adam: {iterations: 1}}]}", "{method: fem, problem: problem.yaml, }")]
    [TestCase("{network: {hidden: [8]}, problem: ../problems/decay.yaml, threads: 1}", "{method: fem, problem: problem.yaml, threads: 1}")]
    [TestCase("train: [adam]\n# why\nproblem: ../problems/decay.yaml\n", "# train: [adam]\n# why\nmethod: fem\nproblem: problem.yaml\n")]
    [TestCase("  points:\n    interior: 9\n\n  problem: ../problems/decay.yaml\n  method: pinn", "  # points:\n#     interior: 9\n\n  problem: problem.yaml\n  method: fem")]
    public void The_copy_is_right_in_every_style(string config, string copy)
    {
        using var place = new Workplace();
        place.Write("configs/c.yaml", config);
        Assert.That(place.Tool("run", "configs/c.yaml", "--method", "fem", "--out", "fem", "--quiet"), Is.EqualTo((ExitCode.Converged, "", "")));
        Assert.That(place.Read("fem/config.yaml"), Is.EqualTo(copy));
        Assert.That(Experiment.Open(place.Path("fem")).Method, Is.EqualTo(Method.FiniteElements));
    }

    [Test]
    public void Seeds_and_starts_that_change_nothing_are_errors()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("run", "configs/decay.yaml", "--method", "fem", "--seed", "4", "--out", "fem"), Is.EqualTo((ExitCode.WrongInput, "",
            "--seed changes nothing: by finite elements only the initial values of several starts are drawn (--starts), and drawn data have seeds of their own.\n")));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--method", "fem", "--seed", "4", "--starts", "2", "--out", "fem", "--quiet"), Is.EqualTo((ExitCode.Converged, "", "")));
        Assert.That(place.Read("fem/config.yaml"), Does.Contain("seed: 4\n").And.Contain("starts: 2\n").And.Contain("# network"));
        place.Write("problems/rod.yaml", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {q: {over: [x]}}
            equations: {heat: "-u_xx = q"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 20}, of: u, noise: {gaussian: {sigma: 0.01}}}}
            truth: {fields: {u: "sin(pi*x)"}}
            """);
        Assert.That(place.Tool("run", "problems/rod.yaml", "--method", "fem", "--starts", "2", "--out", "rod"), Is.EqualTo((ExitCode.WrongInput, "",
            "--starts changes nothing: by finite elements they differ in the initial values of unknown numbers, and there are none.\n")));
        place.Write("configs/rod.yaml", "problem: ../problems/rod.yaml\nstarts: 2\ntrain: [{adam: {iterations: 1}}]\nfem: {size: 0.2}\n");
        var (code, output, error) = place.Tool("run", "configs/rod.yaml", "--method", "fem", "--out", "rod");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(output, Does.StartWith("Note: 'train' and 'starts' in the configuration change nothing by finite elements.\n"));
        Assert.That(place.Read("rod/config.yaml"), Is.EqualTo("method: fem\nproblem: problem.yaml\n# starts: 2\n# train: [{adam: {iterations: 1}}]\nfem: {size: 0.2}\n"));
        Assert.That(place.Tool("compare", "configs/rod.yaml", "--out", "both").Out,
            Does.StartWith("Note: 'starts' in the configuration are of the network alone; by finite elements they differ in the initial values of unknown numbers, and there are none.\n"));
        Assert.That(File.Exists(place.Path("both/pinn/starts.csv")) && !File.Exists(place.Path("both/fem/starts.csv")));
    }

    [Test]
    public void A_stopped_run_goes_on_to_the_same_result([Values(1, 3)] int iterations)
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml")) with { Method = Method.FiniteElements };
        var whole = experiment.Run();
        using var stop = new CancellationTokenSource();
        var stopped = experiment.Run(new() { Folder = place.Path("parts") }, new StopAt(iterations, stop), stop.Token);
        Assert.That(stopped.Status, Is.EqualTo(RunStatus.Stopped));
        var resumed = Experiment.Resume(place.Path("parts"));
        Assert.That(resumed.Status, Is.EqualTo(RunStatus.Converged));
        foreach (var name in new[] { "k", "y0" })
            Assert.That((resumed[name].Value, resumed[name].Std), Is.EqualTo((whole[name].Value, whole[name].Std)), name);
    }

    [Test]
    public void A_comparison_sets_both_side_by_side()
    {
        using var place = new Workplace();
        var (code, output, error) = place.Tool("compare", "configs/decay.yaml", "--out", "both");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        Assert.That(output, Does.Contain("finite elements").And.Contain("std over bound"));
        using var json = JsonDocument.Parse(place.Read("both/comparison.json"));
        var k = json.RootElement.GetProperty("unknowns").GetProperty("k");
        Assert.That(k.GetProperty("agree").GetBoolean());
        Assert.That(k.GetProperty("deviationRatio").GetDouble(), Is.EqualTo(1).Within(0.1));
        Assert.That(k.GetProperty("pinn").GetProperty("value").GetDouble(), Is.EqualTo(k.GetProperty("fem").GetProperty("value").GetDouble()).Within(0.01));
        Assert.That(File.Exists(place.Path("both/comparison.svg")));
        Assert.That(place.Read("both/comparison.md"), Does.Contain("| k |"));
    }

    [Test]
    public void What_finite_elements_cannot_take_is_refused_with_the_reason()
    {
        using var place = new Workplace();
        place.Write("problems/square.yaml", """
            coordinates: {x: [0, 1], t: [0, 1]}
            fields: [u]
            unknowns: {k: {initial: 1, truth: 1}}
            equations: {square: "u_t = k*u_xx^2"}
            conditions:
              ends: {where: "x = 0", equation: "u = 0"}
              start: {where: "t = 0", equation: "u = 0"}
            observations: {probes: {draw: {points: 5}, of: u, noise: {gaussian: {sigma: 0.1}}}}
            truth: {fields: {u: "0*x"}}
            """);
        var (code, _, error) = place.Tool("run", "problems/square.yaml", "--method", "fem", "--out", "fem");
        Assert.That(code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(error, Does.Contain("Finite elements cannot take 'square': Equation 'square' is not linear in second derivatives"));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--method", "fdm").Error, Does.Contain("fdm"));
    }

    private sealed class StopAt(int iterations, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Snapshot.Iteration >= iterations) stop.Cancel();
        }
    }
}
