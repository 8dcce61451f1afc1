using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <content>Networks and their points.</content>
public static partial class ConfigurationReader
{
    private static NetworkOptions Network(MappingReader reader, NetworkOptions defaults)
    {
        var result = defaults with
        {
            Hidden = reader.Take("hidden") is { } hidden ? Hidden(hidden, reader, "hidden") : defaults.Hidden,
            UnknownHidden = reader.Take("unknown-hidden") is { } unknown ? Hidden(unknown, reader, "unknown-hidden") : defaults.UnknownHidden,
            Activation = reader.Choice<int>("activation", [.. Activation.All.Select((a, i) => (a.Name, i))]) is { } i ? Activation.All[i] : defaults.Activation,
            Separate = reader.Boolean("separate", defaults.Separate),
            Start = reader.Choice("start", ("glorot", WeightStart.Glorot), ("lecun", WeightStart.LeCun)) ?? defaults.Start,
            Residual = reader.Boolean("residual", defaults.Residual),
            Fourier = reader.Mapping("fourier") is { } fourier ? Fourier(fourier) : defaults.Fourier,
            ExactPeriodicity = reader.Choice("periodic", ("exact", true), ("soft", false)) ?? defaults.ExactPeriodicity,
            Exact = reader.Boolean("exact", defaults.Exact),
        };
        reader.Finish();
        return result;
    }

    private static FourierOptions Fourier(MappingReader reader)
    {
        var defaults = new FourierOptions();
        var result = new FourierOptions(Count(reader, "features", WidestLayer) ?? defaults.Features, Positive(reader, "scale") ?? defaults.Scale);
        reader.Finish();
        return result;
    }

    private static ImmutableArray<int> Hidden(YamlNode node, MappingReader reader, string key)
    {
        if (node is not YamlSequence list)
        {
            reader.Errors.Add(node.Location, reader.Child(key), MappingReader.Expected(key, "a list of layer widths, [24, 24, 24]", node));
            return [];
        }
        var widths = ImmutableArray.CreateBuilder<int>();
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { Text.Text: var text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
                && width is >= 1 and <= WidestLayer)
                widths.Add(width);
            else
                reader.Errors.Add(item.Location, reader.Child(key), MappingReader.Expected(key, $"whole numbers from 1 to {WidestLayer}", item));
        }
        return widths.ToImmutable();
    }

    private static PointOptions Points(MappingReader reader, PointOptions defaults)
    {
        var result = defaults with
        {
            Interior = Count(reader, "interior", 10_000_000) ?? defaults.Interior,
            Boundary = Count(reader, "boundary", 10_000_000) ?? defaults.Boundary,
            Sampling = reader.Choice<SamplingMethod>("sampling", ProblemReader.SamplingWords) ?? defaults.Sampling,
            Resample = Count(reader, "resample", int.MaxValue, minimum: 0) ?? defaults.Resample,
            Adaptive = reader.Take("adaptive") is { } adaptive ? Adaptive(adaptive, reader) : defaults.Adaptive,
        };
        reader.Finish();
        return result;
    }

    /// <summary>true, false, or the parameters.</summary>
    private static AdaptiveOptions? Adaptive(YamlNode node, MappingReader points)
    {
        var defaults = new AdaptiveOptions();
        if (node is not YamlMapping mapping) return points.Boolean("adaptive") ? defaults : null;
        var reader = new MappingReader(mapping, points.Child("adaptive"), points.Errors);
        var result = new AdaptiveOptions(Positive(reader, "exponent") ?? defaults.Exponent, Positive(reader, "offset") ?? defaults.Offset,
            Count(reader, "candidates", 1000, minimum: 2) ?? defaults.Candidates);
        reader.Finish();
        return result;
    }
}
