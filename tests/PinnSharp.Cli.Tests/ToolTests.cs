namespace PinnSharp.Cli.Tests;

public sealed class ToolTests
{
    [Test]
    public void Help_documents_commands_and_exit_codes()
    {
        using var place = new Workplace();
        var (code, output, _) = place.Tool("--help");
        Assert.That(code, Is.Zero);
        foreach (var text in new[] { "new <NAME>", "check <FILE>", "run <FILE>", "resume <DIR>", "list", "Exit codes:", "3  stopped by Ctrl-C" })
            Assert.That(output, Does.Contain(text));
    }

    [Test]
    public void The_version_is_shown()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("--version"), Is.EqualTo((0, RunResult.Version + "\n", "")));
    }

    [Test]
    public void Without_arguments_there_is_help()
    {
        using var place = new Workplace();
        Assert.That(place.Tool(), Is.EqualTo((0, place.Tool("--help").Out, "")));
    }

    [TestCase("run x.yaml --seed abc", "--seed needs a number from 0 to 18446744073709551615, found 'abc'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml --starts 0", "--starts needs a number from 1 to 1000, found '0'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("rnu", "Unknown command 'rnu'. Did you mean 'run'?\nTry 'pinnsharp --help'.\n")]
    [TestCase("rnu x.yaml --seed 1", "Unknown command 'rnu'. Did you mean 'run'?\nTry 'pinnsharp --help'.\n")]
    [TestCase("run x.yaml y.yaml", "Unknown argument 'y.yaml'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("new x --template feld", "There is no template 'feld'. Did you mean 'field'?\nTry 'pinnsharp new --help'.\n")]
    [TestCase("new x --template ode", "There is no template 'ode'. Known are heat, decay, field.\nTry 'pinnsharp new --help'.\n")]
    [TestCase("run", "Required argument missing for command: 'run'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml --sed=1", "Unknown option '--sed=1'. Did you mean '--seed'?\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml --threads 0", "--threads needs a number from 1 to 1024, found '0'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml", "There is no file 'ROOT/x.yaml' (looked for ROOT/x.yaml).\n")]
    [TestCase("run configs/dekay.yaml", "There is no file 'ROOT/configs/dekay.yaml' (looked for ROOT/configs/dekay.yaml). Did you mean 'decay.yaml'?\n")]
    [TestCase("run configs", "'ROOT/configs' is a folder; a YAML file is needed.\n")]
    [TestCase("resume nowhere", "There is no folder 'ROOT/nowhere' (looked for ROOT/nowhere). 'pinnsharp list' shows the runs.\n")]
    [TestCase("resume configs", "'ROOT/configs' holds no run: it has no config.yaml. 'pinnsharp list' shows the runs.\n")]
    [TestCase("run ", "A path is empty; name a file or folder.\n")]
    [TestCase("new a/b", "'a/b' cannot be a name: use letters, digits, - and _.\n")]
    public void Wrong_arguments_exit_with_2_and_say_what_is_right(string args, string error)
    {
        using var place = new Workplace();
        Assert.That(place.Tool(args.Split(' ')), Is.EqualTo((ExitCode.WrongInput, "", error)));
    }

    [Test]
    public void A_network_too_large_is_refused_before_anything_is_written()
    {
        using var place = new Workplace();
        place.Write("configs/huge.yaml", "problem: ../problems/decay.yaml\nnetwork: {hidden: [200, 200]}");
        Assert.That(place.Tool("run", "configs/huge.yaml", "--out", "out"), Is.EqualTo((ExitCode.WrongInput, "",
            "The networks have 40,803 parameters, more than the 20,000 that 'gauss-newton' can take, which works with their square. "
            + "Use narrower or fewer hidden layers, or train with gauss-newton-cg, l-bfgs or adam.\n")));
        Assert.That(Directory.Exists(place.Path("out")), Is.False);
    }

    [Test]
    public void A_network_too_large_for_a_matrix_is_trained_and_reported_without_one()
    {
        using var place = new Workplace();
        place.Write("configs/large.yaml", """
            problem: ../problems/decay.yaml
            network: {hidden: [200, 200]}
            points: {interior: 30}
            train: [adam: {iterations: 3}, gauss-newton-cg: {iterations: 3, equation-weight: 10}]
            """);
        Assert.That(place.Tool("run", "configs/large.yaml", "--out", "out", "--quiet").Code, Is.EqualTo(ExitCode.NotConverged));
        Assert.That(File.ReadAllText(place.Path("out/result.json")), Does.Contain("\"k\": {").And.Not.Contain("\"std\": null"), "intervals without a matrix");
    }

    [Test]
    public void A_missing_problem_is_reported_where_it_is_named()
    {
        using var place = new Workplace();
        place.Write("configs/c.yaml", "seed: 1\nproblem: ../problems/decoy.yaml");
        Assert.That(place.Tool("check", "configs/c.yaml").Error, Is.EqualTo(
            "ROOT/configs/c.yaml:2:10: There is no file '../problems/decoy.yaml' (looked for ROOT/problems/decoy.yaml). Did you mean 'decay.yaml'?\n"));
    }

    [Test]
    public void A_run_that_converges_exits_with_0_and_tells_each_unknown()
    {
        using var place = new Workplace();
        var (code, output, error) = place.Tool("run", "configs/decay.yaml");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(output, Does.Contain("k ").And.Contain("±").And.Contain("1/s").And.Contain("converged after").And.Contain("Results: runs/decay/"));
        Assert.That(output, Does.Not.Contain("\u001b"));
        Assert.That(Directory.GetDirectories(place.Path("runs/decay")), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_run_that_does_not_converge_exits_with_1_and_writes_its_results()
    {
        using var place = new Workplace();
        place.Write("configs/short.yaml", "problem: ../problems/decay.yaml\nnetwork: {hidden: [4]}\npoints: {interior: 16}\ntrain: [{adam: {iterations: 3}}]");
        var (code, output, _) = place.Tool("run", "configs/short.yaml", "--out", "out");
        Assert.That(code, Is.EqualTo(ExitCode.NotConverged));
        Assert.That(output, Does.Contain("stalled after 3 iterations"));
        Assert.That(place.Read("out/result.json"), Does.Contain("\"status\": \"stalled\""));
    }

    [Test]
    public void A_stopped_run_exits_with_3_and_says_how_to_go_on()
    {
        using var place = new Workplace();
        var (code, output, _) = place.Tool(new CancellationToken(canceled: true), "run", "configs/decay.yaml", "--out", "out");
        Assert.That(code, Is.EqualTo(ExitCode.Stopped));
        Assert.That(output, Does.Contain("Go on with: pinnsharp resume out"));
        Assert.That(place.Read("out/result.json"), Does.Contain("\"status\": \"stopped\""));
        Assert.That(place.Tool("resume", "out", "--quiet"), Is.EqualTo((ExitCode.Converged, "", "")));
    }

    [Test]
    public void Check_reports_the_truth_and_what_it_does_not_solve()
    {
        using var place = new Workplace();
        var (code, output, _) = place.Tool("check", "problems/decay.yaml");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.StartWith("decay: 1 equation, 1 condition, 10 data, 2 unknowns (k, y0)\n").And.EndWith("No mistakes found.\n"));
        place.Write("problems/wrong.yaml", Workplace.Problem.Replace("-k*y", "-k*y + 1"));
        (code, output, var error) = place.Tool("check", "problems/wrong.yaml");
        Assert.That(code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(error, Does.Contain("equations.decay: the truth does not satisfy it"));
        Assert.That(output, Does.EndWith("The declared truth does not solve the problem.\n"));
    }

    [Test]
    public void Check_lists_unknown_functions_with_what_they_are_over()
    {
        using var place = new Workplace();
        place.Write("problems/f.yaml", "coordinates: {t: [0, 1]}\nfields: [y]\nunknowns:\n  f: {over: [y]}\n  g: {over: [t]}\nequations: {e: y_t = f*g}\n"
            + "observations: {o: {draw: {points: 3}, of: y}}\ntruth: {fields: {y: t}}\n");
        Assert.That(place.Tool("check", "problems/f.yaml").Out, Does.StartWith("f: 1 equation, 0 conditions, 3 data, 2 unknown functions (f over y, g over t)\n"));
    }

    [Test]
    public void A_run_whose_truth_does_not_solve_the_problem_warns_of_the_equation()
    {
        using var place = new Workplace();
        place.Write("problems/decay.yaml", Workplace.Problem.Replace("-k*y", "-k*y + 1", StringComparison.Ordinal));
        Assert.That(place.Tool(new CancellationToken(canceled: true), "run", "configs/decay.yaml", "--quiet").Error,
            Does.StartWith("Warning: equations.decay: the truth does not satisfy it: off by ").And.Matches("^[^\n]*\n$"));
    }

    [Test]
    public void A_finished_run_is_said_to_be_finished_and_left_alone()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        var before = Directory.GetFiles(place.Path("out"), "*", SearchOption.AllDirectories).Select(f => (f, File.GetLastWriteTimeUtc(f))).Order().ToList();
        var (code, output, _) = place.Tool("resume", "out");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.StartWith("The run in out is finished (converged); nothing is changed.\n"));
        Assert.That(Directory.GetFiles(place.Path("out"), "*", SearchOption.AllDirectories).Select(f => (f, File.GetLastWriteTimeUtc(f))).Order(), Is.EqualTo(before));
    }

    [TestCase("field")]
    [TestCase("heat")]
    [TestCase("decay")]
    public void New_writes_an_example_that_passes_its_check_and_overwrites_nothing(string template)
    {
        using var place = new Workplace();
        Assert.That(place.Tool("new", "mine", "--template", template).Code, Is.Zero);
        Assert.That(place.Tool("check", "configs/mine.yaml").Code, Is.Zero);
        Assert.That(place.Tool("new", "mine"), Is.EqualTo((ExitCode.WrongInput, "", "'configs/mine.yaml' is already there and is not overwritten. Choose another name.\n")));
    }

    [Test]
    public void List_shows_configurations_and_runs()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("list").Out, Is.EqualTo("Configurations:\n  configs/decay.yaml\nNo runs in runs/.\n"));
        place.Tool("run", "configs/decay.yaml", "--quiet");
        place.Tool(new CancellationToken(canceled: true), "run", "configs/decay.yaml", "--quiet");
        var output = place.Tool("list").Out;
        Assert.That(output, Does.Contain("runs/decay/").And.Contain("converged").And.Contain("stopped").And.Contain("k = "));
    }

    [Test]
    public void An_unknown_function_is_told_by_its_range_and_its_error()
    {
        using var place = new Workplace();
        place.Write("problems/f.yaml", "coordinates: {t: [0, 1]}\nfields: [y]\nunknowns:\n  f: {over: [t], initial: 2, truth: 1}\nequations: {e: y_t = f}\n"
            + "observations: {o: {draw: {points: 3}, of: y}}\ntruth: {fields: {y: t}}\n");
        place.Write("configs/f.yaml", "problem: ../problems/f.yaml\nnetwork: {hidden: [4], unknown-hidden: [4]}\npoints: {interior: 16}\ntrain: [adam: {iterations: 3}]");
        var run = place.Tool("run", "configs/f.yaml").Out;
        Assert.That(run, Does.Match(@"adam 1/3 .* f [0-9.]+ … [0-9.]+\n").And.Not.Contain("estimate").And.Not.Contain("left)"));
        Assert.That(place.Tool("list").Out, Does.Match(@"\nRuns:\n  runs/f/\S+  \S+ \S+  stalled  +\S+ s  f: L² error [0-9.e-]+; slow-convergence\n$"));
    }

    [Test]
    public void An_internal_error_exits_with_4_and_asks_for_a_report()
    {
        using var place = new Workplace();
        var error = new StringWriter { NewLine = "\n" };
        var code = Tool.Run(["list"], new Terminal(new Broken(), error, place.Root, false), new Hardware(null, false), default);
        Assert.That(code, Is.EqualTo(ExitCode.InternalError));
        Assert.That(error.ToString(), Does.StartWith("Internal error: NotSupportedException: no paper\nThis is a mistake in PinnSharp").And.Not.Contain("   at "));
    }

    private sealed class Broken : StringWriter
    {
        public override void WriteLine(string? value) => throw new NotSupportedException("no paper");
    }
}
