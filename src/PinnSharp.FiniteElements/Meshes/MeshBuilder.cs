using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>Meshes of the domains of problems, over their space coordinates.</summary>
public static class MeshBuilder
{
    /// <summary>Most cells that are made, about 1 GB of system matrices in a plane.</summary>
    public const int MostCells = 500_000;

    /// <summary>
    /// The mesh of a problem's domain. Coordinates that its conditions wrap are periodic, and where a condition's interval ends on a face or boundary there is a vertex.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">Size and so on; defaults if not said.</param>
    /// <exception cref="InputException">Space has no or three dimensions, or the domain cannot be meshed.</exception>
    public static Mesh Build(InverseProblem problem, MeshOptions? options = null)
    {
        ImmutableArray<Coordinate> space = [.. problem.Coordinates.Where(c => !c.IsTime)];
        if (space.Length is not (1 or 2))
            throw new InputException($"Finite elements take one or two space dimensions; '{problem.Name}' has {(space.Length == 0 ? "none" : space.Length)}.");
        options ??= new();
        var wrapped = problem.Conditions.OfType<PeriodicCondition>().Where(c => space.Any(s => s.Symbol == c.Coordinate)).Select(c => space.IndexOf(space.First(s => s.Symbol == c.Coordinate)));
        return Build(problem.Shapes["domain"], options with
        {
            Periodic = [.. options.Periodic.Union(wrapped)],
            Held = [.. options.Held, .. problem.Conditions.OfType<EquationCondition>().SelectMany(c => Ends(c.Where, problem.Shapes["domain"]))],
        });
    }

    /// <summary>The mesh of a shape. A rectangle or interval without held places inside its faces, interfaces and local size has equal cells.</summary>
    /// <param name="shape">A shape in one or two dimensions.</param>
    /// <param name="options">Size and so on; defaults if not said.</param>
    /// <exception cref="InputException">The shape cannot be meshed, or would have more than <see cref="MostCells"/> cells.</exception>
    public static Mesh Build(Shape shape, MeshOptions? options = null)
    {
        options ??= new();
        if (options.Size is { } given && !(given > 0 && double.IsFinite(given))) throw new InputException($"The size of cells must be positive, not {given}.");
        Limit(shape, options);
        var mesh = Dimension(shape) switch
        {
            1 => Line(shape, options),
            2 => Plane(shape, options),
            var d => throw new InputException($"Finite elements take one or two space dimensions, not {d}."),
        };
        for (var level = 0; level < options.Level; level++) mesh = mesh.Refine();
        return mesh;
    }

    /// <summary>Refuses meshes of more cells than a box around the shape may have.</summary>
    private static void Limit(Shape shape, MeshOptions options)
    {
        if (options.Size is not { } size || Dimension(shape) is not (1 or 2)) return;
        var cells = Enumerable.Range(0, Dimension(shape)).Select(shape.Extent).Aggregate(Dimension(shape) == 2 ? 2.0 : 1, (product, e) => product * Math.Max(1, (e.Upper - e.Lower) / size)) * Math.Pow(1 << Dimension(shape), options.Level);
        if (cells > MostCells)
            throw new InputException(FormattableString.Invariant($"Cells of size {size} would be {cells:g3}, more than the {MostCells} that are made; the domain extends over {string.Join(" × ", Enumerable.Range(0, Dimension(shape)).Select(i => shape.Extent(i).Upper - shape.Extent(i).Lower))}."));
    }

    private static int Dimension(Shape shape) => shape.Primitives[0] switch { BoxShape box => box.Lower.Length, BallShape ball => ball.Center.Length, _ => 2 };

    private static Mesh Line(Shape shape, MeshOptions options)
    {
        var (lower, upper) = shape.Extent(0);
        var size = options.Size ?? (upper - lower) / 100;
        double[] ends = [.. new[] { shape }.Concat(options.Interfaces).SelectMany(s => s.Primitives).SelectMany(p => new[] { p.Extent(0).Lower, p.Extent(0).Upper })
            .Concat(options.Held.Select(h => h[0])).Append(lower).Append(upper).Where(x => x >= lower && x <= upper).Distinct().Order()];
        var (vertices, cells) = (new List<double>(), new List<int>());
        for (var i = 1; i < ends.Length; i++)
        {
            var (a, b) = (ends[i - 1], ends[i]);
            if (!(shape.Level([(a + b) / 2]) < 0)) continue;
            double Density(double x) => 1 / (options.LocalSize is { } local ? Math.Min(size, local([x])) : size);
            var count = Math.Max(1, (int)Math.Ceiling(Enumerable.Range(0, 200).Sum(k => Density(a + (b - a) * (k + 0.5) / 200)) * (b - a) / 200 - 1e-6));
            var points = options.LocalSize is null ? Grading.Uniform(a, b, count) : Grading.Density(a, b, count, Density);
            if (vertices.Count == 0 || vertices[^1] != a) vertices.Add(a);
            foreach (var x in points.Skip(1))
            {
                cells.AddRange([vertices.Count - 1, vertices.Count]);
                vertices.Add(x);
            }
        }
        return cells.Count == 0 ? throw new InputException("The domain is empty.") : new(1, [.. vertices], [.. cells]);
    }

    private static Mesh Plane(Shape shape, MeshOptions options)
    {
        var ((x0, x1), (y0, y1)) = (shape.Extent(0), shape.Extent(1));
        var diagonal = Curve.Distance((x0, y0), (x1, y1));
        var coarsest = options.Size ?? diagonal / Math.Sqrt(2) / 32;
        if (shape is BoxShape && options.LocalSize is null && options.Interfaces.IsEmpty && Grid(x0, x1, 0) is { } x && Grid(y0, y1, 1) is { } y)
            return StructuredMeshes.Rectangle(x, y);
        Func<double, double, double> size = options.LocalSize is { } local ? (x, y) => Math.Min(coarsest, local([x, y])) : (_, _) => coarsest;
        var held = options.Held.Select(h => (h[0], h[1])).ToHashSet();
        for (var round = 0; ; round++)
        {
            var mesh = ShapeMeshes.Of(shape, size, coarsest, options.Interfaces, held);
            if (options.Periodic.IsEmpty || round == 10) return mesh;
            var before = held.Count;
            foreach (var axis in options.Periodic) held.UnionWith(Mismatch(mesh, axis));
            if (held.Count == before) return mesh;
        }

        double[]? Grid(double a, double b, int axis)
        {
            var grid = Grading.Uniform(a, b, Math.Max(2, (int)Math.Ceiling((b - a) / coarsest - 1e-6)));
            return options.Held.All(h => grid.Any(g => Math.Abs(g - h[axis]) < 1e-9 * diagonal)) ? grid : null;
        }
    }

    /// <summary>
    /// If the vertices of the two faces across an axis do not match: those of both, on both. As both began with the same and pieces are halved, none come close to each other.
    /// </summary>
    private static IEnumerable<(double X, double Y)> Mismatch(Mesh mesh, int axis)
    {
        var boundary = Enumerable.Range(0, mesh.FacetCount).SelectMany(f => mesh.Facet(f).ToArray()).Distinct().Select(v => mesh.Vertex(v).ToArray()).ToList();
        var (lower, upper) = (boundary.Min(p => p[axis]), boundary.Max(p => p[axis]));
        var slack = 1e-9 * (upper - lower);
        double[] Across(double end) => [.. boundary.Where(p => Math.Abs(p[axis] - end) <= slack).Select(p => p[1 - axis]).Order()];
        var (low, high) = (Across(lower), Across(upper));
        if (low.Length == high.Length && low.Zip(high, (a, b) => Math.Abs(a - b) <= slack).All(near => near)) return [];
        return from end in new[] { lower, upper } from across in low.Concat(high) select axis == 0 ? (end, across) : (across, end);
    }

    /// <summary>Where a region's intervals and fixed coordinates cut the outline: corners of its box, and the places of its boundary's curves across the ends.</summary>
    private static IEnumerable<ImmutableArray<double>> Ends(Region region, Shape domain)
    {
        int[] space = [.. Enumerable.Range(0, region.Coordinates.Length).Where(i => !region.Coordinates[i].IsTime)];
        double[][] ends = [.. space.Select(i => new[] { region.Lower[i], region.Upper[i] }.Distinct().ToArray())];
        if (space.Length == 1) return ends[0].Select(x => ImmutableArray.Create(x));
        if (region.Boundary is null)
            return ends.Any(e => e.Length == 1) ? from x in ends[0] from y in ends[1] where Math.Abs(domain.Level([x, y])) < 1e-9 select ImmutableArray.Create(x, y) : [];
        var ((x0, x1), (y0, y1)) = (domain.Extent(0), domain.Extent(1));
        var lines = ends[0].Where(x => x > x0 && x < x1).Select(x => new Curve((x, y0), (x, y1))).Concat(ends[1].Where(y => y > y0 && y < y1).Select(y => new Curve((x0, y), (x1, y))));
        return from line in lines from curve in region.Boundary.On.Primitives.SelectMany(Curve.Of) from p in curve.Meet(line) select ImmutableArray.Create(p.X, p.Y);
    }
}
