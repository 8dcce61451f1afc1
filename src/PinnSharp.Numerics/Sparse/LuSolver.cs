using System.Buffers;

namespace PinnSharp.Numerics;

/// <summary>Forward and back substitution over the fronts, for one right-hand side. Vectors go by positions: of rows or of columns.</summary>
internal static unsafe class LuSolver
{
    /// <summary>x = U⁻¹L⁻¹b.</summary>
    /// <param name="factors">L and U.</param>
    /// <param name="tree">The fronts' structure.</param>
    /// <param name="b">By rows; overwritten.</param>
    /// <param name="x">By columns.</param>
    public static void Solve(LuFactors factors, FrontTree tree, double[] b, double[] x)
    {
        var fronts = factors.Fronts;
        var local = ArrayPool<double>.Shared.Rent(Largest(fronts));
        for (var s = 0; s < fronts.Length; s++)
        {
            ref readonly var front = ref fronts[s];
            int e = front.Pivots, m = front.Size, delayed = front.Delayed;
            for (var t = 0; t < e; t++)
            {
                var row = new ReadOnlySpan<double>(front.Values + (nint)t * m, m);
                local[t] = (b[front.Rows[t]] - VectorKernels.Dot(row[..t], local)) / row[t];
                b[front.Rows[t]] = local[t];
            }
            var l = front.Values + (nint)e * m;
            for (var i = 0; i < delayed; i++, l += e) b[front.Rows[e + i]] -= VectorKernels.Dot(new ReadOnlySpan<double>(l, e), local);
            foreach (var i in tree.Updates[s])
            {
                b[i] -= VectorKernels.Dot(new ReadOnlySpan<double>(l, e), local);
                l += e;
            }
        }
        for (var s = fronts.Length - 1; s >= 0; s--)
        {
            ref readonly var front = ref fronts[s];
            int e = front.Pivots, m = front.Size;
            Gather(front, tree.Updates[s], front.Columns, x, local);
            for (var t = e - 1; t >= 0; t--)
                local[t] = b[front.Rows[t]] - VectorKernels.Dot(new ReadOnlySpan<double>(front.Values + (nint)t * m + t + 1, m - t - 1), local.AsSpan(t + 1));
            for (var t = 0; t < e; t++) x[front.Columns[t]] = local[t];
        }
        ArrayPool<double>.Shared.Return(local);
    }

    /// <summary>x = L⁻ᵀU⁻ᵀb.</summary>
    /// <param name="factors">L and U.</param>
    /// <param name="tree">The fronts' structure.</param>
    /// <param name="b">By columns; overwritten.</param>
    /// <param name="x">By rows.</param>
    public static void SolveTransposed(LuFactors factors, FrontTree tree, double[] b, double[] x)
    {
        var fronts = factors.Fronts;
        var local = ArrayPool<double>.Shared.Rent(Largest(fronts));
        for (var s = 0; s < fronts.Length; s++)
        {
            ref readonly var front = ref fronts[s];
            int e = front.Pivots, m = front.Size;
            for (var t = 0; t < e; t++) local[t] = b[front.Columns[t]];
            Gather(front, tree.Updates[s], front.Columns, b, local);
            for (var t = 0; t < e; t++)
                VectorKernels.AddScaled(-local[t], new ReadOnlySpan<double>(front.Values + (nint)t * m + t + 1, m - t - 1), local.AsSpan(t + 1));
            for (var t = 0; t < front.Columns.Length; t++) b[front.Columns[t]] = local[t];
            var at = front.Columns.Length;
            foreach (var i in tree.Updates[s]) b[i] = local[at++];
        }
        for (var s = fronts.Length - 1; s >= 0; s--)
        {
            ref readonly var front = ref fronts[s];
            int e = front.Pivots, m = front.Size;
            for (var t = 0; t < e; t++) local[t] = b[front.Columns[t]];
            Gather(front, tree.Updates[s], front.Rows, x, local);
            var l = front.Values + (nint)e * m;
            for (var i = e; i < m; i++, l += e) VectorKernels.AddScaled(-local[i], new ReadOnlySpan<double>(l, e), local);
            for (var t = e - 1; t >= 0; t--)
            {
                var row = new ReadOnlySpan<double>(front.Values + (nint)t * m, t + 1);
                local[t] /= row[t];
                VectorKernels.AddScaled(-local[t], row[..t], local);
            }
            for (var t = 0; t < e; t++) x[front.Rows[t]] = local[t];
        }
        ArrayPool<double>.Shared.Return(local);
    }

    /// <summary>local[e …] = the entries of x that a front has behind its pivots.</summary>
    private static void Gather(in FrontFactor front, int[] updates, int[] complete, double[] x, double[] local)
    {
        var at = front.Pivots;
        for (; at < complete.Length; at++) local[at] = x[complete[at]];
        foreach (var i in updates) local[at++] = x[i];
    }

    /// <summary>Room for the vectors of any front.</summary>
    public static int Largest(ReadOnlySpan<FrontFactor> fronts)
    {
        var largest = 1;
        foreach (ref readonly var front in fronts) largest = Math.Max(largest, front.Size);
        return largest;
    }
}
