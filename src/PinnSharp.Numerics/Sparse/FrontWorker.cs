using System.Runtime.CompilerServices;

namespace PinnSharp.Numerics;

/// <summary>Assembles and eliminates fronts, one after the other, children before parents. What fronts leave for their parents stands on a stack.</summary>
internal sealed unsafe class FrontWorker(LuAnalysis analysis, double[] values, FrontFactor[] fronts, int[] firstChild, int[] sibling)
{
    // Measured on Neumann problems of n ≤ 160,000 unknowns: where a pivot should be zero, rounding leaves about 0.05 n ε.
    private readonly Front front = new(Math.Max(64, analysis.RowPosition.Length) * Math.ScaleB(1, -52));
    private readonly Arena factors = new(), stack = new();
    private int[] map = [];

    /// <summary>Forgets all earlier factors.</summary>
    public void Clear()
    {
        factors.Clear();
        stack.Clear();
    }

    /// <summary>Front s. If <paramref name="apart"/>, what it leaves is taken up by another worker, and stays on the stack.</summary>
    public void Process(int s, bool apart)
    {
        var tree = analysis.Tree;
        int first = tree.First[s], own = tree.First[s + 1] - first, delayed = 0;
        for (var child = firstChild[s]; child >= 0; child = sibling[child]) delayed += fronts[child].Delayed;
        ref var result = ref fronts[s];
        var complete = own + delayed;
        result.Size = complete + tree.Updates[s].Length;
        if (result.Rows?.Length != complete) (result.Rows, result.Columns) = (new int[complete], new int[complete]);
        for (var k = 0; k < own; k++) result.Rows[k] = result.Columns[k] = first + k;

        front.Reset(result.Size, complete);
        double* f = front.Values;
        var stride = front.Stride;
        for (var p = analysis.EntryStarts[s]; p < analysis.EntryStarts[s + 1]; p++)
        {
            int row = analysis.EntryRows[p], column = analysis.EntryColumns[p];
            f[(row < own ? row : row + delayed) * stride + (column < own ? column : column + delayed)] += values[analysis.Entries[p]];
        }
        (int, int)? mark = null;
        var put = own;
        for (var child = firstChild[s]; child >= 0; child = sibling[child])
        {
            Add(ref fronts[child], analysis.Relative[child], own, delayed, put, ref result);
            put += fronts[child].Delayed;
            mark ??= fronts[child].Mark;
        }

        var pivots = result.Pivots = front.Factor(result.Rows, result.Columns);
        if (mark is { } lowest) stack.Release(lowest);
        int size = result.Size, rest = size - pivots;
        result.Values = factors.Allocate(pivots * size + rest * pivots);
        for (var i = 0; i < pivots; i++) Copy(f + i * stride, result.Values + (nint)i * size, size);
        for (var i = 0; i < rest; i++) Copy(f + (pivots + i) * stride, result.Values + (nint)pivots * size + (nint)i * pivots, pivots);
        result.Mark = apart ? null : stack.Mark;
        result.Left = stack.Allocate(rest * rest);
        for (var i = 0; i < rest; i++) Copy(f + (pivots + i) * stride + pivots, result.Left + (nint)i * rest, rest);
    }

    private static void Copy(double* from, double* to, int length) => new Span<double>(from, length).CopyTo(new Span<double>(to, length));

    /// <summary>Adds what a child left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ref FrontFactor child, int[] relative, int own, int delayed, int put, ref FrontFactor into)
    {
        int rest = child.Size - child.Pivots, waiting = child.Delayed;
        if (map.Length < rest) map = new int[2 * rest];
        for (var k = 0; k < waiting; k++)
        {
            into.Rows[put + k] = child.Rows[child.Pivots + k];
            into.Columns[put + k] = child.Columns[child.Pivots + k];
            map[k] = put + k;
        }
        for (var k = 0; k < relative.Length; k++) map[waiting + k] = relative[k] < own ? relative[k] : relative[k] + delayed;
        var source = child.Left;
        fixed (int* to = map)
            for (var i = 0; i < rest; i++, source += rest)
            {
                var row = front.Values + to[i] * front.Stride;
                for (var j = 0; j < rest; j++) row[to[j]] += source[j];
            }
    }
}
