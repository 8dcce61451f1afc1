using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Vector fields in the plane: arrows over a map of their length.</summary>
internal sealed class VectorFigures(RunResult result, PlotOptions options)
{
    private const int MapNodes = 81, ArrowNodes = 17;
    private readonly InverseProblem _problem = result.Experiment.Problem;

    /// <summary>Those that were asked for.</summary>
    public Picture All() => new("vectors", "vector fields", "Arrows along the vectors, over a map of their length.", FieldView.Of(_problem, _problem.Fields[0].Symbol) is { Y: { } y } view && !view.IsSpaceTime
        ? [.. options.Vectors.Select(v => Figure(view, y, v.X, v.Y))] : []);

    private Figure Figure(FieldView view, int yIndex, string x, string y)
    {
        Dictionary<int, double> at = options.Time is { } t && _problem.Coordinates.FirstOrDefault(c => c.IsTime) is { } time ? new() { [time.Symbol.Index] = t } : [];
        var d = _problem.Coordinates.Length;
        var name = $"({x}, {y})";
        var (axes, (_, u, v)) = (view.Axes(MapNodes, at), Values(view.Axes(MapNodes, at), x, y));
        var length = new TabulatedField(new FieldSymbol(name, _problem.Fields[0].Symbol.Over), null, [.. u.Zip(v, double.Hypot)], null);
        var map = new FieldMap(view, new FieldTable(axes, FieldTable.Grid(axes), [length]), length, at);
        var (points, arrowsX, arrowsY) = Values(view.Axes(ArrowNodes, at), x, y);
        return map.Figure(map.Title, length.Values, new Axis($"|{name}|"), ColourMap.Sequential,
            [new Arrows(FieldCurve.Column(points, d, view.X), FieldCurve.Column(points, d, yIndex), arrowsX, arrowsY) { Label = name }]);
    }

    /// <summary>The components on a grid, not a number outside the domain.</summary>
    private (double[] Points, double[] X, double[] Y) Values(System.Collections.Immutable.ImmutableArray<double[]> axes, string x, string y)
    {
        var (points, d) = (FieldTable.Grid(axes), axes.Length);
        var found = result.Model.Predict(points, deviations: false, x, y);
        double[] Inside(double[] values) => [.. values.Select((value, i) => _problem.Domain.Contains(points.AsSpan(i * d, d)) ? value : double.NaN)];
        return (points, Inside(found[0].Values), Inside(found[1].Values));
    }
}
