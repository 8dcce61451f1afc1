namespace PinnSharp.Numerics;

/// <summary>The products of large fronts, by the micro-kernel; packed operands are kept in room of its own.</summary>
internal sealed unsafe class FrontProduct
{
    /// <summary>Pivots per pass: an operand's panel of 24 × 128 values stays in the first-level cache.</summary>
    public const int Depth = 128;

    private Memory<double> memory;

    /// <summary>F[i, j] −= Σ_t F[i, t] F[t, j] for i from <paramref name="from"/> to <paramref name="to"/>, t from <paramref name="first"/> to <paramref name="end"/> and j from there to <paramref name="size"/>.</summary>
    public void Subtract(double* f, nint stride, int from, int to, int first, int end, int size)
    {
        int panels = Panel.Count(to - from), depth = end - first;
        var panel = depth * Panel.Rows;
        var length = (panels + 1) * panel;
        if (memory.Length < length) memory = AlignedMemory.Allocate(Math.Max(length, 2 * memory.Length));
        var edge = stackalloc double[MicroKernel.Rows * Panel.Rows];
        fixed (double* left = memory.Span)
        {
            var right = left + panels * panel;
            for (var p = 0; p < panels; p++)
                Panel.Pack(f + (from + p * Panel.Rows) * stride + first, stride, Math.Min(Panel.Rows, to - from - p * Panel.Rows), depth, left + p * panel);
            for (var j = end; j < size; j += Panel.Rows)
            {
                var columns = Math.Min(Panel.Rows, size - j);
                for (var t = 0; t < depth; t++)
                    new Span<double>(f + (first + t) * stride + j, columns).CopyTo(new Span<double>(right + t * Panel.Rows, Panel.Rows));
                for (var i = 0; i < to - from; i += MicroKernel.Rows)
                {
                    double* a = left + i / Panel.Rows * panel + i % Panel.Rows, c = f + (from + i) * stride + j;
                    var rows = Math.Min(MicroKernel.Rows, to - from - i);
                    if (rows == MicroKernel.Rows && columns == Panel.Rows)
                    {
                        MicroKernel.Multiply(a, right, depth, c, stride, -1, a + panel);
                        continue;
                    }
                    new Span<double>(edge, MicroKernel.Rows * Panel.Rows).Clear();
                    MicroKernel.Multiply(a, right, depth, edge, Panel.Rows, -1, a);
                    for (var r = 0; r < rows; r++)
                    for (var s = 0; s < columns; s++)
                        c[r * stride + s] += edge[r * Panel.Rows + s];
                }
            }
        }
    }
}
