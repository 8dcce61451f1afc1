namespace PinnSharp.Cli.Tests;

/// <summary>pinnsharp report: of one run, of several, of a comparison.</summary>
public sealed class ReportTests
{
    private readonly Workplace _place = new();

    [OneTimeSetUp]
    public void Runs()
    {
        Assert.That(_place.Tool("run", "configs/decay.yaml", "--out", "one", "--quiet").Code, Is.Zero);
        Assert.That(_place.Tool("run", "problems/decay.yaml", "--method", "fem", "--out", "two", "--quiet").Code, Is.Zero);
    }

    [OneTimeTearDown]
    public void Away() => _place.Dispose();

    [Test]
    public void A_run_leaves_a_report_with_the_answer_first_and_how_to_repeat_it()
    {
        var page = _place.Read("one/report.html");
        string[] titles = ["The answer", "The problem", "What was recovered", "Data and prediction", "How well it is determined", "How the run went", "How to repeat it"];
        Assert.That(titles.Select(t => page.IndexOf($">{t}</h2>", StringComparison.Ordinal)), Is.Ordered.And.All.Positive);
        Assert.That(page, Does.Contain("<math").And.Contain("gaussian, 0.02").And.Contain("pinnsharp run config.yaml --out again").And.Contain("# a comment that stays").And.Contain(Machine.Here));
        Assert.That(System.Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"(?!#|data:)"), Is.Empty, "nothing from elsewhere");
    }

    [Test]
    public void A_report_is_written_again_the_same()
    {
        Assert.That(_place.Tool("report", "one", "--out", "again.html"), Is.EqualTo((0, "again.html\n", "")));
        Assert.That(_place.Read("again.html"), Is.EqualTo(_place.Read("one/report.html")));
    }

    [Test]
    public void A_diagnosis_enters_the_report_and_has_a_picture_of_profiles()
    {
        using var place = new Workplace();
        place.Tool("run", "problems/decay.yaml", "--method", "fem", "--out", "run", "--quiet");
        Assert.That(place.Read("run/report.html"), Does.Not.Contain("profile 95 %"));
        Assert.That(place.Tool("diagnose", "run", "--quiet").Code, Is.Zero);
        Assert.That(place.Read("run/report.html"), Does.Contain("profile 95 %").And.Contain("−2 ln(p/p_max)"));
        Assert.That(place.Read("run/profiles.svg"), Does.Contain("profile"));
        Assert.That(place.Tool("plot", "run", "--figure", "profiles").Out, Is.EqualTo("run/figures/profiles.svg\n"));
    }

    [Test]
    public void Several_runs_stand_side_by_side_under_the_shortest_names_that_tell_them_apart()
    {
        Assert.That(_place.Tool("report", "one", "two/"), Is.EqualTo((0, "report.html\n", "")));
        var page = _place.Read("report.html");
        Assert.That(page, Does.Contain("decay: 2 runs").And.Contain(">one</th>").And.Contain(">two</th>").And.Contain("How to repeat them"));
    }

    [Test]
    public void A_comparison_leaves_one_and_is_read_again()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("compare", "configs/decay.yaml", "--out", "both", "--quiet").Code, Is.Zero);
        var page = place.Read("both/report.html");
        Assert.That(page, Does.Contain("decay: network and finite elements").And.Contain(">network</th>").And.Contain("std over bound"));
        Assert.That(place.Tool("report", "both", "--out", "again.html").Code, Is.Zero);
        Assert.That(place.Read("again.html"), Is.EqualTo(page));
        Assert.That(place.Read("both/pinn/report.html"), Does.Contain("Physics-informed neural network"));
    }

    [Test]
    public void A_diagnosis_of_another_answer_is_told_as_such_and_one_of_an_unfinished_run_does_not_outlive_it()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var place = new Workplace();
        place.Tool(stop.Token, "run", "configs/decay.yaml", "--out", "run", "--quiet");
        Assert.That(place.Tool("diagnose", "run", "--quiet").Code, Is.Zero);
        Assert.That(place.Read("run/report.html"), Does.Contain("by finite elements 0.4"), "k = 1 was not trained; finite elements find 0.49");
        Assert.That(place.Tool("resume", "run", "--quiet").Code, Is.Zero);
        Assert.That(File.Exists(place.Path("run/diagnosis.json")), Is.False);
        Assert.That(place.Read("run/report.html"), Does.Not.Contain("by finite elements"));
    }

    [Test]
    public void An_unfinished_run_has_a_report_that_says_so()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(_place.Tool(stop.Token, "run", "configs/decay.yaml", "--out", "stopped", "--quiet").Code, Is.EqualTo(ExitCode.Stopped));
        Assert.That(_place.Read("stopped/report.html"), Does.Contain("did not converge: stopped"));
    }

    [Test]
    public void What_is_written_does_not_depend_on_the_machine_that_reads()
    {
        var result = _place.Read("one/result.json").Replace(System.Text.Json.JsonEncodedText.Encode(Machine.Here, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), "an abacus", StringComparison.Ordinal);
        File.WriteAllText(_place.Path("two/kept.json"), _place.Read("one/result.json"));
        _place.Write("one/result.json", result);
        Assert.That(_place.Tool("report", "one", "--out", "elsewhere.html").Code, Is.Zero);
        _place.Write("one/result.json", _place.Read("two/kept.json"));
        Assert.That(_place.Read("elsewhere.html"), Does.Contain("an abacus").And.Not.Contain(Machine.Here));
    }

    [TestCase("nothing", "There is no folder")]
    [TestCase("problems", "holds no run")]
    [TestCase("one --out two", "is a folder; --out needs a file.")]
    [TestCase("one --out problems/decay.yaml", "--out needs a file that ends with .html.")]
    public void Mistakes_are_named(string args, string expected)
    {
        var (code, _, error) = _place.Tool(["report", .. args.Split(' ')]);
        Assert.That(code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(error, Does.Contain(expected));
    }
}
