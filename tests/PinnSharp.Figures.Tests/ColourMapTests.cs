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

        static double Distance((double L, double A, double B) p, (double L, double A, double B) q) =>
            Math.Sqrt(Math.Pow(p.L - q.L, 2) + Math.Pow(p.A - q.A, 2) + Math.Pow(p.B - q.B, 2));
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
}
