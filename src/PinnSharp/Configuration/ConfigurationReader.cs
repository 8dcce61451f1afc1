using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Reads a configuration by walking its nodes, so that every mistake has its line and column: <c>problem</c>, <c>seed</c>, <c>network</c>
/// (hidden, unknown-hidden, activation, separate, start, residual, fourier, periodic, exact), <c>points</c> (interior, boundary, sampling, resample, adaptive),
/// <c>train</c> (a list of the optimisers in <see cref="Optimisers"/>)
/// <c>starts</c>, <c>threads</c>, <c>engine</c> (name, device, precision, derivatives, batch), <c>method</c> (pinn, fem) and <c>fem</c> (order, size, coefficient-size, time, tolerance). Only <c>problem</c> is needed.
/// </summary>
public static partial class ConfigurationReader
{
    /// <summary>The greatest number of starts.</summary>
    public const int MostStarts = 1000;

    private const int WidestLayer = 4096;

    /// <summary>The optimisers by name.</summary>
    private static readonly ImmutableArray<string> Optimisers = ["adam", "l-bfgs", "broyden", "gauss-newton", "gauss-newton-cg"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The configuration is wrong; independent mistakes are reported together.</exception>
    public static Configuration Load(string path) => Read(YamlDocument.Load(path));

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The file it stands for, in messages.</param>
    /// <exception cref="InputException">The configuration is wrong; independent mistakes are reported together.</exception>
    public static Configuration Parse(string yaml, string? file = null) => Read(YamlDocument.Parse(yaml, file));

    internal static Configuration Read(YamlNode node)
    {
        var errors = new InputErrors();
        var result = MappingReader.Of(node, "", errors) is { } root ? Read(root) : null;
        errors.ThrowIfAny();
        return result! with { Given = Keys(node, "").ToImmutableDictionary() };
    }

    /// <summary>All keys by path, as in messages.</summary>
    private static IEnumerable<KeyValuePair<string, SourceLocation>> Keys(YamlNode node, string path) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(e => Keys(e.Value, path.Length == 0 ? e.Key.Text : $"{path}.{e.Key}")
            .Prepend(new(path.Length == 0 ? e.Key.Text : $"{path}.{e.Key}", e.Key.Location!))),
        YamlSequence sequence => sequence.Items.SelectMany((item, i) => Keys(item, $"{path}[{i + 1}]")),
        _ => [],
    };

    private static Configuration? Read(MappingReader root)
    {
        if (!root.Has("problem")) root.Errors.Add(root.Location, "", "A configuration needs 'problem', the problem's file.");
        var problem = root.Text("problem");
        var options = new TrainingOptions();
        options = options with
        {
            Seed = Seed(root) ?? options.Seed,
            Network = root.Mapping("network") is { } network ? Network(network, options.Network) : options.Network,
            Points = root.Mapping("points") is { } points ? Points(points, options.Points) : options.Points,
            Stages = root.Take("train") is { } train ? Stages(train, root) : options.Stages,
        };
        var method = root.Choice("method", Methods) ?? Method.Pinn;
        var elements = root.Mapping("fem") is { } fem ? Elements(fem, new()) : new();
        var threads = Count(root, "threads", 1024);
        var starts = Count(root, "starts", MostStarts) ?? 1;
        var engine = Engine(root);
        root.Finish();
        return problem is null ? null : new(problem, options, threads, starts) { Method = method, FiniteElements = elements, Engine = engine };
    }

    /// <summary>The methods by name.</summary>
    public static (string Name, Method Method)[] Methods => [("pinn", Method.Pinn), ("fem", Method.FiniteElements)];

    private static (string Name, ITimeMethod Method)[] TimeMethods => [("bdf2", new BackwardDifferentiation()), ("crank-nicolson", Collocation.CrankNicolson), ("radau", Collocation.Radau)];

    private static FiniteElementOptions Elements(MappingReader reader, FiniteElementOptions defaults)
    {
        var result = defaults with
        {
            Order = Count(reader, "order", 2) ?? defaults.Order,
            Mesh = defaults.Mesh with { Size = Positive(reader, "size") ?? defaults.Mesh.Size },
            CoefficientSize = Positive(reader, "coefficient-size") ?? defaults.CoefficientSize,
            TimeMethod = reader.Choice<int>("time", [.. TimeMethods.Select((m, i) => (m.Name, i))]) is { } i ? TimeMethods[i].Method : defaults.TimeMethod,
            Time = Positive(reader, "tolerance") is { } tolerance ? new() { Tolerance = tolerance } : defaults.Time,
        };
        reader.Finish();
        return result;
    }

    /// <summary>Any seed that the options can hold, so that a run's own copy can be read again.</summary>
    private static ulong? Seed(MappingReader reader)
    {
        if (reader.Take("seed") is not { } node) return null;
        if (node is YamlScalar { Text.Text: var text } && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return seed;
        reader.Errors.Add(node.Location, reader.Child("seed"), MappingReader.Expected("seed", "a whole number of at least 0", node));
        return null;
    }

    private static ImmutableArray<TrainingStage> Stages(YamlNode node, MappingReader root)
    {
        if (node is not YamlSequence { Items.Length: > 0 } list)
        {
            root.Errors.Add(node.Location, "train", node is YamlSequence
                ? $"'train' is empty; it needs at least one of {string.Join(", ", Optimisers)}."
                : MappingReader.Expected("train", "a list of optimisers, such as '- adam: {iterations: 500}'", node));
            return [];
        }
        return [.. list.Items.Select((item, i) => Stage(item, $"train[{i + 1}]", root.Errors)).OfType<TrainingStage>()];
    }

    private static TrainingStage? Stage(YamlNode item, string path, InputErrors errors)
    {
        if (item is YamlScalar { IsNull: false } name) return Stage(name.Text, new(new(item.Location, []), path, errors), path, errors);
        if (item is not YamlMapping { Entries: [var entry, ..] } mapping)
        {
            errors.Add(item.Location, path, MappingReader.Expected(path, "an optimiser, such as 'adam: {iterations: 500}'", item));
            return null;
        }
        if (mapping.Entries.Length > 1)
        {
            errors.Add(mapping.Entries[1].Key, path, $"'{path}' has two keys; each optimiser is an item of its own, beginning with '- {mapping.Entries[1].Key}:'.");
            return null;
        }
        var options = entry.Value is YamlScalar { IsNull: true } ? new YamlMapping(entry.Value.Location, []) : entry.Value;
        return MappingReader.Of(options, $"{path}.{entry.Key}", errors) is { } reader ? Stage(entry.Key, reader, path, errors) : null;
    }

    private static TrainingStage? Stage(SourceText name, MappingReader reader, string path, InputErrors errors)
    {
        TrainingStage? stage = name.Text switch
        {
            "adam" => new AdamStage(Iterations(reader, 500), Weight(reader), Positive(reader, "rate") ?? 1e-3, Part(reader, "decay"), Count(reader, "batch", int.MaxValue)),
            "l-bfgs" => new LBfgsStage(Iterations(reader, 1000), Weight(reader), Count(reader, "pairs", 1000) ?? 20),
            "broyden" => new BroydenStage(Iterations(reader, 2000), Weight(reader), Count(reader, "resample", int.MaxValue, minimum: 0)),
            "gauss-newton" => new GaussNewtonStage(Iterations(reader, 2000), Weight(reader), reader.Boolean("projection", false),
                reader.Choice<StageDamping>("damping", [("gain-ratio", StageDamping.GainRatio), ("measured-ratio", StageDamping.MeasuredRatio)]) ?? StageDamping.GainRatio),
            "gauss-newton-cg" => new GaussNewtonConjugateGradientStage(Iterations(reader, 2000), Weight(reader), Count(reader, "products", 1_000_000) ?? 200),
            _ => null,
        };
        if (stage is null)
            errors.Add(name, path, $"Unknown optimiser '{name}'." + (NearestName.Suggestion(name.Text, Optimisers) is { Length: > 0 } near
                ? near : $" Known are {string.Join(", ", Optimisers)}."));
        else
            reader.Finish();
        return stage;
    }

    private static int Iterations(MappingReader reader, int fallback) => Count(reader, "iterations", 100_000_000) ?? fallback;

    /// <summary>A given weight; null for auto.</summary>
    private static double? Weight(MappingReader reader)
    {
        const string key = "equation-weight";
        if (reader.Take(key) is YamlScalar { Text.Text: "auto" }) return null;
        return Positive(reader, key, "a positive number or auto");
    }

    private static double? Positive(MappingReader reader, string key, string what = "a positive number")
    {
        if (reader.Take(key) is not { } node) return null;
        if (node is YamlScalar { Text.Text: var text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value > 0 && double.IsFinite(value))
            return value;
        reader.Errors.Add(node.Location, reader.Child(key), MappingReader.Expected(key, what, node));
        return null;
    }

    private static double? Part(MappingReader reader, string key)
    {
        const string what = "a number between 0 and 1";
        var node = reader.Take(key);
        if (Positive(reader, key, what) is not { } value) return null;
        if (value <= 1) return value;
        reader.Errors.Add(node!.Location, reader.Child(key), MappingReader.Expected(key, what, node));
        return null;
    }

    private static int? Count(MappingReader reader, string key, int most, int minimum = 1)
    {
        if (reader.Integer(key, minimum) is not { } value) return null;
        if (value <= most) return (int)value;
        reader.Errors.Add(reader.Take(key)!.Location, reader.Child(key), $"'{key}' is at most {most}, found '{value}'.");
        return null;
    }
}
