using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Which field each equation is for: its test functions are those of that field's space, and the field's essential conditions take the place of the equation's rows. The pairs are
/// those with the greatest sum of 4^(order of the field's highest derivative in the equation); an equation may be left a field that is not in it, as incompressibility is left the pressure.
/// </summary>
/// <remarks>The assignment is found by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant, Computing 38, 1987), in n³ steps.</remarks>
internal static class Pairing
{
    /// <summary>The field of each equation.</summary>
    /// <param name="equations">The declared equations.</param>
    /// <param name="fields">The declared fields.</param>
    /// <exception cref="FormException">There are not as many equations as fields.</exception>
    public static ImmutableArray<FieldSymbol> Of(IReadOnlyList<FormEquation> equations, IReadOnlyList<FieldSymbol> fields)
    {
        var n = equations.Count;
        if (n != fields.Count) throw new FormException($"There are {n} equations for {fields.Count} fields; each field needs one.");
        var cost = new double[n, n];
        for (var e = 0; e < n; e++)
        {
            var leaves = equations[e].Residual.Leaves().OfType<FieldDerivative>().ToLookup(f => f.Field);
            for (var f = 0; f < n; f++) cost[e, f] = -leaves[fields[f]].Select(l => Math.Pow(4, l.Order.Order)).DefaultIfEmpty(0).Max();
        }
        return [.. Assign(cost).Select(f => fields[f])];
    }

    /// <summary>The column of each row, each column once, with the least sum of costs; of equal ones, rows and columns in their order.</summary>
    private static int[] Assign(double[,] cost)
    {
        var n = cost.GetLength(0);
        // Row and column n stand for "none yet": potentials u, v; the row of each column.
        var (u, v, rowOf) = (new double[n + 1], new double[n + 1], Enumerable.Repeat(n, n + 1).ToArray());
        for (var row = 0; row < n; row++)
        {
            var (least, from, done) = (Enumerable.Repeat(double.PositiveInfinity, n + 1).ToArray(), new int[n + 1], new bool[n + 1]);
            var column = n;
            rowOf[n] = row;
            do
            {
                done[column] = true;
                var (at, step, next) = (rowOf[column], double.PositiveInfinity, -1);
                for (var j = 0; j < n; j++)
                {
                    if (done[j]) continue;
                    if (cost[at, j] - u[at] - v[j] is var reduced && reduced < least[j]) (least[j], from[j]) = (reduced, column);
                    if (least[j] < step) (step, next) = (least[j], j);
                }
                for (var j = 0; j <= n; j++)
                    if (done[j]) (u[rowOf[j]], v[j]) = (u[rowOf[j]] + step, v[j] - step);
                    else least[j] -= step;
                column = next;
            } while (rowOf[column] != n);
            while (column != n) (rowOf[column], column) = (rowOf[from[column]], from[column]);
        }
        var columns = new int[n];
        for (var j = 0; j < n; j++) columns[rowOf[j]] = j;
        return columns;
    }
}
