using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Which data of an observation are near each other: pairs with weights, the reference of its autocorrelation.</summary>
internal static class Neighbours
{
    private const double SamePlace = 1e-9;
    private const int LeastGroup = 5;

    /// <summary>Successive data at the same place, weight 1; null unless most data have a successor.</summary>
    /// <param name="problem">Gives the coordinates.</param>
    /// <param name="points">[count × coordinates].</param>
    public static List<(int I, int J, double Weight)>? InTime(InverseProblem problem, double[] points)
    {
        if (problem.Coordinates.FirstOrDefault(c => c.IsTime) is not { Symbol.Index: var time }) return null;
        var (d, edges) = (problem.Coordinates.Length, new List<(int, int, double)>());
        foreach (var place in Groups(problem, points, c => !c.IsTime))
        {
            var chain = place.OrderBy(i => points[i * d + time]).ThenBy(i => i).ToArray();
            for (var i = 1; i < chain.Length; i++) edges.Add((chain[i - 1], chain[i], 1));
        }
        return edges.Count >= points.Length / d / 2 ? edges : null;
    }

    /// <summary>
    /// Each datum's nearest neighbours at its time, two for each coordinate, weight ½ for each of the two that is a neighbour of the other. Where times are all different, those nearest in
    /// space and time, each in units of its interval; null where data follow each other at a few places only.
    /// </summary>
    /// <param name="problem">Gives the coordinates.</param>
    /// <param name="points">[count × coordinates].</param>
    public static List<(int I, int J, double Weight)>? InSpace(InverseProblem problem, double[] points)
    {
        var space = problem.Coordinates.Where(c => !c.IsTime).ToList();
        var count = points.Length / problem.Coordinates.Length;
        if (space.Count == 0) return null;
        var moments = Groups(problem, points, c => c.IsTime).ToList();
        if (moments.Count * LeastGroup <= count) return [.. moments.SelectMany(m => Nearest(space, problem.Coordinates.Length, points, m))];
        return InTime(problem, points) is null ? Nearest([.. problem.Coordinates], problem.Coordinates.Length, points, [.. Enumerable.Range(0, count)]) : null;
    }

    /// <summary>Data that agree in some coordinates.</summary>
    private static IEnumerable<int[]> Groups(InverseProblem problem, double[] points, Func<Coordinate, bool> isSame)
    {
        var (d, same) = (problem.Coordinates.Length, problem.Coordinates.Where(isSame).ToList());
        return Enumerable.Range(0, points.Length / d)
            .GroupBy(i => string.Join(' ', same.Select(c => Math.Round((points[i * d + c.Symbol.Index] - c.Lower) / (c.Upper - c.Lower) / SamePlace)))).Select(g => g.ToArray());
    }

    private static List<(int, int, double)> Nearest(List<Coordinate> coordinates, int d, double[] points, int[] group)
    {
        var k = Math.Min(2 * coordinates.Count, group.Length - 1);
        double At(int i, Coordinate c) => points[i * d + c.Symbol.Index] / (c.Upper - c.Lower);
        var sorted = group.OrderBy(i => At(i, coordinates[0])).ThenBy(i => i).ToArray();
        var edges = new List<(int, int, double)>();
        for (var a = 0; a < sorted.Length; a++)
        {
            var best = new List<(double Distance, int Index)>();
            // Outward on both sides, until even the first coordinate is further off than the k-th neighbour.
            for (var step = 1; step < sorted.Length; step++)
            {
                var open = false;
                foreach (var b in new[] { a - step, a + step })
                {
                    if (b < 0 || b >= sorted.Length) continue;
                    var first = At(sorted[b], coordinates[0]) - At(sorted[a], coordinates[0]);
                    if (best.Count == k && first * first > best[^1].Distance) continue;
                    open = true;
                    best.Add((coordinates.Sum(c => Math.Pow(At(sorted[a], c) - At(sorted[b], c), 2)), sorted[b]));
                    best.Sort();
                    if (best.Count > k) best.RemoveAt(k);
                }
                if (!open) break;
            }
            edges.AddRange(best.Select(b => (Math.Min(sorted[a], b.Index), Math.Max(sorted[a], b.Index), 0.5)));
        }
        return [.. edges.GroupBy(e => (e.Item1, e.Item2)).Select(g => (g.Key.Item1, g.Key.Item2, g.Sum(e => e.Item3)))];
    }
}
