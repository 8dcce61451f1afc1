using PinnSharp.Numerics.Tests.Dense;

namespace PinnSharp.Numerics.Tests.Sparse;

/// <summary>Matrices of the kinds that finite elements lead to, and worse ones.</summary>
internal static class SparseCases
{
    public static SparseMatrix From(int n, IEnumerable<(int Row, int Column, double Value)> entries)
    {
        var list = entries.ToList();
        var pattern = new SparsePattern(n, n, [.. list.Select(e => e.Row)], [.. list.Select(e => e.Column)]);
        var matrix = pattern.CreateMatrix();
        pattern.Add([.. list.Select(e => e.Value)], 0, matrix.Values);
        return matrix;
    }

    /// <summary>Random entries, also on the diagonal, of very different sizes from row to row.</summary>
    public static SparseMatrix Random(int n, int perRow, ulong seed)
    {
        var random = TestData.Uniform(3 * n * perRow + n, seed);
        return From(n, Enumerable.Range(0, n * perRow).Select(k => (k / perRow, Index(random[3 * k], n), random[3 * k + 1] * Math.Pow(10, 3 * random[k / perRow])))
            .Concat(Enumerable.Range(0, n).Select(i => (i, i, 0.1 * random[3 * n * perRow + i]))));
    }

    /// <summary>[K Bᵀ; B 0] with K a convection-diffusion matrix on a grid and B random: the diagonal of the last third is structurally zero, in front or behind.</summary>
    public static SparseMatrix SaddlePoint(int side, ulong seed, bool multipliersFirst)
    {
        int n = side * side, m = n / 3;
        var random = TestData.Uniform(9 * m, seed);
        var k = Grid(side, convection: 0.7);
        var entries = Entries(k).ToList();
        for (var i = 0; i < m; i++)
        for (var j = 0; j < 3; j++)
        {
            var column = (3 * i + Index(random[3 * i + j], 7)) % n;
            entries.Add((n + i, column, random[3 * m + 3 * i + j]));
            entries.Add((column, n + i, random[3 * m + 3 * i + j]));
        }
        return From(n + m, entries.Select(e => multipliersFirst ? ((e.Row + m) % (n + m), (e.Column + m) % (n + m), e.Value) : e));
    }

    /// <summary>The five-point Laplacian of a square grid, with a part that is not symmetric.</summary>
    public static SparseMatrix Grid(int side, double convection = 0) => From(side * side, GridEntries(side, convection));

    private static IEnumerable<(int, int, double)> GridEntries(int side, double convection)
    {
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            var i = y * side + x;
            yield return (i, i, 4);
            if (x > 0) yield return (i, i - 1, -1 - convection);
            if (x < side - 1) yield return (i, i + 1, -1 + convection);
            if (y > 0) yield return (i, i - side, -1 - 0.3 * convection);
            if (y < side - 1) yield return (i, i + side, -1);
        }
    }

    /// <summary>A random band of given half-width whose rows and columns are shuffled each by itself: hardly a diagonal entry is left.</summary>
    public static SparseMatrix ShuffledBand(int n, int halfWidth, ulong seed)
    {
        var random = TestData.Uniform(n * (2 * halfWidth + 1), seed);
        int[] rows = Shuffled(n, seed + 1), columns = Shuffled(n, seed + 2);
        return From(n, from i in Enumerable.Range(0, n)
            from d in Enumerable.Range(-halfWidth, 2 * halfWidth + 1)
            where i + d >= 0 && i + d < n
            select (rows[i], columns[i + d], random[i * (2 * halfWidth + 1) + d + halfWidth] + (d == 0 ? 2 : 0)));
    }

    public static int[] Shuffled(int n, ulong seed)
    {
        var order = Enumerable.Range(0, n).ToArray();
        Array.Sort(TestData.Uniform(n, seed), order);
        return order;
    }

    public static IEnumerable<(int Row, int Column, double Value)> Entries(SparseMatrix a) =>
        from i in Enumerable.Range(0, a.Rows)
        from p in Enumerable.Range(a.RowStarts[i], a.RowStarts[i + 1] - a.RowStarts[i])
        select (i, a.ColumnIndices[p], a.Values[p]);

    /// <summary>Gaussian elimination with complete pivoting on the dense matrix: the reference.</summary>
    public static double[] DenseSolve(SparseMatrix a, double[] right)
    {
        var n = a.Rows;
        var m = new double[n, n];
        foreach (var (i, j, v) in Entries(a)) m[i, j] = v;
        var b = (double[])right.Clone();
        var order = Enumerable.Range(0, n).ToArray();
        for (var k = 0; k < n; k++)
        {
            var (r, c) = (k, k);
            for (var i = k; i < n; i++)
            for (var j = k; j < n; j++)
                if (Math.Abs(m[i, j]) > Math.Abs(m[r, c]))
                    (r, c) = (i, j);
            for (var j = 0; j < n; j++) (m[k, j], m[r, j]) = (m[r, j], m[k, j]);
            for (var i = 0; i < n; i++) (m[i, k], m[i, c]) = (m[i, c], m[i, k]);
            (b[k], b[r], order[k], order[c]) = (b[r], b[k], order[c], order[k]);
            for (var i = k + 1; i < n; i++)
            {
                var factor = m[i, k] / m[k, k];
                if (factor == 0) continue;
                for (var j = k; j < n; j++) m[i, j] -= factor * m[k, j];
                b[i] -= factor * b[k];
            }
        }
        var x = new double[n];
        for (var k = n - 1; k >= 0; k--)
        {
            var sum = b[k];
            for (var j = k + 1; j < n; j++) sum -= m[k, j] * x[order[j]];
            x[order[k]] = sum / m[k, k];
        }
        return x;
    }

    private static int Index(double uniform, int n) => Math.Clamp((int)((uniform + 1) / 2 * n), 0, n - 1);
}
