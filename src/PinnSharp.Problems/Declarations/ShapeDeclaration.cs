using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>A shape over the space coordinates. Numbers may be constant expressions.</summary>
public abstract record ShapeDeclaration
{
    /// <summary>A disc; space has two dimensions.</summary>
    public static BallDeclaration Disc(SourceText x, SourceText y, SourceText radius) => new("disc", [x, y], radius);

    /// <summary>A ball: an interval, a disc or a ball, by the number of space coordinates.</summary>
    public static BallDeclaration Ball(ImmutableArray<SourceText> center, SourceText radius) => new("ball", center, radius);

    /// <summary>A polygon; space has two dimensions.</summary>
    public static PolygonDeclaration Polygon(params ReadOnlySpan<(double X, double Y)> corners)
    {
        var vertices = ImmutableArray.CreateBuilder<(SourceText, SourceText)>();
        foreach (var (x, y) in corners) vertices.Add((x, y));
        return new(vertices.ToImmutable());
    }

    /// <summary>An expression of shapes declared before: <c>"box - hole"</c>.</summary>
    public static implicit operator ShapeDeclaration(string expression) => new ShapeExpressionDeclaration(expression);
}

/// <summary>|x − center| ≤ radius.</summary>
/// <param name="Kind">"disc" or "ball", for messages.</param>
/// <param name="Center">One number for each space coordinate.</param>
/// <param name="Radius">The radius.</param>
public sealed record BallDeclaration(string Kind, ImmutableArray<SourceText> Center, SourceText Radius) : ShapeDeclaration;

/// <summary>A box: an interval for each coordinate, the whole one for those left out.</summary>
/// <param name="Intervals">The intervals.</param>
public sealed record BoxDeclaration(Declarations<CoordinateDeclaration> Intervals) : ShapeDeclaration;

/// <summary>A polygon.</summary>
/// <param name="Corners">Its corners in order.</param>
public sealed record PolygonDeclaration(ImmutableArray<(SourceText X, SourceText Y)> Corners) : ShapeDeclaration;

/// <summary>Shapes declared before, made one.</summary>
/// <param name="Operation">How.</param>
/// <param name="Shapes">Their names, or expressions of them; the difference takes all others from the first.</param>
public sealed record CombinedDeclaration(ShapeOperation Operation, ImmutableArray<SourceText> Shapes) : ShapeDeclaration;

/// <summary>Names of shapes with + (union), − (difference), &amp; (intersection, which binds tighter) and parentheses; <c>box</c> is the box of the coordinates.</summary>
/// <param name="Text">The expression.</param>
public sealed record ShapeExpressionDeclaration(SourceText Text) : ShapeDeclaration;
