using System.Text.Json.Nodes;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

/// <summary>compare: what it leaves behind, how it goes on, how it is listed.</summary>
public sealed class ComparisonFolderTests
{
    [Test]
    public void A_comparison_stopped_in_either_run_resumes_to_the_same_numbers([Values(1, 2)] int run)
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        Comparison.Run(experiment, new() { Folder = place.Path("whole") });
        using var stop = new CancellationTokenSource();
        var stopped = Comparison.Run(experiment, new() { Folder = place.Path("parts"), ProgressEvery = TimeSpan.Zero }, new StopIn(run, stop), stop.Token);
        Assert.That((stopped.Elements.Status, stopped.Network.Status, stopped.Status), Is.EqualTo((run == 1 ? RunStatus.Stopped : RunStatus.Converged, RunStatus.Stopped, RunStatus.Stopped)));
        Assert.That(RunSummary.Read(place.Path("parts")).Status, Is.EqualTo("stopped"));
        var (code, output, error) = place.Tool("resume", "parts");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(output, Does.StartWith("decay: going on in parts\n").And.Contain("std over bound"));
        Assert.That(Numbers(place, "parts"), Is.EqualTo(Numbers(place, "whole")));
        Assert.That(place.Read("parts/comparison.svg"), Is.EqualTo(place.Read("whole/comparison.svg")));
    }

    [Test]
    public void One_killed_between_the_runs_goes_on_and_one_that_is_finished_is_left_as_it_is()
    {
        using var place = new Workplace();
        place.Tool("compare", "configs/decay.yaml", "--out", "whole", "--quiet");
        var (before, written) = (place.Read("whole/comparison.json"), File.GetLastWriteTimeUtc(place.Path("whole/fem/result.json")));
        var (code, output, _) = place.Tool("resume", "whole");
        Assert.That(code, Is.EqualTo(ExitCode.Converged));
        Assert.That(output, Does.StartWith("The comparison in whole is finished (converged); nothing is changed.\n"));
        Assert.That(place.Read("whole/comparison.json"), Is.EqualTo(before));
        Directory.Delete(place.Path("whole/pinn"), recursive: true);
        Directory.CreateDirectory(place.Path("whole/pinn"));
        File.Delete(place.Path("whole/comparison.json"));
        Assert.That(place.Tool("resume", "whole", "--quiet").Code, Is.EqualTo(ExitCode.Converged));
        Assert.That(Numbers(JsonNode.Parse(before)!), Is.EqualTo(Numbers(place, "whole")));
        Assert.That(File.GetLastWriteTimeUtc(place.Path("whole/fem/result.json")), Is.EqualTo(written), "finite elements had finished");
    }

    [Test]
    public void A_comparison_is_listed_with_both_runs()
    {
        using var place = new Workplace();
        place.Tool("compare", "configs/decay.yaml", "--out", "runs/decay/both", "--quiet");
        Assert.That(Listed(place), Does.Match("^  runs/decay/both  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  converged   +[\\d.]+ s  comparison of\n"
            + "    pinn {29}converged   +[\\d.]+ s  k = 0\\.49\\d+ ± 0\\.0\\d+, y0 = .*\n    fem {30}converged   +[\\d.]+ s  k = 0\\.49\\d+ ± 0\\.0\\d+, y0 = .*\n$"));
        File.Delete(place.Path("runs/decay/both/comparison.json"));
        File.Delete(place.Path("runs/decay/both/pinn/result.json"));
        Assert.That(Listed(place), Does.Match("  unfinished +comparison of\n    pinn +unfinished\n    fem +converged"));
        var run = RunSummary.Find(place.Path("runs")).Single();
        Assert.That(run.Runs.Select(r => (Path.GetFileName(r.Folder), r.Status)), Is.EqualTo(new[] { ("pinn", "unfinished"), ("fem", "converged") }));
        Assert.That(run.IsFinished, Is.False);
    }

    [Test]
    public void A_comparison_stands_by_itself_with_what_both_runs_need()
    {
        using var place = new Workplace();
        place.Write("configs/decay.yaml", Workplace.Config + "\nstarts: 2\nfem: {tolerance: 1e-8}\n");
        var (code, _, error) = place.Tool("compare", "configs/decay.yaml", "--out", "both", "--quiet");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(place.Read("both/config.yaml"), Is.EqualTo("engine: cpu\n" + place.Read("configs/decay.yaml").Replace("../problems/decay.yaml", "problem.yaml", StringComparison.Ordinal)));
        Assert.That(File.Exists(place.Path("both/pinn/starts.csv")) && File.Exists(place.Path("both/fem/starts.csv")), "both have as many starts");
        Directory.Delete(place.Path("problems"), recursive: true);
        Directory.Delete(place.Path("configs"), recursive: true);
        Assert.That(place.Tool("compare", "both/config.yaml", "--out", "again", "--quiet").Code, Is.EqualTo(ExitCode.Converged));
        Assert.That(Numbers(place, "again"), Is.EqualTo(Numbers(place, "both")));
    }

    [Test]
    public void What_is_no_place_for_a_comparison_or_no_run_is_said()
    {
        using var place = new Workplace();
        place.Tool("compare", "configs/decay.yaml", "--out", "both", "--quiet");
        place.Write("full/thesis.tex", "years of work");
        Error("'ROOT/both' holds a comparison, which is not overwritten. Choose another folder, or go on with 'pinnsharp resume ROOT/both'.\n", "compare", "configs/decay.yaml", "--out", "both");
        Error("'ROOT/full' is not empty. Choose another folder.\n", "compare", "configs/decay.yaml", "--out", "full");
        Error("'ROOT/configs/decay.yaml' is a file; results need a folder.\n", "compare", "configs/decay.yaml", "--out", "configs/decay.yaml");
        Error("'ROOT/both' holds a comparison; name one of its runs, 'ROOT/both/pinn' or 'ROOT/both/fem'.\n", "predict", "both", "points.csv");
        Error("'ROOT/both' holds a comparison, which is not overwritten. Choose another folder, or go on with 'pinnsharp resume ROOT/both'.\n", "run", "configs/decay.yaml", "--out", "both");
        Assert.That(() => Comparison.Resume(place.Path("full")), Throws.TypeOf<InputException>()
            .With.Message.EqualTo($"'{place.Path("full")}' holds no comparison: it has no folders pinn and fem. 'pinnsharp list' shows the runs."));
        place.Write("both/problem.yaml", place.Read("both/problem.yaml").Replace("y_t = -k*y", "y_t = -2*k*y", StringComparison.Ordinal));
        Error("The problem in 'ROOT/both/fem' was changed after the checkpoint was written, so the run cannot go on. Undo the change, or run the experiment again.\n", "resume", "both", "--quiet");

        void Error(string message, params string[] args) => Assert.That(place.Tool(args), Is.EqualTo((ExitCode.WrongInput, "", message)));
    }

    private static string Listed(Workplace place) => place.Tool("list").Out.Split("Runs:\n")[1];

    private static string Numbers(Workplace place, string folder) => Numbers(JsonNode.Parse(place.Read(folder + "/comparison.json"))!);

    /// <summary>All but seconds.</summary>
    private static string Numbers(JsonNode json)
    {
        foreach (var part in new[] { json, json["pinn"]!, json["fem"]! }) part.AsObject().Remove("seconds");
        return json.ToJsonString();
    }

    /// <summary>Stops in the third iteration of the first or second run.</summary>
    private sealed class StopIn(int run, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        private int _run = 1, _last;

        public void Report(RunProgress value)
        {
            if (value.Snapshot.Iteration < _last) _run++;
            _last = value.Snapshot.Iteration;
            if (_run == run && _last >= 3) stop.Cancel();
        }
    }
}
