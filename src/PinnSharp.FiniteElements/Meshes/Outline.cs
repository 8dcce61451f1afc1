using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>The boundary of a plane shape as curves that meet at their ends only.</summary>
internal static class Outline
{
    /// <summary>
    /// All primitives' curves, cut where they meet and at the places to be held; of the parts those that have the shape on one side only,
    /// and those inside it that are the boundary of an interface. Ends within 1e-9 of the size are made one.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="interfaces">Shapes whose boundaries inside the shape are kept, too.</param>
    /// <param name="held">Places on the curves to cut at.</param>
    /// <param name="size">A length of the size of the shape.</param>
    public static List<(Curve Curve, bool IsBoundary)> Of(Shape shape, IReadOnlyCollection<Shape> interfaces, IReadOnlyCollection<(double X, double Y)> held, double size)
    {
        var slack = 1e-9 * size;
        Curve[] curves = [.. new[] { shape }.Concat(interfaces).SelectMany(s => s.Primitives).Distinct().SelectMany(Curve.Of)];
        var (ends, found) = (new List<(double X, double Y)>(), new List<(Curve Curve, bool IsBoundary)>());
        (double X, double Y) Snap((double X, double Y) p)
        {
            foreach (var end in ends)
                if (Curve.Distance(end, p) <= slack) return end;
            ends.Add(p);
            return p;
        }
        foreach (var curve in curves)
            foreach (var part in Parts(curve, curves, held, slack))
            {
                var (middle, normal) = (part.At(0.5), part.Normal(0.5));
                double[] point = [middle.X, middle.Y];
                var boundary = shape.Side(point, normal, 1e-7 * size) != 0;
                if (!boundary && !(shape.Level(point) < -1e-7 * size && interfaces.Any(i => i.Side(point, normal, 1e-7 * size) != 0))) continue;
                if (found.Any(f => Curve.Distance(f.Curve.At(0.5), middle) <= slack)) continue; // the side of two primitives
                found.Add((part with { A = Snap(part.At(0)), B = Snap(part.At(1)) }, boundary));
            }
        return found;
    }

    private static IEnumerable<Curve> Parts(Curve curve, Curve[] all, IReadOnlyCollection<(double X, double Y)> held, double slack)
    {
        var near = slack / curve.Length;
        var cuts = all.Where(other => other != curve).SelectMany(curve.Meet).Concat(held)
            .Select(p => (S: curve.Nearest(p), P: p)).Where(c => c.S > -near && c.S < 1 + near && Curve.Distance(curve.At(c.S), c.P) <= slack)
            .Select(c => curve.IsClosed && c.S > 1 - near ? 0 : Math.Clamp(c.S, 0, 1)).Concat(curve.IsClosed ? [] : [0.0, 1.0]).Order().ToList();
        for (var i = cuts.Count - 1; i > 0; i--)
            if (cuts[i] - cuts[i - 1] <= 2 * near) cuts.RemoveAt(cuts[i] == 1 ? i - 1 : i);
        if (cuts.Count == 0) return [curve];
        if (curve.IsClosed) cuts.Add(cuts[0] + 1);
        return Enumerable.Range(0, cuts.Count - 1).Select(i => curve.Part(cuts[i], cuts[i + 1]));
    }
}
