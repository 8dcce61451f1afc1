using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Each observation against its prediction, and its residuals in standard deviations. Where one coordinate alone varies, both stand over it;
/// otherwise the data stand over the predictions.
/// </summary>
internal static class DataFigures
{
    /// <summary>Fewer residuals make no histogram.</summary>
    private const int FewResiduals = 12;

    public static Picture Of(RunResult result)
    {
        var groups = result.Experiment.Data.Select(data => Panels(result, data).ToList()).ToList();
        return new("data", "data against prediction",
            "What was measured beside what the answer predicts, and the residuals" + (result.Experiment.Data.Any(d => d.Noise is not ExactData) ? ", in standard deviations of the noise, with the normal density that they should have." : "."), [.. groups.SelectMany(g => g)]) { Columns = 3, Groups = [.. groups.Select(g => g.Count)] };
    }

    private static IEnumerable<Figure> Panels(RunResult result, MeasuredData data)
    {
        var problem = result.Experiment.Problem;
        var d = problem.Coordinates.Length;
        var observation = problem.Observations.First(o => o.Name == data.Observation);
        var predicted = result.Solution.Predict(observation.Of, data.Points);
        var sigma = result.Report.Observations.FirstOrDefault(o => o.Name == data.Observation)?.Sigma;
        var noise = NoiseDistribution.Of(data.Noise, sigma ?? 1, data.Values.Max(Math.Abs));
        double[] residuals = [.. data.Noise is ExactData or GaussianNoise or LogNormalNoise ? data.Values.Zip(predicted, (y, m) => (data.Noise is LogNormalNoise ? Math.Log(y / m) : y - m) / (sigma ?? 1))
            : noise.Quantiles(data.Observation, data.Values, predicted)];
        var varying = Enumerable.Range(0, d).Where(i => FieldCurve.Column(data.Points, d, i).Distinct().Skip(1).Any()).ToArray();
        var value = new Axis($"{observation.Of}", problem.Fields.FirstOrDefault(f => f.Symbol.Value.Equals(observation.Of))?.Unit);
        var residual = new Axis(data.Noise switch { ExactData => "data − prediction", LogNormalNoise => "ln(data/prediction)/σ", GaussianNoise => "(data − prediction)/σ", _ => "quantile residual" }, data.Noise is ExactData ? value.Unit : null);
        if (varying is [var only])
        {
            double[] x = [.. FieldCurve.Column(data.Points, d, only)];
            var (curve, along) = Curve(data, d, only, x);
            yield return new Figure
            {
                Title = data.Observation,
                X = new Axis(problem.Coordinates[only].Name, problem.Coordinates[only].Unit),
                Y = value,
                Marks =
                [
                    new Lines(along, result.Solution.Predict(observation.Of, curve)
                        .Select((v, row) => observation.IsAverage || problem.Domain.Contains(curve.AsSpan(row * d, d)) ? v : double.NaN)) { Label = "prediction", Ink = Ink.Blue },
                    new Scatter(x, data.Values) { Label = "data", Ink = Ink.Vermillion },
                ],
            };
            yield return Residuals(new Axis(problem.Coordinates[only].Name, problem.Coordinates[only].Unit), residual, x, residuals);
        }
        else
        {
            double[] ends = [predicted.Concat(data.Values).Min(), predicted.Concat(data.Values).Max()];
            yield return new Figure
            {
                Title = data.Observation,
                X = new Axis("prediction", value.Unit),
                Y = new Axis("data", value.Unit),
                Marks =
                [
                    new Lines(ends, ends) { Ink = Ink.Neutral, Dash = Dash.Dashed },
                    new Scatter(predicted, data.Values) { Ink = Ink.Vermillion },
                ],
            };
            yield return Residuals(new Axis("prediction", value.Unit), residual, predicted, residuals);
        }
        if (residuals.Where(double.IsFinite).Skip(FewResiduals - 1).Any()) yield return Distribution(residual, [.. residuals.Where(double.IsFinite)], data.Noise is not ExactData);
    }

    /// <summary>The residuals' histogram; of noisy data beside the normal density that they should have.</summary>
    private static Figure Distribution(Axis axis, double[] residuals, bool isNormal)
    {
        double[] z = FieldTable.Nodes(-4, 4, 161);
        return new()
        {
            Title = "distribution of residuals",
            X = axis,
            Y = new Axis("density"),
            Marks =
            [
                Histogram.Of(residuals) with { Ink = Ink.Vermillion },
                .. isNormal ? (Mark[])[new Lines(z, z.Select(x => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))) { Label = "normal", Ink = Ink.Foreground, Dash = Dash.Dashed }] : [],
            ],
        };
    }

    private static Figure Residuals(Axis x, Axis y, double[] at, IEnumerable<double> residuals) => new()
    {
        Title = "residuals",
        X = x,
        Y = y,
        Marks = [new HorizontalRule(0), new Scatter(at, residuals) { Ink = Ink.Vermillion }],
    };

    /// <summary>Points along the varying coordinate, close enough for a smooth curve.</summary>
    private static (double[] Points, double[] Along) Curve(MeasuredData data, int d, int varying, double[] x)
    {
        const int count = 201;
        var (low, high) = (x.Min(), x.Max());
        var along = FieldTable.Nodes(low, high, count);
        var points = new double[count * d];
        for (var row = 0; row < count; row++)
        {
            data.Points.AsSpan(0, d).CopyTo(points.AsSpan(row * d, d));
            points[row * d + varying] = along[row];
        }
        return (points, along);
    }
}
