using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>A straight line or an arc, counter-clockwise, of the circle of a disc: p(s), 0 ≤ s ≤ 1, at constant speed.</summary>
/// <param name="A">Where a line begins; unused for an arc.</param>
/// <param name="B">Where it ends.</param>
/// <param name="Disc">The disc; null for a line.</param>
/// <param name="From">The angle at which an arc begins.</param>
/// <param name="Sweep">The angle it runs through, at most 2π.</param>
internal sealed record Curve((double X, double Y) A, (double X, double Y) B, BallShape? Disc = null, double From = 0, double Sweep = 0)
{
    /// <summary>Curves that pass a circle at its radius times this touch it in one point: their two would be no further apart than rounding makes of it.</summary>
    private const double Touch = 1e-12;

    /// <summary>A whole circle.</summary>
    public static Curve Circle(BallShape disc) => new(default, default, disc, 0, 2 * Math.PI);

    /// <summary>The curves of a shape's own boundary.</summary>
    public static IEnumerable<Curve> Of(Primitive shape) => shape switch
    {
        BallShape disc => [Circle(disc)],
        BoxShape box => Ring([(box.Lower[0], box.Lower[1]), (box.Upper[0], box.Lower[1]), (box.Upper[0], box.Upper[1]), (box.Lower[0], box.Upper[1])]),
        PolygonShape polygon => Ring(polygon.Vertices),
        _ => throw new NotSupportedException($"No mesh is known for a shape of kind {shape.GetType().Name}."),
    };

    public bool IsClosed => Disc is not null && Sweep >= 2 * Math.PI;

    public double Length => Disc is null ? Distance(A, B) : Disc.Radius * Sweep;

    public (double X, double Y) At(double s)
    {
        if (Disc is null) return s == 0 ? A : s == 1 ? B : (A.X + s * (B.X - A.X), A.Y + s * (B.Y - A.Y));
        var (sin, cos) = Math.SinCos(From + s * Sweep);
        return (Disc.Center[0] + Disc.Radius * cos, Disc.Center[1] + Disc.Radius * sin);
    }

    /// <summary>A unit normal.</summary>
    public double[] Normal(double s)
    {
        if (Disc is null) return [(B.Y - A.Y) / Length, (A.X - B.X) / Length];
        var (sin, cos) = Math.SinCos(From + s * Sweep);
        return [cos, sin];
    }

    /// <summary>s of the place of the curve that is nearest to a point (of the line or circle that the curve is part of).</summary>
    public double Nearest((double X, double Y) p)
    {
        if (Disc is null) return ((p.X - A.X) * (B.X - A.X) + (p.Y - A.Y) * (B.Y - A.Y)) / (Length * Length);
        var angle = Math.Atan2(p.Y - Disc.Center[1], p.X - Disc.Center[0]) - From;
        return (angle - 2 * Math.PI * Math.Floor(angle / (2 * Math.PI) + 1e-15)) / Sweep;
    }

    /// <summary>The part between two parameters.</summary>
    public Curve Part(double from, double to) => Disc is null ? new(At(from), At(to)) : new(At(from), At(to), Disc, From + from * Sweep, (to - from) * Sweep);

    /// <summary>Where it may meet another: points of both lines or circles, and of lines that coincide the ends.</summary>
    public IEnumerable<(double X, double Y)> Meet(Curve other) => (Disc, other.Disc) switch
    {
        (null, null) => Lines(this, other),
        (null, { } disc) => LineCircle(this, disc),
        ({ } disc, null) => LineCircle(other, disc),
        ({ } a, { } b) => Circles(a, b),
    };

    public static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    private static IEnumerable<Curve> Ring(IReadOnlyList<(double X, double Y)> corners) => corners.Select((corner, i) => new Curve(corner, corners[(i + 1) % corners.Count]));

    private static (double X, double Y)[] Lines(Curve a, Curve b)
    {
        var (ax, ay, bx, by) = (a.B.X - a.A.X, a.B.Y - a.A.Y, b.B.X - b.A.X, b.B.Y - b.A.Y);
        var cross = ax * by - ay * bx;
        if (Math.Abs(cross) <= 1e-12 * a.Length * b.Length) return [a.A, a.B, b.A, b.B];
        var s = ((b.A.X - a.A.X) * by - (b.A.Y - a.A.Y) * bx) / cross;
        return [(a.A.X + s * ax, a.A.Y + s * ay), a.A, a.B, b.A, b.B];
    }

    private static (double X, double Y)[] LineCircle(Curve line, BallShape disc)
    {
        var foot = line.Nearest((disc.Center[0], disc.Center[1]));
        var (x, y) = (line.A.X + foot * (line.B.X - line.A.X), line.A.Y + foot * (line.B.Y - line.A.Y));
        var beside = Distance((x, y), (disc.Center[0], disc.Center[1]));
        if (beside > disc.Radius * (1 + Touch)) return [];
        var half = beside > disc.Radius * (1 - Touch) ? 0 : Math.Sqrt(disc.Radius * disc.Radius - beside * beside) / line.Length;
        var (dx, dy) = (half * (line.B.X - line.A.X), half * (line.B.Y - line.A.Y));
        return [(x + dx, y + dy), (x - dx, y - dy), line.A, line.B];
    }

    private static (double X, double Y)[] Circles(BallShape a, BallShape b)
    {
        var (dx, dy) = (b.Center[0] - a.Center[0], b.Center[1] - a.Center[1]);
        var d = Math.Sqrt(dx * dx + dy * dy);
        if (d == 0 || d > (a.Radius + b.Radius) * (1 + Touch) || d < Math.Abs(a.Radius - b.Radius) - a.Radius * Touch) return [];
        var along = (d * d + a.Radius * a.Radius - b.Radius * b.Radius) / (2 * d);
        var half = Math.Abs(along) > a.Radius * (1 - Touch) ? 0 : Math.Sqrt(a.Radius * a.Radius - along * along);
        var (x, y) = (a.Center[0] + along * dx / d, a.Center[1] + along * dy / d);
        return [(x - half * dy / d, y + half * dx / d), (x + half * dy / d, y - half * dx / d)];
    }
}
