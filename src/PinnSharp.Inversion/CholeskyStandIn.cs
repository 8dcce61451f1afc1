namespace PinnSharp.Inversion;

internal static class Cholesky
{
    public static bool Factor(Span<double> a, int n, int threads)
    {
        for (var j = 0; j < n; j++)
        {
            var rowJ = a.Slice(j * n, n);
            for (var i = 0; i <= j; i++)
            {
                var rowI = a.Slice(i * n, n);
                var s = rowJ[i] - System.Numerics.Tensors.TensorPrimitives.Dot<double>(rowJ[..i], rowI[..i]);
                if (i < j) rowJ[i] = s / rowI[i];
                else if (!(s > 0) || !double.IsFinite(s)) return false;
                else rowJ[j] = Math.Sqrt(s);
            }
        }
        return true;
    }

    public static void Solve(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        for (var i = 0; i < n; i++) b[i] = (b[i] - System.Numerics.Tensors.TensorPrimitives.Dot<double>(l.Slice(i * n, i), b[..i])) / l[i * n + i];
        for (var i = n - 1; i >= 0; i--)
        {
            b[i] /= l[i * n + i];
            for (var j = 0; j < i; j++) b[j] -= l[i * n + j] * b[i];
        }
    }
}
