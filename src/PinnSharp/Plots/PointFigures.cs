using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>Where the equations and conditions were asked for and where data were taken.</summary>
internal static class PointFigures
{
    private const int Most = 4000;

    /// <summary>In the plane of the first field; over one coordinate a row for each term.</summary>
    public static Picture Of(RunResult result)
    {
        var (problem, d) = (result.Experiment.Problem, result.Experiment.Problem.Coordinates.Length);
        (string Name, double[] Points, Ink Ink)[] all =
        [
            .. result.Solution.Collocation().Select((term, i) => (term.Term, term.Points, problem.Equations.Any(e => e.Name == term.Term) ? Ink.Neutral : (Ink)(3 + i % 4))),
            .. result.Experiment.Data.Select(data => (data.Observation, data.Points, Ink.Vermillion)),
        ];
        const string name = "points", title = "where it was asked";
        var caption = $"Collocation points of equations and conditions as last drawn, and the places of the data{(all.Any(a => a.Points.Length / d > Most) ? $" (at most {Most:N0} of each)" : "")}.";
        if (FieldView.Of(problem, problem.Fields[0].Symbol) is not { } view) return new(name, title, caption, []);
        double[] Column(double[] points, int column) => [.. FieldCurve.Column(points, d, column).Take(Most)];
        if (view.Y is null)
            return new(name, title, caption,
            [
                new Figure
                {
                    Title = title, X = view.XAxis, Y = new() { Categories = [.. all.Select(a => a.Name)] },
                    Marks = [.. all.Select((a, i) => Column(a.Points, view.X) is var x ? new Scatter(x, x.Select(_ => (double)i)) { Marker = Marker.Cross, Ink = a.Ink } : null!)],
                },
            ]);
        return new(name, title, caption,
        [
            new Figure
            {
                Title = title, X = view.XAxis, Y = view.YAxis, EqualScales = view.EqualScales,
                Marks =
                [
                    .. view.Rings.Select(ring => new Lines(ring.Select(p => p.X), ring.Select(p => p.Y)) { Ink = Ink.Foreground }),
                    .. all.Select(a => new Scatter(Column(a.Points, view.X), Column(a.Points, view.Y.Value)) { Label = a.Name, Ink = a.Ink, Marker = a.Ink == Ink.Vermillion ? Marker.Circle : Marker.Cross }),
                ],
            },
        ]);
    }
}
