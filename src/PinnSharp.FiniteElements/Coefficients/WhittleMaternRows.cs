using PinnSharp.Modeling;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The rows of L = C⁻¹A with M = CCᵀ, so that the precision is LᵀL = AM⁻¹A: A = δM + γK + βB of the <see cref="WhittleMaternOperator"/>, over products of factors δ⊗M + Σ (γK + βB)⊗M of the others.
/// </summary>
/// <remarks>
/// Over space alone L is divided by the standard deviations that it gives the nodes, so that each has exactly the declared one on any mesh, on the boundary and in corners too (the second remedy of
/// Daon and Stadler). Splines are so close to that already that nothing is gained.
/// </remarks>
internal static class WhittleMaternRows
{
    private const int Batch = 64;

    /// <summary>One row a coefficient.</summary>
    /// <param name="factors">The function's factors.</param>
    /// <param name="prior">The prior of the internal variable.</param>
    public static List<(int Coefficient, double Value)>[] Of(CoefficientFactor[] factors, WhittleMatern prior)
    {
        List<(int Coefficient, double Value)>[] rows = [.. Rows(factors, prior)];
        if (factors is not [PlaceFactor]) return rows;
        var ratios = Deviations(rows, rows.Length).Select(d => d / prior.Std).ToArray();
        return [.. rows.Select(row => row.Select(e => (e.Coefficient, e.Value * ratios[e.Coefficient])).ToList())];
    }

    /// <summary>√((LᵀL)⁻¹)_ii.</summary>
    private static IEnumerable<double> Deviations(List<(int Coefficient, double Value)>[] rows, int n)
    {
        var precision = new SparseLu(Product(rows, n));
        for (var first = 0; first < n; first += Batch)
        {
            var count = Math.Min(Batch, n - first);
            var units = new double[count * n];
            for (var i = 0; i < count; i++) units[i * n + first + i] = 1;
            precision.Solve(units);
            for (var i = 0; i < count; i++) yield return Math.Sqrt(units[i * n + first + i]);
        }
    }

    /// <summary>LᵀL.</summary>
    /// <param name="rows">L, whose rows may have an entry more than once.</param>
    /// <param name="n">Columns.</param>
    public static SparseMatrix Product(IReadOnlyList<IReadOnlyList<(int Column, double Value)>> rows, int n)
    {
        var products = rows.SelectMany(row => row.SelectMany(a => row.Select(b => (a.Column, Other: b.Column, Value: a.Value * b.Value)))).ToList();
        var pattern = new SparsePattern(n, n, [.. products.Select(p => p.Column)], [.. products.Select(p => p.Other)]);
        var values = new double[pattern.ColumnIndices.Length];
        for (var k = 0; k < products.Count; k++) values[pattern.Scatter[k]] += products[k].Value;
        return new(n, n, pattern.RowStarts, pattern.ColumnIndices, values);
    }

    private static IEnumerable<List<(int Coefficient, double Value)>> Rows(CoefficientFactor[] factors, WhittleMatern prior)
    {
        var (lengths, first, matrices) = (prior.Length.ToArray(), 0, new FactorMatrices[factors.Length]);
        for (var f = 0; f < factors.Length; first += factors[f++].Over.Length) matrices[f] = FactorMatrices.Of(factors[f], lengths.AsSpan(first, factors[f].Over.Length));
        var (delta, gamma, beta) = WhittleMaternOperator.Of(first, prior.Std);
        var row = new int[factors.Length];
        for (var i = factors.Aggregate(1, (n, f) => n * f.Count); i > 0; i--)
        {
            var entries = new List<(int, double)>();
            Add(delta, f => matrices[f].Mass);
            for (var special = 0; special < factors.Length; special++)
            {
                var own = special;
                Add(gamma, f => f == own ? matrices[f].Stiffness : matrices[f].Mass);
                Add(beta, f => f == own ? matrices[f].Boundary : matrices[f].Mass);
            }
            yield return [.. entries.GroupBy(e => e.Item1).Select(g => (g.Key, g.Sum(e => e.Item2)))];
            for (var f = 0; f < row.Length && ++row[f] == factors[f].Count; f++) row[f] = 0;

            void Add(double scale, Func<int, List<(int Column, double Value)>[]> matrix)
            {
                var (product, stride) = (new List<(int, double)> { (0, scale) }, 1);
                for (var f = 0; f < factors.Length; stride *= factors[f++].Count)
                    product = [.. from p in product from e in matrix(f)[row[f]] select (p.Item1 + e.Column * stride, p.Item2 * e.Value)];
                entries.AddRange(product);
            }
        }
    }
}
