using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class EngineOptionsTests
{
    private const string NotBuilt = "The engine 'torch' is not in this build. " + EngineOptions.HowToBuild;

    private static readonly TensorOptions All = new() { Device = "cuda:1", Precision = Precision.Float32, Derivatives = DerivativeMode.Autograd, Batch = 20000 };

    private static IEnumerable<TestCaseData> Forms =>
    [
        new("", new EngineOptions()),
        new("engine: auto", new EngineOptions()),
        new("engine: cpu", new EngineOptions { Kind = EngineKind.Cpu }),
        new("engine: torch", new EngineOptions { Kind = EngineKind.Torch }),
        new("engine: {}", new EngineOptions()),
        new("engine: {device: cpu}", new EngineOptions { Tensors = new() { Device = "cpu" } }),
        new("engine: {name: torch, device: cuda:1, precision: float32, derivatives: autograd, batch: 20000}", new EngineOptions { Kind = EngineKind.Torch, Tensors = All }),
    ];

    [TestCaseSource(nameof(Forms))]
    public void A_configuration_gives_a_word_or_a_mapping(string yaml, EngineOptions expected)
    {
        Assert.That(ConfigurationReader.Parse($"problem: p.yaml\n{yaml}").Engine, Is.EqualTo(expected));
        Assert.That(ConfigurationReader.Parse($"problem: p.yaml\nengine: {ConfigurationReader.Text(expected)}").Engine, Is.EqualTo(expected), "as a run folder says it");
    }

    [TestCase("auto", null, "cpu")]
    [TestCase("auto", 0, "cpu")]
    [TestCase("auto", 1, "torch cuda:0")]
    [TestCase("{device: cpu}", 1, "cpu")]
    [TestCase("{device: cpu, derivatives: taylor, precision: float64}", 1, "cpu")]
    [TestCase("{device: cuda}", 1, "torch cuda")]
    [TestCase("{device: cuda:1}", 2, "torch cuda:1")]
    [TestCase("{precision: float32}", 0, "torch cpu float32")]
    [TestCase("{device: cpu, precision: float32}", 1, "torch cpu float32")]
    [TestCase("{derivatives: autograd}", 0, "torch cpu")]
    [TestCase("{batch: 100}", 0, "torch cpu")]
    [TestCase("torch", 0, "torch cpu")]
    [TestCase("{name: torch, device: cpu}", 1, "torch cpu")]
    [TestCase("cpu", 1, "cpu")]
    public void An_engine_is_decided_by_what_is_asked_for_and_what_there_is(string engine, int? devices, string name)
    {
        var (decided, factory) = Read(engine).Resolve(devices is { } n ? new CountedTensors(n) : null);
        Assert.That(factory.Name, Is.EqualTo(name));
        Assert.That(decided.Kind, Is.EqualTo(name == "cpu" ? EngineKind.Cpu : EngineKind.Torch));
        Assert.That(decided.Tensors, Is.EqualTo(name == "cpu" ? new TensorOptions() : Read(engine).Tensors));
    }

    [TestCase("torch", null, NotBuilt)]
    [TestCase("{device: cuda}", null, NotBuilt)]
    [TestCase("{precision: float32}", null, NotBuilt)]
    [TestCase("{name: torch, device: cuda}", 0, "There is no device 'cuda': no CUDA device can be used. It takes an NVIDIA GPU with its driver ('nvidia-smi' shows it) and a build with -p:Torch=cuda; the device 'cpu' is always there.")]
    [TestCase("{device: cuda:1}", 1, "There is no device 'cuda:1': the only CUDA device is 'cuda:0'.")]
    [TestCase("{device: cuda:2}", 2, "There is no device 'cuda:2': the CUDA devices are 'cuda:0' to 'cuda:1'.")]
    [TestCase("{name: cpu, device: cuda}", 1, "'device' is for the engine 'torch' and changes nothing with 'cpu', whose jets compute in float64 on the processor.")]
    [TestCase("{name: cpu, batch: 5}", 1, "'batch' is for the engine 'torch' and changes nothing with 'cpu', whose jets compute in float64 on the processor.")]
    public void What_cannot_be_is_refused(string engine, int? devices, string message) =>
        Assert.That(() => Read(engine).Resolve(devices is { } n ? new CountedTensors(n) : null), Throws.TypeOf<InputException>().With.Message.EqualTo(message));

    [Test]
    public void A_device_set_in_code_is_checked_too() =>
        Assert.That(() => new EngineOptions { Tensors = new() { Device = "gpu" } }.Resolve(new CountedTensors(1)),
            Throws.TypeOf<InputException>().With.Message.EqualTo("'device' is cpu, cuda or cuda:n, found 'gpu'."));

    [Test]
    public void An_experiment_computes_with_what_the_library_makes()
    {
        using var place = new Workplace();
        var experiment = Short(place);
        var library = new CountedTensors();
        var result = (experiment with { Engine = Read("{name: torch, batch: 7}") }).On(library).Run();
        Assert.That(library.Asked, Is.EqualTo(new[] { new TensorOptions { Batch = 7 } }));
        Assert.That((library.Engines, result.Engine), Is.EqualTo((1, "torch cpu")));
        Assert.That(result["k"].Value, Is.EqualTo(experiment.Run()["k"].Value), "jets under another name");
    }

    [Test]
    public void What_was_asked_for_and_not_given_is_not_replaced()
    {
        using var place = new Workplace();
        var experiment = Short(place) with { Engine = Read("torch") };
        const string message = "The engine 'torch' is asked for and was not given: Experiment.On(TorchLibrary.Instance) does.";
        Assert.That(() => experiment.Run(), Throws.TypeOf<InputException>().With.Message.EqualTo(message));
        Assert.That(() => Comparison.Run(experiment, new() { Folder = place.Path("both") }), Throws.TypeOf<InputException>().With.Message.EqualTo(message));
        Assert.That(Directory.Exists(place.Path("both")), Is.False, "before anything is written");
        var single = experiment.On(new CountedTensors()) with { Engine = Read("{name: torch, precision: float32}") };
        Assert.That(() => single.Run(), Throws.TypeOf<InputException>().With.Message.EqualTo("The engine computes in Float64, and Float32 is asked for: set Experiment.Engine and call Experiment.On."));
        Assert.That((single.On(new CountedTensors()) with { Engine = Read("cpu") }).Run().Engine, Is.EqualTo("cpu"), "jets are always there");
    }

    [Test]
    public void Only_the_precision_counts_among_what_a_run_depends_on()
    {
        using var place = new Workplace();
        var experiment = Short(place);
        Fingerprint With(string engine) => (experiment with { Engine = Read(engine) }).On(new CountedTensors(2)).Fingerprint;
        foreach (var engine in new[] { "torch", "cpu", "{device: cuda:1}", "{derivatives: autograd}", "{batch: 5}" })
            Assert.That(With(engine), Is.EqualTo(experiment.Fingerprint), engine);
        Assert.That(With("{precision: float32}").Difference(experiment.Fingerprint), Is.EqualTo("the configuration"));
        Assert.That(With("{precision: float32, batch: 5}"), Is.EqualTo(With("{precision: float32, device: cpu}")));
    }

    internal static EngineOptions Read(string engine) => ConfigurationReader.Parse($"problem: p.yaml\nengine: {engine}").Engine;

    private static Experiment Short(Workplace place)
    {
        place.Write("configs/short.yaml", "problem: ../problems/decay.yaml\nnetwork: {hidden: [4]}\npoints: {interior: 16}\ntrain: [{adam: {iterations: 3}}, {gauss-newton: {iterations: 3}}]");
        return Experiment.Load(place.Path("configs/short.yaml"));
    }
}
