using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Reads the YAML form of a problem by walking its nodes, so that every mistake has its line and column.</summary>
public static class ProblemReader
{
    /// <summary>Reads and validates a file.</summary>
    /// <exception cref="InputException">The problem is wrong; independent mistakes are reported together.</exception>
    public static InverseProblem Load(string path) => Build(YamlDocument.Load(path), Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path) ?? "");

    /// <summary>Reads and validates a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The file it stands for, in messages and for the directory of its data.</param>
    /// <param name="simulated">As <see cref="ProblemDeclaration.Simulated"/>.</param>
    /// <exception cref="InputException">The problem is wrong; independent mistakes are reported together.</exception>
    public static InverseProblem Parse(string yaml, string? file = null, bool simulated = false) =>
        Build(YamlDocument.Parse(yaml, file), file is null ? "problem" : Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file) ?? "", simulated);

    private static InverseProblem Build(YamlNode root, string name, string directory, bool simulated = false)
    {
        var errors = new InputErrors();
        if (MappingReader.Of(root, "", errors) is not { } reader)
        {
            errors.ThrowIfAny();
            throw new InvalidOperationException("A node that is no mapping was not reported.");
        }
        var declaration = Declare(reader, name, directory, simulated);
        var known = errors.Count;
        reader.Finish();
        if (errors.Count > known) errors.ThrowIfAny();
        return new ProblemBuilder(declaration, errors, root.Location).Build();
    }

    private static ProblemDeclaration Declare(MappingReader root, string name, string directory, bool simulated) =>
        new()
        {
            Name = root.Text("name")?.Text ?? name,
            Directory = directory,
            Simulated = simulated,
            Coordinates = Each(root, "coordinates", Coordinate),
            Time = root.Text("time"),
            Shapes = Each(root, "shapes", ShapeReader.Read),
            Domain = root.Text("domain"),
            Fields = Fields(root),
            Constants = Texts(root, "constants"),
            Definitions = Texts(root, "definitions"),
            Tables = Each(root, "tables", TableReader.Read),
            Unknowns = Each(root, "unknowns", Unknown),
            Equations = Texts(root, "equations"),
            Conditions = Each(root, "conditions", Condition),
            Observations = Each(root, "observations", Observation),
            Constraints = Each(root, "constraints", Constraint),
            Truth = Truth(root),
            Experiments = Each(root, "experiments", Experiment),
        };

    private static Declarations<SourceText> Truth(MappingReader parent) => parent.Mapping("truth") is { } truth ? Finished(truth, t => Texts(t, "fields")) : [];

    private static ExperimentDeclaration? Experiment(MappingReader parent, string path, YamlNode node) => MappingReader.Of(node, path, parent.Errors) is not { } reader ? null
        : Finished(reader, r => new ExperimentDeclaration
        {
            Constants = Texts(r, "constants"),
            Definitions = Texts(r, "definitions"),
            Tables = Each(r, "tables", TableReader.Read),
            Unknowns = Each(r, "unknowns", Unknown),
            Conditions = Each(r, "conditions", Condition),
            Observations = Each(r, "observations", Observation),
            Constraints = Each(r, "constraints", Constraint),
            Truth = Truth(r),
        });

    internal static T Finished<T>(MappingReader reader, Func<MappingReader, T> read)
    {
        var result = read(reader);
        reader.Finish();
        return result;
    }

    private static Declarations<T> Each<T>(MappingReader parent, string key, Func<MappingReader, string, YamlNode, T?> read) where T : class
    {
        var all = new Declarations<T>();
        foreach (var (name, node) in parent.Entries(key))
            if (read(parent, $"{parent.Child(key)}.{name}", node) is { } value) all.Add(name, value);
            else all.Dropped++;
        return all;
    }

    internal static Declarations<SourceText> Texts(MappingReader parent, string key) => Each(parent, key, (_, path, node) => Scalar(parent, path, node));

    private static SourceText? Scalar(MappingReader parent, string path, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } scalar) return scalar.Text;
        var hint = node is YamlSequence or YamlMapping ? " One that begins with '[' or '{' needs quotes." : "";
        parent.Errors.Add(node.Location, path, MappingReader.Expected(path, "an expression", node) + hint);
        return null;
    }

    /// <summary>An interval, or an interval with a unit.</summary>
    private static CoordinateDeclaration? Coordinate(MappingReader parent, string path, YamlNode node)
    {
        if (node is not YamlMapping) return Interval(parent, path, node);
        return MappingReader.Of(node, path, parent.Errors) is not { } reader ? null : Finished(reader, r =>
        {
            var (range, unit) = (r.Take("range"), r.Text("unit")?.Text);
            if (range is not null) return Interval(r, r.Child("range"), range) is { } interval ? interval with { Unit = unit } : null;
            r.Errors.Add(node.Location, path, $"'{path}' needs 'range', its interval, [lower, upper].");
            return null;
        });
    }

    internal static CoordinateDeclaration? Interval(MappingReader parent, string path, YamlNode node)
    {
        if (node is YamlSequence { Items: [YamlScalar { IsNull: false } lower, YamlScalar { IsNull: false } upper] }) return new(lower.Text, upper.Text);
        parent.Errors.Add(node.Location, path, node is YamlSequence { Items: var items }
            ? $"'{path}' needs an interval of two numbers, [lower, upper], found a list of {items.Length}."
            : MappingReader.Expected(path, "an interval, [lower, upper]", node));
        return null;
    }

    private static Declarations<FieldDeclaration> Fields(MappingReader root)
    {
        if (root.Take("fields") is YamlSequence list)
        {
            var fields = new Declarations<FieldDeclaration>();
            foreach (var item in list.Items)
                if (item is YamlScalar { IsNull: false } name) fields.Add(name.Text);
                else root.Errors.Add(item.Location, "fields", $"The list 'fields' holds names, found {item.Kind}.");
            return fields;
        }
        return Each(root, "fields", (_, path, node) => node is YamlScalar { IsNull: true }
            ? new FieldDeclaration()
            : MappingReader.Of(node, path, root.Errors) is not { } reader ? null
            : Finished(reader, r => new FieldDeclaration { Positive = r.Boolean("positive"), Unit = r.Text("unit")?.Text }));
    }

    private static UnknownDeclaration? Unknown(MappingReader parent, string path, YamlNode node)
    {
        if (MappingReader.Of(node, path, parent.Errors) is not { } reader) return null;
        return Finished(reader, r => new UnknownDeclaration
        {
            Over = Over(r),
            Initial = r.Text("initial"),
            Positive = r.Boolean("positive"),
            Bounds = r.Take("bounds") is { } bounds ? Interval(r, r.Child("bounds"), bounds) : null,
            Projected = r.Boolean("projected"),
            Prior = PriorReader.Read(r),
            Unit = r.Text("unit")?.Text,
            Truth = r.Text("truth"),
        });
    }

    private static ImmutableArray<SourceText> Over(MappingReader r)
    {
        if (r.Take("over") is not { } node) return [];
        if (node is YamlSequence { Items: [_, ..] items } && items.All(i => i is YamlScalar { IsNull: false })) return [.. items.Select(i => ((YamlScalar)i).Text)];
        if (node is YamlScalar { IsNull: false } one) return [one.Text];
        r.Errors.Add(node.Location, r.Child("over"), MappingReader.Expected(r.Child("over"), "a list of coordinates or fields, [x, y]", node));
        return [];
    }

    private static ConditionDeclaration? Condition(MappingReader parent, string path, YamlNode node)
    {
        if (MappingReader.Of(node, path, parent.Errors) is not { } reader) return null;
        return Finished<ConditionDeclaration?>(reader, r => r.Has("periodic") ? Periodic(r) : OnRegion(r));
    }

    private static EquationConditionDeclaration? OnRegion(MappingReader r)
    {
        if (!r.Has("where") && !r.Has("equation"))
        {
            r.Take("where");
            r.Take("equation");
            r.Take("periodic");
            r.Errors.Add(r.Location, r.Path, $"'{r.Path}' needs 'where' and 'equation', or 'periodic'.");
            return null;
        }
        var (where, equation) = (r.RequireText("where"), r.RequireText("equation"));
        return where is null || equation is null ? null : new(where, equation);
    }

    private static PeriodicDeclaration? Periodic(MappingReader r)
    {
        var coordinate = r.Text("periodic");
        var fields = ImmutableArray.CreateBuilder<SourceText>();
        if (r.Take("fields") is { } node)
        {
            if (node is YamlSequence list && list.Items.All(i => i is YamlScalar { IsNull: false })) fields.AddRange(list.Items.Select(i => ((YamlScalar)i).Text));
            else r.Errors.Add(node.Location, r.Child("fields"), MappingReader.Expected(r.Child("fields"), "a list of fields, [u, v]", node));
        }
        var order = r.Integer("order") ?? 1;
        return coordinate is null ? null : new(coordinate) { Fields = fields.ToImmutable(), Order = (int)Math.Min(order, 255) };
    }

    private static ConstraintDeclaration? Constraint(MappingReader parent, string path, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } everywhere) return new(everywhere.Text);
        if (MappingReader.Of(node, path, parent.Errors) is not { } reader) return null;
        return Finished(reader, r =>
        {
            var (holds, where, points) = (r.RequireText("holds"), r.Text("where"), r.Integer("points", 1));
            return holds is null ? null : new ConstraintDeclaration(holds) { Where = where, Points = (int)Math.Min(points ?? ConstraintDeclaration.DefaultPoints, 100_000) };
        });
    }

    private static ObservationDeclaration? Observation(MappingReader parent, string path, YamlNode node)
    {
        if (MappingReader.Of(node, path, parent.Errors) is not { } reader) return null;
        return Finished(reader, r =>
        {
            var of = r.RequireText("of");
            var data = Values(r);
            var noise = NoiseReader.Read(r);
            return of is null || data is null ? null : new ObservationDeclaration(of, data) { Noise = noise };
        });
    }

    private static DataDeclaration? Values(MappingReader r)
    {
        if (r.Has("file") && r.Has("draw")) r.Errors.Add(r.Take("draw")!.Location, r.Path, $"'{r.Path}' has both 'file' and 'draw'; data come from one of them.");
        if (r.Take("draw") is { } draw) return MappingReader.Of(draw, r.Child("draw"), r.Errors) is { } d ? Finished(d, Drawn) : null;
        if (!r.Has("file"))
        {
            r.Take("file");
            r.Take("columns");
            r.Errors.Add(r.Location, r.Path, $"'{r.Path}' needs data: 'file', or 'draw' to draw it from the truth.");
            return null;
        }
        return r.Text("file") is { } file ? new FileDeclaration(file, Texts(r, "columns")) : null;
    }

    private static DrawDeclaration? Drawn(MappingReader r)
    {
        var count = r.Has("count") ? r.Integer("count", 1) : r.Integer("points", 1);
        if (!r.Has("count") && !r.Has("points")) r.Errors.Add(r.Location, r.Path, $"'{r.Path}' needs 'points', how many to draw.");
        return new((int)Math.Min(count ?? 1, 10_000_000))
        {
            Where = r.Text("where"),
            Seed = (ulong)(r.Integer("seed") ?? 0),
            Sampling = r.Choice("sampling", SamplingWords) ?? SamplingMethod.Sobol,
        };
    }

    /// <summary>The words for sampling methods in YAML.</summary>
    public static IReadOnlyList<(string Word, SamplingMethod Value)> SamplingWords { get; } =
    [
        ("sobol", SamplingMethod.Sobol), ("latin-hypercube", SamplingMethod.LatinHypercube), ("grid", SamplingMethod.Grid), ("uniform", SamplingMethod.Uniform),
    ];
}
