using PinnSharp.FiniteElements;
using PinnSharp.Neural;

namespace PinnSharp.Figures.Tests;

/// <summary>The report of every configuration in a browser, by both methods: after a few steps of a small network, so that the answers are wrong and everything is there.</summary>
public sealed class ConfigReportTests : InBrowser
{
    private static string Root
    {
        get
        {
            var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(directory!.FullName, "PinnSharp.sln"))) directory = directory.Parent;
            return directory.FullName;
        }
    }

    private static string[] Configs => [.. Directory.GetFiles(Path.Combine(Root, "configs"), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    // An ordinary equation, one in space and time, a domain with a hole.
    [TestCase("hare-lynx")]
    [TestCase("fisher")]
    [TestCase("plate-with-hole")]
    public async Task Reports_of_all_kinds_pass_every_check(string config) => await Check(Result(config, Method.Pinn), checks => checks.All());

    [Category("Slow")]
    [TestCaseSource(nameof(Configs))]
    public async Task Every_configuration_has_a_report_without_an_empty_clipped_or_overlapping_figure(string config) => await Check(Result(config, Method.Pinn), Shown);

    [Category("Slow")]
    [TestCase("diffusion")]
    [TestCase("cantilever")]
    [TestCase("source")]
    public async Task So_has_one_by_finite_elements(string config) => await Check(Result(config, Method.FiniteElements), Shown);

    private static async Task<List<string>> Shown(PageChecks checks) =>
        [.. await checks.Loads(), .. await checks.Layout(400), .. await checks.Layout(1280), .. await checks.Texts(400), .. await checks.Texts(1280), .. await checks.Structure(), .. await checks.Contrast()];

    private static RunResult Result(string config, Method method)
    {
        var experiment = Experiment.Load(Path.Combine(Root, "configs", config + ".yaml"));
        return (experiment with
        {
            Method = method,
            Starts = 1,
            FiniteElements = new FiniteElementOptions(),
            Options = experiment.Options with { Network = new() { Hidden = [8], UnknownHidden = [4] }, Points = new() { Interior = 200, Boundary = 20 }, Stages = [new AdamStage(11), new GaussNewtonStage(4)] },
        }).Run();
    }

    private async Task Check(RunResult result, Func<PageChecks, Task<List<string>>> checks)
    {
        await using var page = await PageChecks.Of(Browser, Write(HtmlRenderer.Render(RunReport.Of(result))));
        Assert.That(await checks(page), Is.Empty);
    }
}
