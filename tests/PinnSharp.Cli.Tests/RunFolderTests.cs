using System.Text.Json;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class RunFolderTests
{
    [Test]
    public void A_run_leaves_everything_behind_and_stands_by_itself()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--seed", "9", "--quiet");
        foreach (var name in new[] { "config.yaml", "problem.yaml", "data/weighed.csv", "result.json", "history.csv", "fields.csv", "continuation.csv",
            "checkpoint/state.bin", "figures/history.svg", "figures/unknowns.svg", "figures/fields.svg", "figures/data.svg" })
            Assert.That(File.Exists(place.Path("out/" + name)), name);
        Assert.That(place.Read("out/config.yaml"), Is.EqualTo("engine: cpu\n" + Workplace.Config.Replace("../problems/decay.yaml", "problem.yaml").Replace("seed: 3", "seed: 9")));
        Assert.That(place.Read("out/problem.yaml"), Is.EqualTo(Workplace.Problem
            .Replace("coordinates:", "name: decay\ncoordinates:").Replace("values/weighed.csv", "data/weighed.csv")));
        Directory.Delete(place.Path("problems"), recursive: true);
        Directory.Delete(place.Path("configs"), recursive: true);
        Assert.That(place.Tool("run", "out/config.yaml", "--out", "again", "--quiet").Error, Is.Empty);
        Assert.That(place.Read("again/history.csv"), Is.EqualTo(place.Read("out/history.csv")));
    }

    [Test]
    public void The_seed_is_recorded_where_the_configuration_has_none()
    {
        using var place = new Workplace();
        place.Write("configs/flow.yaml", "{problem: ../problems/decay.yaml, train: [{adam: {iterations: 1}}]}");
        place.Tool("run", "configs/flow.yaml", "--out", "out", "--seed", "9", "--quiet");
        Assert.That(place.Read("out/config.yaml"), Is.EqualTo("{engine: cpu, seed: 9, problem: problem.yaml, train: [{adam: {iterations: 1}}]}"));
        place.Write("configs/none.yaml", "# first\nproblem: ../problems/decay.yaml\ntrain: [{adam: {iterations: 1}}]\n");
        place.Tool("run", "configs/none.yaml", "--out", "none", "--seed", "9", "--quiet");
        Assert.That(place.Read("none/config.yaml"), Is.EqualTo("# first\nengine: cpu\nseed: 9\nproblem: problem.yaml\ntrain: [{adam: {iterations: 1}}]\n"));
    }

    [Test]
    public void The_result_has_the_stable_format()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        using var json = JsonDocument.Parse(place.Read("out/result.json"));
        Assert.That(Keys(json.RootElement), Is.EqualTo(new[]
        {
            "problem", "method", "engine", "seed", "version", "machine", "status", "message", "seconds", "iterations",
            "unknowns", "fields", "observations", "equations", "conditions", "constraints", "discretisation", "findings",
        }));
        var k = json.RootElement.GetProperty("unknowns").GetProperty("k");
        Assert.That(Keys(k), Is.EqualTo(new[] { "kind", "value", "std", "interval", "unit", "truth", "relativeError", "verdict" }));
        Assert.That(k.GetProperty("interval").GetArrayLength(), Is.EqualTo(2));
        Assert.That(k.GetProperty("truth").GetDouble(), Is.EqualTo(0.5));
        Assert.That(json.RootElement.GetProperty("unknowns").GetProperty("y0").GetProperty("truth").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Keys(json.RootElement.GetProperty("observations").GetProperty("weighed")), Is.EqualTo(new[] { "count", "noise", "rmse", "chi2", "sigma", "sigmaStd", "pValues" }));
        Assert.That(Keys(json.RootElement.GetProperty("equations").GetProperty("decay")), Is.EqualTo(new[] { "rms", "weight" }));
        Assert.That(Keys(json.RootElement.GetProperty("conditions").GetProperty("start")), Is.EqualTo(new[] { "rms", "exact" }));
        Assert.That(json.RootElement.GetProperty("fields").GetProperty("y").GetProperty("relativeL2").GetDouble(), Is.InRange(0, 0.1));

        static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(p => p.Name);
    }

    [Test]
    public void The_history_has_a_row_every_ten_iterations_and_at_each_stage_end()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        var lines = place.Read("out/history.csv").TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("iteration,stage,weight,cost,rms(decay),rms(start),rms(weighed),k,y0"));
        Assert.That(lines[1..6].Select(l => string.Join(',', l.Split(',')[..2])), Is.EqualTo(new[] { "0,adam", "10,adam", "20,adam", "25,adam", "30,l-bfgs" }));
    }

    [Test]
    public void The_fields_stand_beside_their_truth()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        var lines = place.Read("out/fields.csv").TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("t,y,y(truth)"));
        Assert.That(lines, Has.Length.EqualTo(402));
        Assert.That(lines[1], Does.StartWith("0,").And.EndsWith(",2"));
        Assert.That(lines[^1], Does.StartWith("2,"));
    }

    [Test]
    public void A_result_is_not_overwritten()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        var (code, _, error) = place.Tool("run", "configs/decay.yaml", "--out", "out");
        Assert.That(code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(error, Is.EqualTo(
            "'ROOT/out' holds the result of a run, which is not overwritten. Choose another folder, or go on with 'pinnsharp resume ROOT/out'.\n"));
    }

    [Test]
    public void A_folder_with_something_else_is_refused_and_left_alone()
    {
        using var place = new Workplace();
        place.Write("out/thesis.tex", "years of work");
        var (code, _, error) = place.Tool("run", "configs/decay.yaml", "--out", "out");
        Assert.That((code, error), Is.EqualTo((ExitCode.WrongInput, "'ROOT/out' is not empty: 'thesis.tex' is not of a run. Choose another folder.\n")));
        Assert.That(place.Read("out/thesis.tex"), Is.EqualTo("years of work"));
        Assert.That(Directory.GetFileSystemEntries(place.Path("out")), Has.Length.EqualTo(1));
    }

    [Test]
    public void An_unfinished_run_is_begun_again()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet");
        File.Delete(place.Path("out/result.json"));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--out", "out", "--seed", "8", "--quiet").Error, Is.Empty);
        Assert.That(File.Exists(place.Path("out/result.json")));
        Assert.That(place.Read("out/config.yaml"), Does.Contain("seed: 8"));
    }

    [Test]
    public void Two_runs_do_not_share_a_folder()
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        var message = "";
        experiment.Run(new() { Folder = place.Path("out"), ProgressEvery = TimeSpan.Zero }, new Once(() =>
            message = Assert.Throws<InputException>(() => experiment.Run(new() { Folder = place.Path("out") })).Message));
        Assert.That(message, Is.EqualTo($"Another run is writing into '{place.Path("out")}'. Wait for it, stop it, or choose another folder."));
    }

    private sealed class Once(Action action) : IProgress<RunProgress>
    {
        private bool _done;

        public void Report(RunProgress value)
        {
            if (!_done) action();
            _done = true;
        }
    }
}
