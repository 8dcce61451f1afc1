using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>Where the equations and conditions were asked for and where data were taken.</summary>
internal static class PointFigures
{
    private const int Most = 3000;

    /// <summary>In the plane of the first field a panel for equations, for conditions and for data; over one coordinate a row for each term.</summary>
    public static Picture Of(RunResult result)
    {
        var (problem, d) = (result.Experiment.Problem, result.Experiment.Problem.Coordinates.Length);
        var terms = result.Solution.Collocation().ToLookup(t => problem.Equations.Any(e => e.Name == t.Term));
        (string Name, ImmutableArray<(string Name, double[] Points)> Terms, Ink Ink)[] kinds =
        [
            ("equations", [.. terms[true]], Ink.Neutral), ("conditions", [.. terms[false]], Ink.Blue), ("data", [.. result.Experiment.Data.Select(m => (m.Observation, m.Points))], Ink.Vermillion),
        ];
        var picture = new Picture("points", "where it was asked", (terms.Count > 0 ? "Collocation points of equations and conditions as last drawn, and the places of data" : "The places of data")
            + (kinds.Any(k => k.Terms.Sum(t => t.Points.Length / d) > Most) ? "; of very many points some." : "."), []) { Columns = 3 };
        if (FieldView.Of(problem, problem.Fields[0].Symbol) is not { } view) return picture;
        return picture with
        {
            Panels = view.Y is not { } y ? [Rows(view, [.. kinds.SelectMany(k => k.Terms.Select(t => (t.Name, Column(t.Points, view.X), k.Ink)))])]
                : [.. kinds.Where(k => !k.Terms.IsEmpty).Select(k => new Figure
                {
                    Title = FormattableString.Invariant($"{k.Name}: {k.Terms.Sum(t => t.Points.Length / d):N0} points"), X = view.XAxis, Y = view.YAxis, EqualScales = view.EqualScales,
                    Marks =
                    [
                        .. view.Rings.Select(ring => new Lines(ring.Select(p => p.X), ring.Select(p => p.Y)) { Ink = Ink.Foreground }),
                        .. k.Terms.Select(t => new Scatter(Column(t.Points, view.X, Most / k.Terms.Length), Column(t.Points, y, Most / k.Terms.Length)) { Ink = k.Ink }),
                    ],
                })],
        };

        // Every so many, as they may be sorted.
        double[] Column(double[] points, int column, int most = Most)
        {
            double[] all = [.. FieldCurve.Column(points, d, column)];
            return all.Length <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Length / most)])];
        }
    }

    private static Figure Rows(FieldView view, ImmutableArray<(string Name, double[] X, Ink Ink)> terms) => new()
    {
        Title = "where it was asked",
        X = view.XAxis,
        Y = new() { Categories = [.. terms.Select(t => t.Name)] },
        Marks = [.. terms.Select((t, i) => new Scatter(t.X, t.X.Select(_ => (double)i)) { Marker = Marker.Cross, Ink = t.Ink })],
    };
}
