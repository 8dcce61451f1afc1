namespace PinnSharp.Figures.Tests;

public sealed class ColourMapTests
{
    private static readonly ColourMap[] All = [ColourMap.Sequential, ColourMap.Diverging];

    [TestCaseSource(nameof(All))]
    public void Neighbours_are_equally_far_apart(ColourMap map)
    {
        // Distances in Oklab; rounding to eight bits moves a colour by about 0.002.
        var lab = map.Entries.Select(ColourMap.FromRgb).ToArray();
        var half = map.IsDiverging ? 128 : 256;
        for (var start = 0; start < 256; start += half)
        {
            var distances = new List<double>();
            for (var i = start; i + 16 < start + half; i += 16)
            {
                distances.Add(Distance(lab[i], lab[i + 16]));
            }

            Assert.That(distances.Max() / distances.Min(), Is.LessThan(1.12));
        }
    }

    [TestCaseSource(nameof(All))]
    public void Lightness_is_monotone_so_that_grey_print_reads_the_same(ColourMap map)
    {
        var lightness = map.Entries.Select(c => ColourMap.FromRgb(c).L).ToArray();
        var rising = map.IsDiverging ? lightness[..128] : lightness;
        Assert.That(rising.Where((_, i) => i % 4 == 0), Is.Ordered);
        if (map.IsDiverging)
        {
            Assert.That(lightness[128..].Where((_, i) => i % 4 == 0), Is.Ordered.Descending);
            Assert.That(lightness[127], Is.GreaterThan(0.95));
        }
    }

    [Test]
    public void Ends_are_the_anchors_and_values_outside_take_them()
    {
        Assert.That(ColourMap.Sequential.Entries, Has.Length.EqualTo(256));
        Assert.That(ColourMap.Sequential[-3], Is.EqualTo(0x440154));
        Assert.That(ColourMap.Sequential[7], Is.EqualTo(0xFDE725));
    }

    /// <summary>How readers without red or green cones see linear RGB.</summary>
    /// <remarks>G. Machado, M. Oliveira and L. Fernandes, A physiologically-based model for simulation of color vision deficiency, 2009.</remarks>
    private static readonly double[][] Deficiencies =
    [
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    ];

    [Test]
    public void Inks_are_told_apart_without_red_or_green()
    {
        foreach (var (theme, matrix) in from t in (Theme[])[Theme.Light, Theme.Dark] from m in Deficiencies select (t, m))
        {
            var seen = theme.Inks.Take(Theme.Cycle).Select(i => ColourMap.FromRgb(Simulated(Convert.ToUInt32(i[1..], 16), matrix))).ToArray();
            for (var i = 0; i < seen.Length; i++)
            {
                Assert.That(seen.Take(i).Select(p => Distance(p, seen[i])), Is.All.GreaterThan(0.05), $"ink {i + 1} of {theme.Background}");
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void Values_are_told_apart_without_red_or_green_and_in_grey(ColourMap map)
    {
        double[] grey = [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722];
        foreach (var (kind, matrix) in ((double[][])[.. Deficiencies, grey]).Index())
        {
            var seen = map.Entries.Select(c => ColourMap.FromRgb(Simulated(c, matrix))).ToArray();
            var middle = map.IsDiverging ? 128 : 256;
            for (var i = 0; i + 16 < 256; i++)
            {
                // Across the middle of a diverging map lightness turns round; there the sign is the hue's business.
                if ((i < middle) == (i + 16 < middle))
                {
                    var step = (seen[i + 16].L - seen[i].L) * (i < middle ? 1 : -1);
                    Assert.That(step, Is.GreaterThan(0.015), $"matrix {kind}, from {i}");
                }
            }

            if (map.IsDiverging && kind < 2)
            {
                for (var i = 0; i < 100; i++)
                {
                    Assert.That(Distance(seen[i], seen[255 - i]), Is.GreaterThan(0.06), $"signs, matrix {kind}, at {i}");
                }
            }
        }
    }

    [Test]
    public void Text_has_contrast_in_both_themes()
    {
        foreach (var theme in (Theme[])[Theme.Light, Theme.Dark])
        {
            var background = Parse(theme.Background);
            Assert.That(Contrast(Parse(theme.Foreground), background), Is.GreaterThan(7));
            Assert.That(Contrast(Parse(theme.Muted), background), Is.GreaterThan(4.5));
            Assert.That(theme.Inks.Select(i => Contrast(Parse(i), background)), Is.All.GreaterThan(2.2), "lines");
        }

        foreach (var theme in (FigureTheme[])[FigureTheme.Light, FigureTheme.Dark])
        {
            var figure = new Figure { Title = "T", X = new("x"), Marks = [new Lines([0, 1], [0, 1]) { Label = "u" }, new HeatMap(new(0, 1), new(0, 1), 2, [1, 2, 3, 4]).WithContours()] };
            var drawing = new Drawing(SvgRenderer.Render(new FigureGrid { Title = "G", Note = "note", Panels = [figure, new()] }, new() { Theme = theme }));
            var background = Parse(drawing.Named("rect").First().Attribute("fill")!.Value);
            Assert.That(drawing.Named("text").Select(t => Contrast(Parse(t.Attribute("fill")!.Value), background)), Is.All.GreaterThan(4.5));
        }

        static uint Parse(string hex) => Convert.ToUInt32(hex[1..], 16);
    }

    private static double Distance((double L, double A, double B) p, (double L, double A, double B) q) =>
        Math.Sqrt(Math.Pow(p.L - q.L, 2) + Math.Pow(p.A - q.A, 2) + Math.Pow(p.B - q.B, 2));

    // WCAG 2.2: (L₁ + 0.05)/(L₂ + 0.05) of the relative luminances.
    private static double Contrast(uint a, uint b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);

        static double Luminance(uint c) => (0.2126 * Linear(c >> 16)) + (0.7152 * Linear(c >> 8)) + (0.0722 * Linear(c));
    }

    private static uint Simulated(uint colour, double[] m)
    {
        var (r, g, b) = (Linear(colour >> 16), Linear(colour >> 8), Linear(colour));
        return (Encoded((m[0] * r) + (m[1] * g) + (m[2] * b)) << 16) | (Encoded((m[3] * r) + (m[4] * g) + (m[5] * b)) << 8) | Encoded((m[6] * r) + (m[7] * g) + (m[8] * b));

        static uint Encoded(double v)
        {
            v = Math.Clamp(v, 0, 1);
            return (uint)Math.Round(255 * (v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055));
        }
    }

    private static double Linear(uint channel)
    {
        var c = (channel & 255) / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
