using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>
/// The normal distribution of several unknowns, as pairs: marginal densities N(mᵢ, Cᵢᵢ) on the diagonal (under mean and deviation where there is room), and below it the ellipses (θ − m)ᵀ C⁻¹ (θ − m) = −2 ln(1 − p)
/// that hold p = 68 % and 95 % of each pair.
/// </summary>
public static class CornerPlot
{
    /// <summary>Unknowns shown; of more, the first are.</summary>
    public const int Most = 6;

    private const int MostTold = 3;
    private const int LongestTold = 28;
    private const double Widths = 3.3;
    private const int Points = 36;

    /// <summary>A corner plot of the unknowns whose mean is finite and variance finite and positive; without a panel where there is none.</summary>
    /// <param name="unknowns">The unknowns.</param>
    /// <param name="covariance">C [n × n], row by row, in the order and units of the unknowns.</param>
    /// <param name="title">The heading.</param>
    /// <exception cref="ArgumentException">The covariance is not n × n.</exception>
    public static FigureGrid Of(IReadOnlyList<CornerUnknown> unknowns, IReadOnlyList<double> covariance, string title = "")
    {
        var n = unknowns.Count;
        if (covariance.Count != n * n)
        {
            throw new ArgumentException($"The covariance of {n} unknowns has {n * n} entries; this has {covariance.Count}.");
        }

        int[] known = [.. Enumerable.Range(0, n).Where(i => double.IsFinite(unknowns[i].Mean) && double.IsFinite(C(i, i)) && C(i, i) > 0)];
        int[] shown = known.Length > Most ? known[..Most] : known;
        var brief = shown.Length > MostTold || shown.Any(i => Told(unknowns[i], Math.Sqrt(C(i, i))).Length > LongestTold);
        string[] notes =
        [
            shown.Length > 1 ? "Ellipses hold 68 % and 95 %." : "",
            shown.Any(i => unknowns[i].Truth is not null) ? "Dashed: truth." : "",
            known.Length > Most ? $"The first {Most} of {known.Length} unknowns." : "",
            known.Length < n ? $"Without a finite variance: {string.Join(", ", Enumerable.Range(0, n).Except(known).Select(i => unknowns[i].Name))}." : "",
        ];
        return new()
        {
            Title = title,
            Note = string.Join(" ", notes.Where(s => s.Length > 0)),
            Columns = Math.Max(1, shown.Length),
            Panels = [.. from row in shown.Index() from column in shown.Index() select Panel(row.Index, column.Index)],
        };

        double C(int i, int j) => covariance[(i * n) + j];

        Figure Panel(int row, int column)
        {
            var (i, j) = (shown[column], shown[row]);
            return column > row ? Figure.Blank : row == column
                ? Density(unknowns[i], Math.Sqrt(C(i, i)), brief, last: row == shown.Length - 1)
                : Pair(unknowns[i], unknowns[j], C(i, i), C(i, j), C(j, j), last: row == shown.Length - 1, first: column == 0);
        }
    }

    private static Figure Density(CornerUnknown u, double std, bool brief, bool last)
    {
        double[] t = [.. Enumerable.Range(0, (2 * Points) + 1).Select(i => Widths * (((double)i / Points) - 1))];
        double[] x = [.. t.Select(s => u.At(u.Mean + (s * std)))], density = [.. t.Select(s => Math.Exp(-0.5 * s * s) / u.Slope(u.Mean + (s * std), std))];
        var greatest = density.Max();
        density = [.. density.Select(p => p / greatest)];
        return new Figure
        {
            Title = brief ? u.Name : Told(u, std),
            X = AxisOf(u, std, hidden: !last),
            Y = new("density", Range: new(0, 1.12)) { IsHidden = true },
            Marks = [new Band(x, new double[x.Length], density) { Ink = Ink.Blue }, new Lines(x, density) { Ink = Ink.Blue }, .. Truth(u)],
        };
    }

    private static Figure Pair(CornerUnknown a, CornerUnknown b, double aa, double ab, double bb, bool last, bool first)
    {
        // Columns of the Cholesky factor turn the unit circle into the ellipse; a correlation of ±1 leaves a line.
        var (l11, l21) = (Math.Sqrt(aa), ab / Math.Sqrt(aa));
        var l22 = Math.Sqrt(Math.Max(0, bb - (l21 * l21)));
        return new Figure
        {
            X = AxisOf(a, Math.Sqrt(aa), hidden: !last),
            Y = AxisOf(b, Math.Sqrt(bb), hidden: !first),
            Marks = [Inside(0.95), Inside(0.68), Ellipse(0.95), Ellipse(0.68), new Scatter([a.At(a.Mean)], [b.At(b.Mean)]) { Ink = Ink.Blue },
                .. a.Truth is { } x ? (Mark[])[new VerticalRule(x)] : [], .. b.Truth is { } y ? (Mark[])[new HorizontalRule(y)] : []],
        };

        double Radius(double p) => Math.Sqrt(-2 * Math.Log(1 - p));

        (double X, double Y) Point(double p, double angle)
        {
            var (sin, cos) = Math.SinCos(angle);
            return (a.At(a.Mean + (Radius(p) * l11 * cos)), b.At(b.Mean + (Radius(p) * ((l21 * cos) + (l22 * sin)))));
        }

        Lines Ellipse(double p)
        {
            var points = Enumerable.Range(0, (2 * Points) + 1).Select(i => Point(p, Math.PI * i / Points)).ToArray();
            return new Lines(points.Select(q => q.X), points.Select(q => q.Y)) { Ink = Ink.Blue };
        }

        // Below and above the major diameter, from left to right.
        Band Inside(double p)
        {
            var angles = Enumerable.Range(0, Points + 1).Select(i => Math.PI * (1 - ((double)i / Points))).ToArray();
            return new Band(angles.Select(s => Point(p, s).X), angles.Select(s => Point(p, -s).Y), angles.Select(s => Point(p, s).Y)) { Ink = Ink.Blue };
        }
    }

    private static Mark[] Truth(CornerUnknown u) => u.Truth is { } truth ? [new VerticalRule(truth)] : [];

    // All panels of a column or row show the same interval; a truth further away than it is not shown.
    private static Axis AxisOf(CornerUnknown u, double std, bool hidden)
    {
        var (lower, upper) = (u.At(u.Mean - (Widths * std)), u.At(u.Mean + (Widths * std)));
        var width = upper - lower;
        if (u.Truth is { } truth && Math.Abs(truth - u.At(u.Mean)) < 1.5 * width)
        {
            (lower, upper) = (Math.Min(lower, truth - (0.05 * width)), Math.Max(upper, truth + (0.05 * width)));
        }

        return new Axis(u.Name, u.Unit, Range: lower < upper ? new AxisRange(lower, upper) : null) { IsHidden = hidden };
    }

    // "S = (1.78 ± 0.06)×10⁻⁴": two digits of the deviation, as many places of the mean.
    private static string Told(CornerUnknown u, double normal)
    {
        var (mean, std) = (u.At(u.Mean), normal * u.Slope(u.Mean, normal));
        var (size, last) = (Power(Math.Max(Math.Abs(mean), std)), Power(std) - 1);
        var power = size is >= 5 or <= -4 ? size : 0;
        var format = "F" + Math.Clamp(power - last, 0, 12).ToString(CultureInfo.InvariantCulture);
        var unit = Math.Pow(10, power);
        var sum = $"{(mean / unit).ToString(format, CultureInfo.InvariantCulture)}\u00a0\u00b1\u00a0{(std / unit).ToString(format, CultureInfo.InvariantCulture)}";
        return $"{u.Name} = {RichText.Number(power == 0 ? sum : $"({sum})\u00d7{RichText.Power(power).ToPlain()}")}";

        static int Power(double value) => (int)Math.Floor(Math.Log10(value));
    }
}
