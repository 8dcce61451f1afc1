using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>256 colours for the values of a heat map, at equal perceptual distances along a smooth curve in Oklab.</summary>
/// <remarks>Lightness is monotone (on each side of a diverging map), so the maps survive grey print and colour blindness.
/// Oklab: B. Ottosson, A perceptual color space for image processing, 2020.</remarks>
public sealed class ColourMap
{
    private const int Count = 256;
    private const int Samples = 2048;

    private ColourMap(string name, bool diverging, params ReadOnlySpan<uint> anchors)
    {
        (Name, IsDiverging) = (name, diverging);
        Entries = diverging
            ? [.. Resample(anchors[..((anchors.Length / 2) + 1)], Count / 2), .. Resample(anchors[(anchors.Length / 2)..], Count / 2)]
            : [.. Resample(anchors, Count)];
    }

    /// <summary>Dark violet over teal to yellow, for values without a natural zero.</summary>
    public static ColourMap Sequential { get; } = new("sequential", false, 0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725);

    /// <summary>Blue over near white to red, for differences and other values with a natural zero.</summary>
    public static ColourMap Diverging { get; } = new("diverging", true, 0x0B2F5B, 0x2F73AE, 0x9CC5DF, 0xF4F3F1, 0xEDB08F, 0xC0563A, 0x641A14);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether the middle stands for zero.</summary>
    public bool IsDiverging { get; }

    /// <summary>The 256 colours as 0xRRGGBB, low values first.</summary>
    public ImmutableArray<uint> Entries { get; }

    /// <summary>The colour of a value in [0, 1]; values outside take the nearest end.</summary>
    public uint this[double value] => Entries[IndexOf(value)];

    internal static int IndexOf(double value) => (int)Math.Clamp(value * Count, 0, Count - 1);

    // A Catmull-Rom curve through the anchors, walked at equal steps of its length.
    private static uint[] Resample(ReadOnlySpan<uint> anchors, int count)
    {
        var curve = new (double L, double A, double B)[Samples + 1];
        var length = new double[Samples + 1];
        for (var i = 0; i <= Samples; i++)
        {
            curve[i] = PointOn(anchors, (double)i / Samples * (anchors.Length - 1));
            length[i] = i == 0 ? 0 : length[i - 1] + Distance(curve[i], curve[i - 1]);
        }

        var colours = new uint[count];
        for (int k = 0, i = 0; k < count; k++)
        {
            var target = length[Samples] * k / (count - 1);
            while (i < Samples && length[i] < target)
            {
                i++;
            }

            colours[k] = ToRgb(curve[i]);
        }

        return colours;
    }

    private static (double L, double A, double B) PointOn(ReadOnlySpan<uint> anchors, double position)
    {
        var last = anchors.Length - 1;
        var i = Math.Min((int)position, last - 1);
        var t = position - i;
        var (p, q) = (FromRgb(anchors[i]), FromRgb(anchors[i + 1]));
        var before = i > 0 ? FromRgb(anchors[i - 1]) : Reflect(q, p);
        var after = i + 2 <= last ? FromRgb(anchors[i + 2]) : Reflect(p, q);
        return (Cubic(before.L, p.L, q.L, after.L, t), Cubic(before.A, p.A, q.A, after.A, t), Cubic(before.B, p.B, q.B, after.B, t));
    }

    private static double Cubic(double a, double b, double c, double d, double t) =>
        b + (0.5 * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));

    private static (double L, double A, double B) Reflect((double L, double A, double B) far, (double L, double A, double B) near) =>
        ((2 * near.L) - far.L, (2 * near.A) - far.A, (2 * near.B) - far.B);

    private static double Distance((double L, double A, double B) p, (double L, double A, double B) q) =>
        Math.Sqrt(((p.L - q.L) * (p.L - q.L)) + ((p.A - q.A) * (p.A - q.A)) + ((p.B - q.B) * (p.B - q.B)));

    internal static (double L, double A, double B) FromRgb(uint rgb)
    {
        var (r, g, b) = (Linear(rgb >> 16), Linear(rgb >> 8), Linear(rgb));
        var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return ((0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
                (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
                (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));

        static double Linear(uint channel)
        {
            var c = (channel & 255) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
    }

    private static uint ToRgb((double L, double A, double B) c)
    {
        var l = Cube(c.L + (0.3963377774 * c.A) + (0.2158037573 * c.B));
        var m = Cube(c.L - (0.1055613458 * c.A) - (0.0638541728 * c.B));
        var s = Cube(c.L - (0.0894841775 * c.A) - (1.2914855480 * c.B));
        return Gamma((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)) << 16
             | Gamma((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)) << 8
             | Gamma((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));

        static double Cube(double x) => x * x * x;
        static uint Gamma(double x)
        {
            x = Math.Clamp(x, 0, 1);
            return (uint)Math.Round(255 * (x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055));
        }
    }
}
