using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Reads the YAML form of tabulated inputs.</summary>
internal static class TableReader
{
    private static readonly (string, Interpolation)[] Words = [("linear", Interpolation.Linear), ("cubic", Interpolation.Cubic), ("step", Interpolation.Step)];

    public static TableDeclaration? Read(MappingReader parent, string path, YamlNode node)
    {
        if (MappingReader.Of(node, path, parent.Errors) is not { } reader) return null;
        return ProblemReader.Finished(reader, r =>
        {
            var (file, columns) = (r.Text("file"), ProblemReader.Texts(r, "columns"));
            var table = new TableDeclaration
            {
                File = file,
                Columns = columns,
                Points = Points(r) ?? [],
                Over = r.Text("over"),
                Interpolation = r.Choice("interpolation", Words) ?? Interpolation.Linear,
            };
            if (r.Has("file") && r.Has("points")) r.Errors.Add(r.Location, path, $"'{path}' has both 'file' and 'points'; a table comes from one of them.");
            else if (!r.Has("file") && !r.Has("points")) r.Errors.Add(r.Location, path, $"'{path}' needs 'file', or 'points' such as [[0, 1], [1, 2]].");
            else if (r.Has("columns") && !r.Has("file")) r.Errors.Add(r.Location, path, $"'{path}' has 'columns' but no 'file'.");
            else if (file is not null || !table.Points.IsEmpty) return table;
            return null;
        });
    }

    private static ImmutableArray<(SourceText, SourceText)>? Points(MappingReader r)
    {
        if (r.Take("points") is not { } node) return null;
        if (node is YamlSequence { Items: [_, ..] items })
        {
            var points = ImmutableArray.CreateBuilder<(SourceText, SourceText)>();
            foreach (var item in items)
                if (item is YamlSequence { Items: [YamlScalar { IsNull: false } x, YamlScalar { IsNull: false } value] }) points.Add((x.Text, value.Text));
                else r.Errors.Add(item.Location, r.Child("points"), MappingReader.Expected(r.Child("points"), "pairs of numbers, [[0, 1], [1, 2]]", item));
            return points.Count == items.Length ? points.ToImmutable() : null;
        }
        r.Errors.Add(node.Location, r.Child("points"), MappingReader.Expected(r.Child("points"), "pairs of numbers, [[0, 1], [1, 2]]", node));
        return null;
    }
}
