namespace PinnSharp.Numerics.Tests.Dense;

internal static class TestData
{
    /// <summary>Numbers uniform in [−1, 1), the same on every machine (xorshift64*).</summary>
    public static double[] Uniform(int count, ulong seed)
    {
        var values = new double[count];
        var state = 0x9E3779B97F4A7C15UL * (seed + 1);
        for (var i = 0; i < count; i++)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            values[i] = (state * 0x2545F4914F6CDD1DUL >> 11) * (2.0 / (1UL << 53)) - 1;
        }
        return values;
    }

    /// <summary>The lower triangle of G·Gᵀ + shift·1 with G random n × n; NaN above, which no kernel may touch.</summary>
    public static double[] PositiveDefinite(int n, double shift, ulong seed)
    {
        var g = Uniform(n * n, seed);
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
        {
            var sum = i == j ? shift : 0;
            for (var k = 0; k < n && j <= i; k++) sum += g[i * n + k] * g[j * n + k];
            a[i * n + j] = j <= i ? sum : double.NaN;
        }
        return a;
    }
}
