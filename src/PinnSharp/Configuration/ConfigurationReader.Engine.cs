using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <content>The engine: a word, or a mapping with name, device, precision, derivatives and batch.</content>
public static partial class ConfigurationReader
{
    /// <summary>The engines by name.</summary>
    public static ImmutableArray<(string Name, EngineKind Kind)> Engines { get; } = [("auto", EngineKind.Auto), ("cpu", EngineKind.Cpu), ("torch", EngineKind.Torch)];

    /// <summary>The precisions of tensors by name.</summary>
    public static ImmutableArray<(string Name, Precision Precision)> Precisions { get; } = [("float64", Precision.Float64), ("float32", Precision.Float32)];

    /// <summary>The ways to differentiate tensors by name.</summary>
    public static ImmutableArray<(string Name, DerivativeMode Mode)> DerivativeModes { get; } = [("taylor", DerivativeMode.Taylor), ("autograd", DerivativeMode.Autograd)];

    private static EngineOptions Engine(MappingReader root)
    {
        const string key = "engine";
        var node = root.Take(key);
        if (node is null or YamlScalar { IsNull: false }) return new() { Kind = Kind(root, key) };
        if (node is not YamlMapping mapping)
        {
            root.Errors.Add(node.Location, key, MappingReader.Expected(key, "auto, cpu, torch or a mapping, such as {name: torch, device: cuda}", node));
            return new();
        }
        var reader = new MappingReader(mapping, key, root.Errors);
        var result = new EngineOptions
        {
            Kind = Kind(reader, "name"),
            Tensors = new()
            {
                Device = Device(reader),
                Precision = reader.Choice<Precision>("precision", Precisions) ?? default,
                Derivatives = reader.Choice<DerivativeMode>("derivatives", DerivativeModes) ?? default,
                Batch = Count(reader, "batch", int.MaxValue),
            },
        };
        reader.Finish();
        return result;
    }

    /// <summary>What is wrong with the name of an engine that there is not.</summary>
    /// <param name="key">The key or option.</param>
    /// <param name="found">The name.</param>
    public static string NoEngine(string key, string found) => $"{key} is one of {string.Join(", ", Engines.Select(e => e.Name))}; found '{found}'."
        + (found is "gpu" or "cuda" ? " A GPU is the device cuda of torch." : NearestName.Suggestion(found, Engines.Select(e => e.Name)));

    private static EngineKind Kind(MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text) return EngineKind.Auto;
        foreach (var (name, kind) in Engines)
            if (name == text.Text) return kind;
        reader.Errors.Add(text, reader.Child(key), NoEngine($"'{key}'", text.Text));
        return EngineKind.Auto;
    }

    private static string? Device(MappingReader reader)
    {
        if (reader.Text("device") is not { } text) return null;
        if (EngineOptions.IsDevice(text.Text)) return text.Text;
        reader.Errors.Add(text, reader.Child("device"), $"'device' is cpu, cuda or cuda:n, found '{text}'.");
        return null;
    }

    /// <summary>The value of the key that reads as the same options: a word where there are no others.</summary>
    internal static string Text(EngineOptions engine)
    {
        var (name, tensors, defaults) = (Engines.First(e => e.Kind == engine.Kind).Name, engine.Tensors, new TensorOptions());
        if (tensors == defaults) return name;
        List<string> parts = [$"name: {name}"];
        if (tensors.Device is { } device) parts.Add($"device: {device}");
        if (tensors.Precision != defaults.Precision) parts.Add($"precision: {Precisions.First(p => p.Precision == tensors.Precision).Name}");
        if (tensors.Derivatives != defaults.Derivatives) parts.Add($"derivatives: {DerivativeModes.First(d => d.Mode == tensors.Derivatives).Name}");
        if (tensors.Batch is { } batch) parts.Add($"batch: {batch}");
        return $"{{{string.Join(", ", parts)}}}";
    }
}
