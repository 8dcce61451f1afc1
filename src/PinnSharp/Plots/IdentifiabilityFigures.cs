using PinnSharp.Figures;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>What the data determine, by derivatives at the estimate: singular values, the directions that are known worst, and pairs of unknowns.</summary>
internal static class IdentifiabilityFigures
{
    private const int MostDirections = 2;

    /// <summary>The singular values of the whitened, scaled sensitivities, and the directions known worst, null ones before all others.</summary>
    public static Picture Spectrum(RunResult result)
    {
        const string name = "spectrum", title = "what the data determine";
        const string caption = "Singular values s of the whitened sensitivities in the unknowns' natural units: a direction has the standard deviation 1/s. Below the dashed line a direction is not determined. "
            + "Beside them what moves along the directions that are known worst.";
        // Of a single unknown there is nothing to see but its deviation.
        if (Information(result) is not { Parameters.Length: > 1 } information) return new(name, title, caption, []);
        var spectrum = new SensitivitySpectrum(information.Matrix, IdentifiabilityStudy.Scales(information.Matrix, information.Theta, information.Parameters));
        var (k, s) = (information.Parameters.Length, spectrum.SingularValues);
        var least = s[0] * 1e-9;
        return new(name, title, caption,
        [
            new Figure
            {
                Title = "singular values", X = new("direction") { Categories = [.. Enumerable.Range(1, k).Select(i => $"{i}")] }, Y = new("s", Scale: AxisScale.Logarithmic),
                Marks = [new Stems(Enumerable.Range(0, k).Select(i => (double)i), s.Select(x => Math.Max(x, least))) { Ink = Ink.Blue }, new HorizontalRule(spectrum.Least) { Label = "not determined below" }],
            },
            .. Enumerable.Range(0, Math.Min(MostDirections, k)).Select(i => k - 1 - i).Select(d => new Figure
            {
                Title = FormattableString.Invariant($"direction {d + 1}{(d >= spectrum.Rank ? ", not determined" : $": ± {1 / s[d]:g2}")}"),
                X = new() { Categories = [.. information.Parameters.Select(p => p.Name)] },
                Y = new("part", Range: new AxisRange(-1.05, 1.05)),
                Marks = [new Bars(Enumerable.Range(0, k + 1).Select(i => i - 0.5), spectrum.Directions[d]) { Ink = d >= spectrum.Rank ? Ink.Vermillion : Ink.Blue }, new HorizontalRule(0) { Dash = Dash.Solid }],
            }),
        ]) { Columns = 3 };
    }

    /// <summary>Each unknown number's density and the ellipses of each pair, by the covariance at the estimate.</summary>
    public static Picture Corner(RunResult result)
    {
        const string name = "corner", title = "pairs of unknowns";
        const string caption = "Densities of the unknowns about the estimates, normal in their internal variables (logarithms of positive ones), and for each pair the regions that hold 68 % and 95 % of probability.";
        if (Information(result) is not { } information || information.Parameters.Length < 2 || Covariance(information) is not { } covariance) return new(name, title, caption, []);
        var estimates = information.Parameters.Select(p => result[p.Name]).ToList();
        return new(name, title, caption, [])
        {
            Fixed = CornerPlot.Of([.. information.Parameters.Zip(estimates, (p, e) => new CornerUnknown(e.Name, information.Theta[p.Index], e.Unit, e.Truth) { Physical = p.Physical })], covariance),
        };
    }

    private static ScalarInformation? Information(RunResult result) =>
        result.Report.Information is { Parameters.Length: > 0 } information && information.Matrix.All(double.IsFinite) ? information : null;

    /// <summary>Of the internal variables [k × k], such as logarithms; null where a direction is not determined.</summary>
    private static double[]? Covariance(ScalarInformation information)
    {
        var (k, parameters) = (information.Parameters.Length, information.Parameters);
        var spectrum = new SensitivitySpectrum(information.Matrix, IdentifiabilityStudy.Scales(information.Matrix, information.Theta, parameters));
        if (spectrum.Rank < k) return null;
        return [.. from i in Enumerable.Range(0, k) from j in Enumerable.Range(0, k) select spectrum.Scales[i] * spectrum.Scales[j] * spectrum.Covariance(i, j)];
    }
}
