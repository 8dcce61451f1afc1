using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Reads the YAML form of shapes.</summary>
internal static class ShapeReader
{
    private static readonly string[] Kinds = ["disc", "ball", "box", "polygon", "union", "intersection", "difference"];

    /// <summary>A shape: an expression of shapes, or a mapping with one key, its kind.</summary>
    public static ShapeDeclaration? Read(MappingReader parent, string path, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } text) return new ShapeExpressionDeclaration(text.Text);
        if (MappingReader.Of(node, path, parent.Errors) is not { } r) return null;
        var given = Kinds.Where(r.Has).ToList();
        foreach (var kind in Kinds) r.Take(kind);
        r.Finish();
        if (given is [var only]) return Shape(r, only);
        if (given.Count > 1 || parent.Errors.Count == 0)
            r.Errors.Add(r.Location, path, given.Count == 0 ? $"'{path}' needs one of {string.Join(", ", Kinds)}." : $"'{path}' is both '{given[0]}' and '{given[1]}'; a shape is one of them.");
        return null;
    }

    private static ShapeDeclaration? Shape(MappingReader r, string kind)
    {
        var (node, path) = (r.Take(kind)!, r.Child(kind));
        switch (kind)
        {
            case "disc" or "ball":
                if (MappingReader.Of(node, path, r.Errors) is not { } ball) return null;
                var center = ball.Require("center") is { } list ? Texts(ball, "center", list, "a list of numbers, [0, 0]") : null;
                var radius = ball.RequireText("radius");
                ball.Finish();
                return center is null || radius is null ? null : new BallDeclaration(kind, center.Value, radius);
            case "box":
                if (MappingReader.Of(node, path, r.Errors) is not { } box) return null;
                var intervals = new Declarations<CoordinateDeclaration>();
                foreach (var (name, interval) in r.Entries(kind))
                    if (ProblemReader.Interval(r, $"{path}.{name}", interval) is { } ends) intervals.Add(name, ends);
                    else return null;
                return new BoxDeclaration(intervals);
            case "polygon":
                return Polygon(r, path, node);
            default:
                var operation = kind switch { "union" => ShapeOperation.Union, "intersection" => ShapeOperation.Intersection, _ => ShapeOperation.Difference };
                return Texts(r, kind, node, "a list of shapes, [a, b]") is { } shapes ? new CombinedDeclaration(operation, shapes) : null;
        }
    }

    private static PolygonDeclaration? Polygon(MappingReader r, string path, YamlNode node)
    {
        const string Expected = "a list of corners, [[0, 0], [1, 0], [1, 1]]";
        if (node is not YamlSequence list)
        {
            r.Errors.Add(node.Location, path, MappingReader.Expected(path, Expected, node));
            return null;
        }
        var corners = ImmutableArray.CreateBuilder<(SourceText, SourceText)>();
        foreach (var item in list.Items)
            if (item is YamlSequence { Items: [YamlScalar { IsNull: false } x, YamlScalar { IsNull: false } y] }) corners.Add((x.Text, y.Text));
            else
            {
                r.Errors.Add(item.Location, path, $"A corner of '{path}' is a list of two numbers, [x, y].");
                return null;
            }
        return new(corners.ToImmutable());
    }

    private static ImmutableArray<SourceText>? Texts(MappingReader r, string key, YamlNode node, string what)
    {
        if (node is YamlSequence list && list.Items.All(i => i is YamlScalar { IsNull: false })) return [.. list.Items.Select(i => ((YamlScalar)i).Text)];
        r.Errors.Add(node.Location, r.Child(key), MappingReader.Expected(r.Child(key), what, node));
        return null;
    }
}
