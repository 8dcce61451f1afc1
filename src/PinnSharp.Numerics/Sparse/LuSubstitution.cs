using System.Buffers;

namespace PinnSharp.Numerics;

/// <summary>Forward and back substitution over the fronts. Vectors go by positions: of rows or of columns.</summary>
/// <typeparam name="T">An entry of a vector: a number of each right-hand side.</typeparam>
/// <typeparam name="TLanes">What is done with them.</typeparam>
internal static unsafe class LuSubstitution<T, TLanes> where T : unmanaged where TLanes : ILuLanes<T>
{
    /// <summary>x = U⁻¹L⁻¹b; b by rows, overwritten; x by columns.</summary>
    public static void Solve(LuFactors factors, FrontTree tree, T[] b, T[] x)
    {
        var fronts = factors.Fronts;
        var rented = ArrayPool<T>.Shared.Rent(Largest(fronts));
        fixed (T* local = rented)
        {
            for (var s = 0; s < fronts.Length; s++)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size, delayed = front.Delayed;
                for (var t = 0; t < e; t++)
                {
                    var row = front.Values + (nint)t * m;
                    local[t] = b[front.Rows[t]] = TLanes.Divide(TLanes.Minus(b[front.Rows[t]], row, local, t), row[t]);
                }
                var l = front.Values + (nint)e * m;
                for (var i = 0; i < delayed; i++, l += e) b[front.Rows[e + i]] = TLanes.Minus(b[front.Rows[e + i]], l, local, e);
                foreach (var i in tree.Updates[s])
                {
                    b[i] = TLanes.Minus(b[i], l, local, e);
                    l += e;
                }
            }
            for (var s = fronts.Length - 1; s >= 0; s--)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size;
                Gather(front, tree.Updates[s], front.Columns, x, local);
                for (var t = e - 1; t >= 0; t--) local[t] = TLanes.Minus(b[front.Rows[t]], front.Values + (nint)t * m + t + 1, local + t + 1, m - t - 1);
                for (var t = 0; t < e; t++) x[front.Columns[t]] = local[t];
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>x = L⁻ᵀU⁻ᵀb; b by columns, overwritten; x by rows.</summary>
    public static void SolveTransposed(LuFactors factors, FrontTree tree, T[] b, T[] x)
    {
        var fronts = factors.Fronts;
        var rented = ArrayPool<T>.Shared.Rent(Largest(fronts));
        fixed (T* local = rented)
        {
            for (var s = 0; s < fronts.Length; s++)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size;
                for (var t = 0; t < e; t++) local[t] = b[front.Columns[t]];
                Gather(front, tree.Updates[s], front.Columns, b, local);
                for (var t = 0; t < e; t++) TLanes.Subtract(local[t], front.Values + (nint)t * m + t + 1, local + t + 1, m - t - 1);
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
                for (var i = e; i < m; i++, l += e) TLanes.Subtract(local[i], l, local, e);
                for (var t = e - 1; t >= 0; t--)
                {
                    var row = front.Values + (nint)t * m;
                    local[t] = TLanes.Divide(local[t], row[t]);
                    TLanes.Subtract(local[t], row, local, t);
                }
                for (var t = 0; t < e; t++) x[front.Rows[t]] = local[t];
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>local[e …] = the entries of x that a front has behind its pivots.</summary>
    private static void Gather(in FrontFactor front, int[] updates, int[] complete, T[] x, T* local)
    {
        var at = front.Pivots;
        for (; at < complete.Length; at++) local[at] = x[complete[at]];
        foreach (var i in updates) local[at++] = x[i];
    }

    /// <summary>Room for the vectors of any front.</summary>
    private static int Largest(ReadOnlySpan<FrontFactor> fronts)
    {
        var largest = 1;
        foreach (ref readonly var front in fronts) largest = Math.Max(largest, front.Size);
        return largest;
    }
}
