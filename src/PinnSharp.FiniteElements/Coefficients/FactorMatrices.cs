namespace PinnSharp.FiniteElements;

/// <summary>
/// C⁻¹M, C⁻¹K and C⁻¹B of one factor's basis, by rows, where M = CCᵀ is its mass, K its stiffness and B the mass of its boundary, over variables divided by lengths. Elements over space have a lumped
/// mass, by which the variances of their piecewise linear functions are right on the average of a cell to the second order, splines a consistent one.
/// </summary>
/// <param name="Mass">C⁻¹M.</param>
/// <param name="Stiffness">C⁻¹K.</param>
/// <param name="Boundary">C⁻¹B.</param>
internal sealed record FactorMatrices(List<(int Column, double Value)>[] Mass, List<(int Column, double Value)>[] Stiffness, List<(int Column, double Value)>[] Boundary)
{
    private const int Gauss = 4;

    /// <summary>Entries of C⁻¹K, relative to the largest of a column, that are left out: they fall geometrically.</summary>
    private const double Negligible = 1e-17;

    /// <summary>The matrices of a factor.</summary>
    /// <param name="factor">Elements over space, or splines.</param>
    /// <param name="lengths">The length by which each of its variables is divided.</param>
    public static FactorMatrices Of(CoefficientFactor factor, ReadOnlySpan<double> lengths) => factor switch
    {
        PlaceFactor place => Of(place.Space, lengths),
        LineFactor line => Of(line.Line, lengths[0]),
        _ => throw new ArgumentException("Functions on a boundary have no such matrices.", nameof(factor)),
    };

    private static FactorMatrices Of(Space space, ReadOnlySpan<double> lengths)
    {
        var (mesh, d, n) = (space.Mesh, space.Mesh.Dimension, space.Element.Count);
        double[] mass = new double[space.Count], boundary = new double[space.Count], centre = [.. Enumerable.Repeat(1.0 / (d + 1), d)], point = new double[d], inverse = new double[d * d], gradients = new double[n * d];
        var stiffness = Enumerable.Range(0, space.Count).Select(_ => new SortedDictionary<int, double>()).ToArray();
        var unit = 1.0;
        foreach (var length in lengths) unit *= length;
        for (var c = 0; c < mesh.CellCount; c++)
        {
            var volume = mesh.Map(c, centre, point, inverse) / (d == 1 ? 1 : 2) / unit;
            space.Weights(c, centre, [], gradients);
            var dofs = space.Dofs(c);
            for (var a = 0; a < n; a++)
            {
                mass[dofs[a]] += volume / n;
                for (var b = 0; b < n; b++)
                {
                    var product = 0.0;
                    for (var i = 0; i < d; i++) product += lengths[i] * lengths[i] * gradients[a * d + i] * gradients[b * d + i];
                    stiffness[dofs[a]][dofs[b]] = stiffness[dofs[a]].GetValueOrDefault(dofs[b]) + volume * product;
                }
            }
        }
        for (var f = 0; f < mesh.FacetCount; f++)
        {
            var square = 0.0;
            for (var i = 0; d == 2 && i < d; i++) square += Math.Pow((mesh.Vertex(mesh.Facet(f)[1])[i] - mesh.Vertex(mesh.Facet(f)[0])[i]) / lengths[i], 2);
            foreach (var dof in space.DofsOfFacet(f)) boundary[dof] += d == 1 ? 1 : Math.Sqrt(square) / 2;
        }
        double[] root = [.. mass.Select(Math.Sqrt)];
        return new([.. root.Select((r, i) => List((i, r)))], [.. stiffness.Select((row, i) => row.Select(e => (e.Key, e.Value / root[i])).ToList())], [.. boundary.Select((b, i) => List((i, b / root[i])))]);
    }

    private static List<(int, double)> List((int, double) entry) => [entry];

    private static FactorMatrices Of(CubicLine line, double length)
    {
        var (n, (lower, upper)) = (line.Count, line.Interval);
        // Rows hold the diagonal and three entries to its right.
        double[] mass = new double[n * 4], stiffness = new double[n * 4], boundary = new double[n * 4], w = new double[4];
        for (var i = 0; i < n - 3; i++)
            foreach (var (x, weight) in Problems.GaussLegendre.Rule(Gauss))
            {
                var (at, scale) = (lower + (upper - lower) * (i + x) / (n - 3), weight * (upper - lower) / (n - 3) / length);
                Add(mass, at, 0, scale);
                Add(stiffness, at, 1, scale * length * length);
            }
        Add(boundary, lower, 0, 1);
        Add(boundary, upper, 0, 1);
        var factor = Factor(mass, n);
        // C⁻¹M = Cᵀ.
        return new([.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, Math.Min(4, n - i)).Select(a => (i + a, factor[i * 4 + a])).ToList())], Solved(factor, stiffness, n), Solved(factor, boundary, n));

        void Add(double[] matrix, double at, int order, double scale)
        {
            var first = line.Weights(at, order, w);
            for (var a = 0; a < 4; a++)
                for (var b = a; b < 4; b++) matrix[(first + a) * 4 + b - a] += scale * w[a] * w[b];
        }
    }

    /// <summary>C of a matrix of bandwidth 3: column j's entries j … j + 3.</summary>
    private static double[] Factor(double[] matrix, int n)
    {
        var c = (double[])matrix.Clone();
        for (var j = 0; j < n; j++)
        {
            var pivot = c[j * 4] = Math.Sqrt(c[j * 4]);
            for (var a = 1; a < 4; a++) c[j * 4 + a] /= pivot;
            for (var a = 1; a < 4 && j + a < n; a++)
                for (var b = a; b < 4; b++) c[(j + a) * 4 + b - a] -= c[j * 4 + a] * c[j * 4 + b];
        }
        return c;
    }

    /// <summary>C⁻¹X of a symmetric X of bandwidth 3, by rows.</summary>
    private static List<(int, double)>[] Solved(double[] c, double[] matrix, int n)
    {
        var rows = Enumerable.Range(0, n).Select(_ => new List<(int, double)>()).ToArray();
        var x = new double[n];
        for (var column = 0; column < n; column++)
        {
            var (first, largest) = (Math.Max(0, column - 3), 0.0);
            x.AsSpan().Clear();
            for (var i = first; i < Math.Min(n, column + 4); i++) x[i] = i <= column ? matrix[i * 4 + column - i] : matrix[column * 4 + i - column];
            for (var i = first; i < n; i++)
            {
                x[i] /= c[i * 4];
                for (var a = 1; a < 4 && i + a < n; a++) x[i + a] -= c[i * 4 + a] * x[i];
                largest = Math.Max(largest, Math.Abs(x[i]));
                if (Math.Abs(x[i]) > Negligible * largest) rows[i].Add((column, x[i]));
            }
        }
        return rows;
    }
}
