using System.Runtime.InteropServices;
using System.Text.Json;
using PinnSharp.Neural;

namespace PinnSharp.Cli.Tests;

public sealed class EngineArgumentsTests
{
    private const string NotBuilt = "The engine 'torch' is not in this build. " + EngineOptions.HowToBuild;
    private const string Short = "problem: ../problems/decay.yaml\nnetwork: {hidden: [4]}\npoints: {interior: 16}\ntrain: [{adam: {iterations: 3}}]\n";
    private const string Note = "Note: this build does not use this machine's NVIDIA GPU. " + EngineOptions.HowToBuild + "\n";

    [TestCase("run x.yaml --engine gpu", "--engine is one of auto, cpu, torch; found 'gpu'. A GPU is the device cuda of torch.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml --engine trch", "--engine is one of auto, cpu, torch; found 'trch'. Did you mean 'torch'?\nTry 'pinnsharp run --help'.\n")]
    [TestCase("resume x --device gpu", "--device is cpu, cuda or cuda:n, found 'gpu'.\nTry 'pinnsharp resume --help'.\n")]
    [TestCase("compare x.yaml --precision double", "--precision is one of float64, float32; found 'double'.\nTry 'pinnsharp compare --help'.\n")]
    [TestCase("run x.yaml --derivatives jets", "--derivatives is one of taylor, autograd; found 'jets'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run x.yaml --batch 0", "--batch needs a number from 1 to 2147483647, found '0'.\nTry 'pinnsharp run --help'.\n")]
    [TestCase("run configs/short.yaml --engine torch", NotBuilt + "\n")]
    [TestCase("run configs/short.yaml --device cuda --out out", NotBuilt + "\n")]
    [TestCase("compare configs/short.yaml --precision float32", NotBuilt + "\n")]
    [TestCase("run configs/short.yaml --engine cpu --precision float32", "'precision' is for the engine 'torch' and changes nothing with 'cpu', whose jets compute in float64 on the processor.\n")]
    [TestCase("run configs/short.yaml --method fem --engine torch", "--engine changes nothing by finite elements: engines evaluate the residuals of networks.\n")]
    [TestCase("run configs/short.yaml --method fem --device cpu", "--device changes nothing by finite elements: engines evaluate the residuals of networks.\n")]
    public void Wrong_words_and_what_cannot_be_are_refused_before_anything_is_written(string args, string error)
    {
        using var place = Place();
        Assert.That(place.Tool(args.Split(' ')), Is.EqualTo((ExitCode.WrongInput, "", error)));
        Assert.That(Directory.Exists(place.Path("out")) || Directory.Exists(place.Path("runs")), Is.False);
    }

    [TestCase("run"), TestCase("resume"), TestCase("compare")]
    public void Help_tells_the_options(string command)
    {
        using var place = Place();
        Assert.That(place.Tool(command, "--help").Out, Does.Contain("--engine <ENGINE>").And.Contain("--device <DEVICE>").And.Contain("--precision <FORMAT>").And.Contain("--derivatives <MODE>").And.Contain("--batch <N>"));
    }

    [Test]
    public void A_run_says_which_engine_it_used_and_its_folder_keeps_the_options()
    {
        var library = new CountedTensors(2);
        using var place = Place(library);
        var (_, output, error) = place.Tool("run", "configs/short.yaml", "--out", "runs/short/a", "--engine", "torch", "--device", "cuda:1", "--precision", "float32", "--derivatives", "autograd", "--batch", "50");
        Assert.That(error, Is.Empty);
        Assert.That(library.Asked.Single(), Is.EqualTo(new TensorOptions { Device = "cuda:1", Precision = Precision.Float32, Derivatives = DerivativeMode.Autograd, Batch = 50 }));
        Assert.That(output, Does.Match(@"stalled after 3 iterations, [0-9.]+ s, by torch cuda:1 float32\. "));
        Assert.That(Engine(place, "runs/short/a/result.json"), Is.EqualTo("torch cuda:1 float32"));
        Assert.That(place.Read("runs/short/a/config.yaml"), Does.StartWith("engine: {name: torch, device: cuda:1, precision: float32, derivatives: autograd, batch: 50}\n"));
        Assert.That(place.Tool("list").Out, Does.Contain("; by torch cuda:1 float32; slow-convergence\n"));
        place.Tool("run", "configs/short.yaml", "--out", "runs/short/b", "--engine", "cpu", "--quiet");
        Assert.That((Engine(place, "runs/short/b/result.json"), library.Engines), Is.EqualTo(("cpu", 1)));
        Assert.That(place.Tool("list").Out, Does.Not.Contain("by cpu"));
    }

    [TestCase("", "", "engine: cpu\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine: cpu\n", "", "engine: cpu\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine: {device: cuda}   # fast\n", "", "# engine: {device: cuda}   # fast\nengine: {name: torch, device: cuda}\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine:\n  name: torch\n  precision: float32\n", "", "engine:\n  name: torch\n  precision: float32\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine:\n  name: torch\n  precision: float32\n", "--engine cpu", "# engine:\n#   name: torch\n#   precision: float32\nengine: cpu\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine:\n  name: torch\n  precision: float32\n", "--precision float64 --batch 9", "# engine:\n#   name: torch\n#   precision: float32\nengine: {name: torch, batch: 9}\nseed: 1\nproblem: problem.yaml\n")]
    [TestCase("engine:\n  name: torch\n  precision: float32\n", "--method fem", "method: fem\nproblem: problem.yaml\n")]
    public void A_run_folder_is_given_the_engine_as_run(string engine, string args, string beginning)
    {
        using var place = Place(new CountedTensors(args.Length == 0 && engine.Length == 0 ? 0 : 1));
        place.Write("configs/e.yaml", engine + Short);
        Assert.That(place.Tool([.. $"run configs/e.yaml --out out {args}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Error, Is.Empty);
        Assert.That(place.Read("out/config.yaml"), args.Contains("fem", StringComparison.Ordinal) ? Does.Contain(beginning).And.Contain("# engine:\n#   name") : Does.StartWith(beginning));
        Assert.That(place.Tool("run", "out/config.yaml", "--out", "again", "--quiet").Error, Is.Empty, "it can be read");
    }

    [Test]
    public void An_engine_at_the_end_of_a_configuration_in_flow_style_is_replaced()
    {
        using var place = Place(new CountedTensors());
        place.Write("configs/e.yaml", "{problem: ../problems/decay.yaml, train: [{adam: {iterations: 1}}], engine: {name: torch}}");
        place.Tool("run", "configs/e.yaml", "--out", "out", "--quiet", "--engine", "cpu");
        Assert.That(place.Read("out/config.yaml"), Is.EqualTo("{engine: cpu, seed: 1, problem: problem.yaml, train: [{adam: {iterations: 1}}], }"));
        Assert.That(place.Tool("run", "out/config.yaml", "--out", "again", "--quiet").Error, Is.Empty);
    }

    [TestCase("run", "", true)]
    [TestCase("compare", "", true)]
    [TestCase("run", "--quiet", false)]
    [TestCase("run", "--engine cpu", false)]
    [TestCase("run", "--device cpu", false)]
    [TestCase("run", "--method fem", false)]
    public void A_GPU_that_this_build_cannot_use_is_noted_once(string command, string args, bool noted)
    {
        using var place = Place(hasGpu: true);
        var (_, output, error) = place.Tool(new CancellationToken(canceled: true), [.. $"{command} configs/short.yaml --out out {args}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That(output.Split(Note), Has.Length.EqualTo(noted ? 2 : 1), output);
        Assert.That(error, Is.Empty);
    }

    [Test]
    public void Without_a_GPU_or_with_a_library_that_uses_it_nothing_is_noted()
    {
        using var without = Place();
        using var with = Place(new CountedTensors(cudaDevices: 1), hasGpu: true);
        using var unable = Place(new CountedTensors(), hasGpu: true);
        foreach (var place in new[] { without, with }) Assert.That(place.Tool("run", "configs/short.yaml").Out, Does.Not.Contain("Note"));
        Assert.That(unable.Tool("run", "configs/short.yaml").Out, Does.Contain(Note), "a library for the processor alone");
    }

    [Test]
    public void The_driver_is_known_by_its_files()
    {
        var asked = new List<string>();
        Assert.That(Hardware.HasNvidiaDriver(file => { asked.Add(file); return false; }), Is.False);
        var has = RuntimeInformation.ProcessArchitecture == Architecture.X64 && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows());
        Assert.That(asked.Contains("/proc/driver/nvidia/version"), Is.EqualTo(has && OperatingSystem.IsLinux()));
        Assert.That(Hardware.HasNvidiaDriver(file => asked.Count > 0 && file == asked[^1]), Is.EqualTo(has));
    }

    [Test]
    public void A_run_goes_on_with_its_engine_or_in_its_precision_with_another()
    {
        var library = new CountedTensors();
        using var place = Place(library);
        using var bare = new Workplace(place);
        place.Tool("run", "configs/decay.yaml", "--out", "whole", "--quiet");
        Stop(place, "parts", "--engine", "torch");
        Assert.That(library.Engines, Is.EqualTo(1));
        Assert.That(bare.Tool("resume", "parts"), Is.EqualTo((ExitCode.WrongInput, "", $"{NotBuilt} With --engine cpu the run goes on by jets.\n")));
        Assert.That(bare.Tool("resume", "parts", "--precision", "float32").Error, Is.EqualTo(
            "This run computes in float64 and goes on in it; in float32 its result would be another. Run the experiment again for that.\n"));
        Stop(place, "own", "--engine", "torch");
        Assert.That(place.Tool("resume", "own", "--batch", "3", "--derivatives", "autograd", "--quiet").Error, Is.Empty);
        Assert.That((library.Asked[^1], Engine(place, "own/result.json")), Is.EqualTo((new TensorOptions { Batch = 3, Derivatives = DerivativeMode.Autograd }, "torch cpu")));
        Assert.That(bare.Tool("resume", "parts", "--engine", "cpu", "--quiet").Code, Is.EqualTo(ExitCode.Converged));
        Assert.That(Engine(place, "parts/result.json"), Is.EqualTo("cpu"));
        foreach (var folder in new[] { "own", "parts" }) Assert.That(place.Read($"{folder}/history.csv"), Is.EqualTo(place.Read("whole/history.csv")), folder);
    }

    [Test]
    public void A_run_in_float32_is_read_by_jets_and_goes_on_in_float32_only()
    {
        var library = new CountedTensors();
        using var place = Place(library);
        using var bare = new Workplace(place);
        Stop(place, "parts", "--precision", "float32");
        Assert.That(bare.Tool("resume", "parts").Error, Is.EqualTo(NotBuilt + "\n"));
        foreach (var other in new[] { bare, place })
            Assert.That(other.Tool("resume", "parts", "--engine", "cpu").Error, Is.EqualTo(
                "This run computes in float32 and goes on in it; in float64 its result would be another. Run the experiment again for that.\n"));
        place.Write("points.csv", "t\n0.5\n");
        Assert.That(bare.Tool("predict", "parts", "points.csv", "--no-std").Error, Is.Empty, "a run that stopped");
        Assert.That(place.Tool("resume", "parts", "--quiet").Code, Is.EqualTo(ExitCode.Converged));
        Assert.That(Engine(place, "parts/result.json"), Is.EqualTo("torch cpu float32"));
        var written = place.Read("parts/result.json");
        var (again, shown, error) = bare.Tool("resume", "parts");
        Assert.That((again, error, place.Read("parts/result.json")), Is.EqualTo((ExitCode.Converged, "", written)), "what is finished needs no engine");
        Assert.That(shown, Does.Contain("is finished (converged); nothing is changed."));
        var (code, output, _) = bare.Tool("predict", "parts", "points.csv", "--of", "k", "--no-std");
        using var json = JsonDocument.Parse(place.Read("parts/result.json"));
        Assert.That(code, Is.Zero);
        Assert.That(output, Is.EqualTo(FormattableString.Invariant($"t,k\n0.5,{json.RootElement.GetProperty("unknowns").GetProperty("k").GetProperty("value").GetDouble():R}\n")));
        Assert.That(Diagnosis.Open(place.Path("parts")).Network, Is.Not.Null);
        Assert.That(bare.Tool("list").Out, Does.Contain("Configurations:"));
        place.Write("parts/config.yaml", place.Read("parts/config.yaml").Replace("float32", "float64", StringComparison.Ordinal));
        Assert.That(place.Tool("resume", "parts").Error, Does.StartWith("The configuration in 'ROOT/parts' was changed"));
    }

    [Test]
    public void A_comparison_trains_its_network_with_the_engine_and_goes_on_with_it()
    {
        var library = new CountedTensors();
        using var place = Place(library);
        place.Write("configs/e.yaml", Short);
        place.Tool(new CancellationToken(canceled: true), "compare", "configs/e.yaml", "--out", "both", "--engine", "torch", "--quiet");
        Assert.That(place.Read("both/config.yaml"), Does.StartWith("engine: torch\n"));
        Assert.That(place.Read("both/fem/config.yaml"), Does.Not.Contain("engine"));
        var (_, output, error) = place.Tool("resume", "both");
        Assert.That(error, Is.Empty);
        Assert.That(output, Does.Match(@"engine +│ torch cpu +│ cpu "));
        Assert.That(place.Read("both/comparison.md"), Does.Contain("| engine | torch cpu | cpu |"));
        using var json = JsonDocument.Parse(place.Read("both/comparison.json"));
        Assert.That(json.RootElement.GetProperty("pinn").GetProperty("engine").GetString(), Is.EqualTo("torch cpu"));
        Assert.That(json.RootElement.GetProperty("fem").GetProperty("engine").GetString(), Is.EqualTo("cpu"));
        using var bare = new Workplace(place);
        Assert.That(bare.Tool("resume", "both").Error, Is.EqualTo($"{NotBuilt} With --engine cpu the run goes on by jets.\n"));
    }

    [Test]
    public void A_comparison_of_a_configuration_for_finite_elements_keeps_the_engine_too()
    {
        using var place = Place(new CountedTensors());
        place.Write("configs/e.yaml", "problem: ../problems/decay.yaml\nmethod: fem\n");
        place.Tool(new CancellationToken(canceled: true), "compare", "configs/e.yaml", "--out", "both", "--engine", "torch", "--quiet");
        Assert.That(Comparison.Open(place.Path("both")).Engine.Kind, Is.EqualTo(EngineKind.Torch));
    }

    [Test]
    public void Every_start_has_the_engine()
    {
        var library = new CountedTensors();
        using var place = Place(library);
        place.Tool("run", "configs/short.yaml", "--out", "out", "--starts", "3", "--engine", "torch", "--quiet");
        Assert.That((library.Asked.Count, library.Engines, Engine(place, "out/result.json")), Is.EqualTo((1, 3, "torch cpu")));
    }

    private static Workplace Place(CountedTensors? library = null, bool hasGpu = false)
    {
        var place = new Workplace { Hardware = new(library, hasGpu) };
        place.Write("configs/short.yaml", Short);
        return place;
    }

    private static void Stop(Workplace place, string folder, params string[] args)
    {
        var code = place.Tool(new CancellationToken(canceled: true), ["run", "configs/decay.yaml", "--out", folder, "--quiet", .. args]).Code;
        Assert.That(code, Is.EqualTo(ExitCode.Stopped));
    }

    private static string? Engine(Workplace place, string result)
    {
        using var json = JsonDocument.Parse(place.Read(result));
        return json.RootElement.GetProperty("engine").GetString();
    }
}
