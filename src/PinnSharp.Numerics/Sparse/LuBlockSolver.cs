using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>Forward and back substitution for eight right-hand sides at once, which stand in SIMD lanes: the factors are read once for all. Otherwise as <see cref="LuSolver"/>.</summary>
internal static unsafe class LuBlockSolver
{
    /// <summary>Right-hand sides in a block.</summary>
    public const int Lanes = 8;

    /// <summary>x = U⁻¹L⁻¹b; b by rows, overwritten; x by columns.</summary>
    public static void Solve(LuFactors factors, FrontTree tree, Vector512<double>[] b, Vector512<double>[] x)
    {
        var fronts = factors.Fronts;
        var rented = ArrayPool<Vector512<double>>.Shared.Rent(LuSolver.Largest(fronts));
        fixed (Vector512<double>* local = rented)
        {
            for (var s = 0; s < fronts.Length; s++)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size, delayed = front.Delayed;
                for (var t = 0; t < e; t++)
                {
                    var row = front.Values + (nint)t * m;
                    local[t] = b[front.Rows[t]] = Minus(b[front.Rows[t]], row, local, t) / row[t];
                }
                var l = front.Values + (nint)e * m;
                for (var i = 0; i < delayed; i++, l += e) b[front.Rows[e + i]] = Minus(b[front.Rows[e + i]], l, local, e);
                foreach (var i in tree.Updates[s])
                {
                    b[i] = Minus(b[i], l, local, e);
                    l += e;
                }
            }
            for (var s = fronts.Length - 1; s >= 0; s--)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size;
                Gather(front, tree.Updates[s], front.Columns, x, local);
                for (var t = e - 1; t >= 0; t--) local[t] = Minus(b[front.Rows[t]], front.Values + (nint)t * m + t + 1, local + t + 1, m - t - 1);
                for (var t = 0; t < e; t++) x[front.Columns[t]] = local[t];
            }
        }
        ArrayPool<Vector512<double>>.Shared.Return(rented);
    }

    /// <summary>x = L⁻ᵀU⁻ᵀb; b by columns, overwritten; x by rows.</summary>
    public static void SolveTransposed(LuFactors factors, FrontTree tree, Vector512<double>[] b, Vector512<double>[] x)
    {
        var fronts = factors.Fronts;
        var rented = ArrayPool<Vector512<double>>.Shared.Rent(LuSolver.Largest(fronts));
        fixed (Vector512<double>* local = rented)
        {
            for (var s = 0; s < fronts.Length; s++)
            {
                ref readonly var front = ref fronts[s];
                int e = front.Pivots, m = front.Size;
                for (var t = 0; t < e; t++) local[t] = b[front.Columns[t]];
                Gather(front, tree.Updates[s], front.Columns, b, local);
                for (var t = 0; t < e; t++) Subtract(local[t], front.Values + (nint)t * m + t + 1, local + t + 1, m - t - 1);
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
                for (var i = e; i < m; i++, l += e) Subtract(local[i], l, local, e);
                for (var t = e - 1; t >= 0; t--)
                {
                    var row = front.Values + (nint)t * m;
                    local[t] /= row[t];
                    Subtract(local[t], row, local, t);
                }
                for (var t = 0; t < e; t++) x[front.Rows[t]] = local[t];
            }
        }
        ArrayPool<Vector512<double>>.Shared.Return(rented);
    }

    /// <summary>b − Σ_k factor[k]·x[k].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Minus(Vector512<double> b, double* factor, Vector512<double>* x, int count)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var k = 0;
        for (; k + 4 <= count; k += 4)
        {
            s0 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), x[k], s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 1]), x[k + 1], s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 2]), x[k + 2], s2);
            s3 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 3]), x[k + 3], s3);
        }
        for (; k < count; k++) s0 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), x[k], s0);
        return b - (s0 + s1 + (s2 + s3));
    }

    /// <summary>x[k] −= factor[k]·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(Vector512<double> b, double* factor, Vector512<double>* x, int count)
    {
        var minus = -b;
        for (var k = 0; k < count; k++) x[k] = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), minus, x[k]);
    }

    private static void Gather(in FrontFactor front, int[] updates, int[] complete, Vector512<double>[] x, Vector512<double>* local)
    {
        var at = front.Pivots;
        for (; at < complete.Length; at++) local[at] = x[complete[at]];
        foreach (var i in updates) local[at++] = x[i];
    }
}
