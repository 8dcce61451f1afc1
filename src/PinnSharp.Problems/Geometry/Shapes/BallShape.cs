using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>|x − c| ≤ r: an interval, a disc, a ball. φ = |x − c| − r.</summary>
/// <param name="Center">c, one number for each space coordinate.</param>
/// <param name="Radius">r &gt; 0.</param>
public sealed record BallShape(ImmutableArray<double> Center, double Radius) : Primitive
{
    /// <inheritdoc/>
    public override double Surface => Center.Length switch { 1 => 2, 2 => 2 * Math.PI * Radius, _ => 4 * Math.PI * Radius * Radius };

    /// <inheritdoc/>
    public override double Level(ReadOnlySpan<double> point)
    {
        var sum = 0.0;
        for (var i = 0; i < Center.Length; i++) sum += (point[i] - Center[i]) * (point[i] - Center[i]);
        return Math.Sqrt(sum) - Radius;
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Extent(int axis) => (Center[axis] - Radius, Center[axis] + Radius);

    /// <summary>Two ends; the angle; height and longitude (Archimedes: bands of equal height have equal area).</summary>
    public override void Place(ReadOnlySpan<double> unit, Span<double> point, Span<double> normal)
    {
        switch (Center.Length)
        {
            case 1:
                normal[0] = unit[0] < 0.5 ? -1 : 1;
                break;
            case 2:
                (normal[1], normal[0]) = Math.SinCos(2 * Math.PI * unit[0]);
                break;
            default:
                normal[2] = 1 - 2 * unit[0];
                var (sin, cos) = Math.SinCos(2 * Math.PI * unit[1]);
                var across = Math.Sqrt(1 - normal[2] * normal[2]);
                (normal[0], normal[1]) = (across * cos, across * sin);
                break;
        }
        for (var i = 0; i < Center.Length; i++) point[i] = Center[i] + Radius * normal[i];
    }
}
