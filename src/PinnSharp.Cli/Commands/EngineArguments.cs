using System.CommandLine;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>The options that choose the engine of a network, in place of the configuration's 'engine'.</summary>
internal sealed class EngineArguments
{
    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "cpu, jets on the processor; torch, TorchSharp where it is built in; or auto, torch where it has a CUDA device or another option needs it [default: the configuration's, or auto].",
        HelpName = "ENGINE",
    };

    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda or cuda:n, the n-th GPU [default: cuda where torch has it].", HelpName = "DEVICE" };

    private readonly Option<string?> _precision = Word("--precision", "float64 or, by torch, float32: faster on most GPUs [default: float64].", "FORMAT",
        [.. ConfigurationReader.Precisions.Select(p => p.Name)]);

    private readonly Option<string?> _derivatives = Word("--derivatives", "How torch differentiates networks: taylor, all derivatives in one pass, or autograd, nested [default: taylor].", "MODE",
        [.. ConfigurationReader.DerivativeModes.Select(d => d.Name)]);

    private readonly Option<int?> _batch = new("--batch") { Description = "Rows that torch evaluates together: fewer need less memory [default: as the memory allows].", HelpName = "N" };

    public EngineArguments()
    {
        RunCommand.RequireWhole(_batch, 1, int.MaxValue);
        _engine.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ConfigurationReader.Engines.All(e => e.Name != token.Value)) result.AddError(ConfigurationReader.NoEngine("--engine", token.Value));
        });
        _device.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !EngineOptions.IsDevice(token.Value)) result.AddError($"--device is cpu, cuda or cuda:n, found '{token.Value}'.");
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>The experiment as the options say, its engine not decided yet. --engine cpu leaves the configuration's options of tensors out.</summary>
    /// <exception cref="InputException">An option is given, and no network is trained.</exception>
    public Experiment Declare(ParseResult args, Experiment experiment, bool isTrained)
    {
        if (!isTrained && All.FirstOrDefault(o => args.GetResult(o) is not null) is { } idle)
            throw new InputException($"{idle.Name} changes nothing by finite elements: engines evaluate the residuals of networks.");
        var declared = experiment.Engine;
        if (args.GetValue(_engine) is { } name) declared = declared with { Kind = ConfigurationReader.Engines.First(e => e.Name == name).Kind };
        if (args.GetValue(_engine) is not null && declared.Kind == EngineKind.Cpu) declared = new() { Kind = EngineKind.Cpu };
        var tensors = declared.Tensors;
        return experiment with
        {
            Engine = declared with
            {
                Tensors = tensors with
                {
                    Device = args.GetValue(_device) ?? tensors.Device,
                    Precision = args.GetValue(_precision) is { } precision ? ConfigurationReader.Precisions.First(p => p.Name == precision).Precision : tensors.Precision,
                    Derivatives = args.GetValue(_derivatives) is { } mode ? ConfigurationReader.DerivativeModes.First(d => d.Name == mode).Mode : tensors.Derivatives,
                    Batch = args.GetValue(_batch) ?? tensors.Batch,
                },
            },
        };
    }

    /// <summary>The experiment of a new run with its engine, and a line on a GPU that is there and not used.</summary>
    /// <exception cref="InputException">There is no such engine or device here, or an option changes nothing.</exception>
    public Experiment Choose(ParseResult args, Experiment experiment, bool isTrained, Hardware hardware, TextWriter? notes)
    {
        var declared = Declare(args, experiment, isTrained);
        if (!isTrained) return declared;
        if (hardware is { Library: null or { CudaDevices: 0 }, HasNvidiaGpu: true } && declared.Engine is { Kind: EngineKind.Auto, NeedsTensors: false, Tensors.Device: null })
            notes?.WriteLine($"Note: this build does not use this machine's NVIDIA GPU. {EngineOptions.HowToBuild}");
        return declared.On(hardware.Library);
    }

    /// <summary>The experiment of a run that goes on, with the engine it had or another one of the same precision.</summary>
    /// <exception cref="InputException">As of a new run, or the precision is another.</exception>
    public Experiment Continue(ParseResult args, Experiment experiment, bool isTrained, Hardware hardware)
    {
        var declared = Declare(args, experiment, isTrained);
        if (!isTrained) return declared;
        var (before, now) = (Name(experiment), Name(declared));
        if (before != now) throw new InputException($"This run computes in {before} and goes on in it; in {now} its result would be another. Run the experiment again for that.");
        if (hardware.Library is null && declared.Engine.NeedsTensors && declared.Engine.Tensors.Precision == default)
            throw new InputException($"The engine 'torch' is not in this build. {EngineOptions.HowToBuild} With --engine cpu the run goes on by jets.");
        return declared.On(hardware.Library);

        static string Name(Experiment e) => ConfigurationReader.Precisions.First(p => p.Precision == e.Engine.Tensors.Precision).Name;
    }

    private IEnumerable<Option> All => [_engine, _device, _precision, _derivatives, _batch];

    private static Option<string?> Word(string name, string description, string help, string[] words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = help };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !words.Contains(token.Value))
                result.AddError($"{name} is one of {string.Join(", ", words)}; found '{token.Value}'.{NearestName.Suggestion(token.Value, words)}");
        });
        return option;
    }
}
