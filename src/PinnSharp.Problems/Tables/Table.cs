using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// A tabulated input: a known function of one coordinate (a pumping rate over time), through points. In expressions it is a field, so that it is
/// differentiated as one; its values come from here and never from a network.
/// </summary>
/// <remarks>
/// The cubics are Hermite's, with the slopes of parabolas through neighbouring points, limited as by Fritsch and Carlson, "Monotone piecewise
/// cubic interpolation", SIAM J. Numer. Anal. 17 (1980): zero at extrema of the points, elsewhere within a circle of three times the secants.
/// </remarks>
public sealed class Table
{
    private const double Slack = 1e-9;
    private readonly ImmutableArray<double> _slopes;

    /// <summary>A table.</summary>
    /// <param name="symbol">Its symbol, over one coordinate.</param>
    /// <param name="interpolation">What it is between its points.</param>
    /// <param name="nodes">The coordinate at its points, increasing.</param>
    /// <param name="values">Its value at each.</param>
    /// <param name="file">The file they were read from.</param>
    /// <exception cref="ArgumentException">There are fewer than two points (one for a step), or the coordinate does not increase.</exception>
    public Table(FieldSymbol symbol, Interpolation interpolation, ImmutableArray<double> nodes, ImmutableArray<double> values, SourceText? file = null)
    {
        if (nodes.Length < LeastPoints(interpolation) || nodes.Length != values.Length) throw new ArgumentException("There are too few points, or not one value for each.", nameof(nodes));
        for (var i = 1; i < nodes.Length; i++)
            if (!(nodes[i] > nodes[i - 1])) throw new ArgumentException("The points do not increase.", nameof(nodes));
        (Symbol, Interpolation, Nodes, Values, File) = (symbol, interpolation, nodes, values, file);
        _slopes = interpolation == Interpolation.Cubic ? Slopes(nodes, values) : [];
    }

    /// <summary>Its symbol, over one coordinate.</summary>
    public FieldSymbol Symbol { get; }

    /// <summary>Its name.</summary>
    public string Name => Symbol.Name;

    /// <summary>The coordinate it is a function of.</summary>
    public CoordinateSymbol Coordinate => Symbol.Over[0];

    /// <summary>What it is between its points.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>The coordinate at its points, increasing.</summary>
    public ImmutableArray<double> Nodes { get; }

    /// <summary>Its value at each.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The file they were read from; null where they were given.</summary>
    public SourceText? File { get; }

    /// <summary>The highest derivative it has.</summary>
    public int Derivatives => Interpolation switch { Interpolation.Step => 0, Interpolation.Linear => 1, _ => 2 };

    /// <summary>Where it ends: its last point, but for a step, which has no end.</summary>
    public double End => Interpolation == Interpolation.Step ? double.PositiveInfinity : Nodes[^1];

    /// <summary>A derivative at a place.</summary>
    /// <param name="x">The coordinate; outside the table by rounding at most.</param>
    /// <param name="order">The derivative's order.</param>
    /// <returns>NaN outside the table and for derivatives it does not have.</returns>
    public double Value(double x, int order = 0)
    {
        var slack = Slack * Math.Max(Nodes[^1] - Nodes[0], Math.Max(Math.Abs(Nodes[0]), Math.Abs(Nodes[^1])));
        if (order > Derivatives || !(x >= Nodes[0] - slack && x <= End + slack)) return double.NaN;
        x = Math.Clamp(x, Nodes[0], End);
        var found = Nodes.BinarySearch(x);
        var i = found >= 0 ? found : ~found - 1;
        if (Interpolation == Interpolation.Step) return Values[i];
        i = Math.Min(i, Nodes.Length - 2);
        var h = Nodes[i + 1] - Nodes[i];
        var secant = (Values[i + 1] - Values[i]) / h;
        var s = x - Nodes[i];
        if (Interpolation == Interpolation.Linear) return order == 0 ? s == h ? Values[i + 1] : Values[i] + secant * s : secant;
        var (a, b) = ((3 * secant - 2 * _slopes[i] - _slopes[i + 1]) / h, (_slopes[i] + _slopes[i + 1] - 2 * secant) / (h * h));
        return order switch
        {
            0 => s == h ? Values[i + 1] : Values[i] + s * (_slopes[i] + s * (a + s * b)),
            1 => _slopes[i] + s * (2 * a + 3 * s * b),
            _ => 2 * a + 6 * s * b,
        };
    }

    internal static int LeastPoints(Interpolation interpolation) => interpolation == Interpolation.Step ? 1 : 2;

    private static ImmutableArray<double> Slopes(ImmutableArray<double> x, ImmutableArray<double> y)
    {
        var n = x.Length - 1;
        double[] h = [.. Enumerable.Range(0, n).Select(i => x[i + 1] - x[i])], d = [.. Enumerable.Range(0, n).Select(i => (y[i + 1] - y[i]) / h[i])];
        if (n == 1) return [d[0], d[0]];
        var m = new double[n + 1];
        for (var i = 1; i < n; i++) m[i] = d[i - 1] * d[i] <= 0 ? 0 : (h[i] * d[i - 1] + h[i - 1] * d[i]) / (h[i - 1] + h[i]);
        m[0] = End(h[0], h[1], d[0], d[1]);
        m[n] = End(h[n - 1], h[n - 2], d[n - 1], d[n - 2]);
        for (var i = 0; i < n; i++)
        {
            if (d[i] == 0) (m[i], m[i + 1]) = (0, 0);
            else if (Math.Sqrt(m[i] * m[i] + m[i + 1] * m[i + 1]) is var size && size > 3 * Math.Abs(d[i]))
                (m[i], m[i + 1]) = (3 * Math.Abs(d[i]) / size * m[i], 3 * Math.Abs(d[i]) / size * m[i + 1]);
        }
        return [.. m];

        static double End(double h, double next, double d, double further) =>
            ((2 * h + next) * d - h * further) / (h + next) is var slope && slope * d > 0 ? slope : 0;
    }
}
