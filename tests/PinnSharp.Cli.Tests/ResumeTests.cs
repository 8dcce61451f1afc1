using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class ResumeTests
{
    private static readonly string[] Files = ["history.csv", "fields.csv", "continuation.csv", "figures/history.svg", "figures/unknowns.svg", "figures/fields.svg", "figures/data.svg"];

    [Test]
    public void A_run_stopped_anywhere_resumes_to_the_same_result_bit_for_bit([Values(0, 7, 25, 31, 44)] int iterations)
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        experiment.Run(new() { Folder = place.Path("whole") });
        using var stop = new CancellationTokenSource();
        if (iterations == 0) stop.Cancel();
        var stopped = experiment.Run(new() { Folder = place.Path("parts"), ProgressEvery = TimeSpan.Zero }, new StopAt(iterations, stop), stop.Token);
        Assert.That(stopped.Status, Is.EqualTo(RunStatus.Stopped));
        Assert.That(stopped.Iterations, Is.EqualTo(iterations));
        var resumed = Experiment.Resume(place.Path("parts"));
        Assert.That(resumed.Seconds, Is.GreaterThan(stopped.Seconds));
        AssertSame(place);
    }

    [Test]
    public void A_run_killed_again_and_again_resumes_to_the_same_result_bit_for_bit()
    {
        using var place = new Workplace();
        var whole = Experiment.Load(place.Path("configs/decay.yaml")).Run(new() { Folder = place.Path("whole") });
        var (random, kills) = (new Random(5), 0);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var before = Written(place);
            string[] args = attempt == 0 ? ["run", place.Path("configs/decay.yaml"), "--out", place.Path("parts")] : ["resume", place.Path("parts")];
            using var child = Start(place, [.. args, "--quiet", "--checkpoint-every", "0"]);
            while (!child.HasExited && Written(place) == before) Thread.Sleep(1);
            Thread.Sleep(random.Next(60));
            if (!child.HasExited) kills++;
            child.Kill();
            child.WaitForExit();
        }
        Assert.That(kills, Is.GreaterThan(0));
        using var last = Start(place, ["resume", place.Path("parts"), "--quiet"]);
        last.WaitForExit();
        Assert.That(last.ExitCode, Is.EqualTo(ExitCode.Of(whole.Status)), last.StandardError.ReadToEnd());
        AssertSame(place);
    }

    [Test]
    public void Threads_do_not_change_the_result()
    {
        using var place = new Workplace();
        place.Tool("run", "configs/decay.yaml", "--out", "whole", "--threads", "1", "--quiet");
        place.Tool("run", "configs/decay.yaml", "--out", "parts", "--threads", "3", "--quiet");
        AssertSame(place);
    }

    [Test]
    public void A_damaged_checkpoint_falls_back_to_the_one_before()
    {
        using var place = new Workplace();
        Experiment.Load(place.Path("configs/decay.yaml")).Run(new() { Folder = place.Path("whole") });
        StopAfter(place, 40);
        var latest = place.Path("parts/checkpoint/state.bin");
        File.WriteAllBytes(latest, File.ReadAllBytes(latest)[..^100]);
        Experiment.Resume(place.Path("parts"));
        AssertSame(place);
    }

    [Test]
    public void With_both_checkpoints_damaged_the_message_says_so()
    {
        using var place = new Workplace();
        StopAfter(place, 40);
        foreach (var file in new[] { "state.bin", "state.previous.bin" }) File.WriteAllBytes(place.Path("parts/checkpoint/" + file), new byte[500]);
        var (code, _, error) = place.Tool("resume", "parts");
        Assert.That(code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(error, Is.EqualTo("The checkpoint in 'ROOT/parts/checkpoint' is damaged, and so is the one before it. Run the experiment again.\n"));
    }

    [TestCase("config.yaml", "seed: 3", "seed: 4", "The configuration")]
    [TestCase("problem.yaml", "y_t = -k*y", "y_t = -2*k*y", "The problem")]
    [TestCase("data/weighed.csv", "1.79", "1.78", "The data")]
    public void A_changed_run_is_refused(string file, string old, string changed, string what)
    {
        using var place = new Workplace();
        StopAfter(place, 5);
        place.Write("parts/" + file, place.Read("parts/" + file).Replace(old, changed, StringComparison.Ordinal));
        Assert.That(() => Experiment.Resume(place.Path("parts")), Throws.TypeOf<InputException>().With.Message.EqualTo(
            $"{what} in '{place.Path("parts")}' was changed after the checkpoint was written, so the run cannot go on. Undo the change, or run the experiment again."));
    }

    [Test]
    public void Comments_may_change()
    {
        using var place = new Workplace();
        StopAfter(place, 5);
        place.Write("parts/config.yaml", "# a new comment\n" + place.Read("parts/config.yaml"));
        Assert.That(Experiment.Resume(place.Path("parts")).Status, Is.Not.EqualTo(RunStatus.Stopped));
    }

    [Test]
    public void A_run_killed_before_its_first_checkpoint_begins_anew()
    {
        using var place = new Workplace();
        Experiment.Load(place.Path("configs/decay.yaml")).Run(new() { Folder = place.Path("whole") });
        StopAfter(place, 5);
        Directory.Delete(place.Path("parts/checkpoint"), recursive: true);
        Experiment.Resume(place.Path("parts"));
        AssertSame(place);
    }

    [Test, Platform("Linux,MacOsX")]
    public void A_signal_stops_after_the_current_iteration_and_keeps_what_there_is([Values("INT", "TERM")] string signal)
    {
        if (signal == "INT") RequireInterrupts();
        using var place = new Workplace();
        place.Write("configs/long.yaml", "problem: ../problems/decay.yaml\nnetwork: {hidden: [4]}\npoints: {interior: 16}\ntrain: [{adam: {iterations: 100000000}}]");
        using var child = Start(place, ["run", place.Path("configs/long.yaml"), "--out", place.Path("parts"), "--quiet"]);
        while (!child.HasExited && !File.Exists(place.Path("parts/history.csv"))) Thread.Sleep(5);
        Process.Start("kill", ["-" + signal, $"{child.Id}"])!.WaitForExit();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.EqualTo(ExitCode.Stopped), child.StandardError.ReadToEnd());
        Assert.That(place.Read("parts/result.json"), Does.Contain("\"status\": \"stopped\""));
    }

    [Test, Platform("Linux,MacOsX")]
    public void Two_quick_signals_end_the_run_and_leave_what_resumes()
    {
        RequireInterrupts();
        using var place = new Workplace();
        place.Write("configs/long.yaml", "problem: ../problems/decay.yaml\nnetwork: {hidden: [4]}\npoints: {interior: 16}\ntrain: [{adam: {iterations: 100000000}}]");
        using var child = Start(place, ["run", place.Path("configs/long.yaml"), "--out", place.Path("parts"), "--quiet"]);
        while (!child.HasExited && !File.Exists(place.Path("parts/checkpoint/state.bin"))) Thread.Sleep(5);
        Process.Start("sh", ["-c", $"kill -INT {child.Id}; kill -INT {child.Id}"])!.WaitForExit();
        Assert.That(child.WaitForExit(TimeSpan.FromSeconds(60)), "it ends");
        Assert.That(child.ExitCode, Is.AnyOf(ExitCode.Stopped, 130));
        Assert.That(place.Tool(new CancellationToken(canceled: true), "resume", "parts", "--quiet").Code, Is.EqualTo(ExitCode.Stopped));
    }

    /// <summary>A shell starts its background jobs with SIGINT ignored, and what they start cannot be interrupted either.</summary>
    private static void RequireInterrupts()
    {
        if (!File.Exists("/proc/self/status")) return;
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        if ((Convert.ToUInt64(ignored, 16) & 2) != 0) Assert.Ignore("SIGINT is ignored here, as in the background of a shell.");
    }

    [Test]
    public void A_finished_run_resumed_is_the_same_run()
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        experiment.Run(new() { Folder = place.Path("whole") });
        experiment.Run(new() { Folder = place.Path("parts") });
        Experiment.Resume(place.Path("parts"));
        AssertSame(place);
    }

    private static void StopAfter(Workplace place, int iterations)
    {
        using var stop = new CancellationTokenSource();
        Experiment.Load(place.Path("configs/decay.yaml")).Run(
            new() { Folder = place.Path("parts"), ProgressEvery = TimeSpan.Zero, CheckpointEvery = TimeSpan.Zero }, new StopAt(iterations, stop), stop.Token);
    }

    private static void AssertSame(Workplace place)
    {
        foreach (var file in Files) Assert.That(place.Read("parts/" + file), Is.EqualTo(place.Read("whole/" + file)), file);
        Assert.That(Result("parts"), Is.EqualTo(Result("whole")));

        string Result(string folder)
        {
            var result = JsonNode.Parse(place.Read(folder + "/result.json"))!;
            result["seconds"] = null;
            return result.ToJsonString(JsonSerializerOptions.Web);
        }
    }

    private static DateTime Written(Workplace place) => File.GetLastWriteTimeUtc(place.Path("parts/checkpoint/state.bin"));

    private static Process Start(Workplace place, IEnumerable<string> args) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        ["exec", typeof(Tool).Assembly.Location, .. args])
    { WorkingDirectory = place.Root, RedirectStandardError = true })!;

    private sealed class StopAt(int iteration, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Snapshot.Iteration >= iteration) stop.Cancel();
        }
    }
}
