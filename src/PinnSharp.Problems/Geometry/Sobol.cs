namespace PinnSharp.Problems;

/// <summary>
/// Sobol's sequence in up to eight dimensions with the direction numbers of Joe and Kuo ("Constructing Sobol sequences with better
/// two-dimensional projections", 2008), shifted by random bits, which keeps its net property and moves its first point off the corner.
/// </summary>
internal sealed class Sobol
{
    private const int Bits = 32;

    /// <summary>For dimensions 2 … 8: the primitive polynomial's inner coefficients and the first direction integers.</summary>
    private static readonly (int Coefficients, uint[] Initial)[] JoeKuo =
    [
        (0, [1]), (1, [1, 3]), (1, [1, 3, 1]), (2, [1, 1, 1]), (1, [1, 1, 3, 3]), (4, [1, 3, 5, 13]), (2, [1, 1, 5, 5, 17]),
    ];

    private readonly uint[][] _directions;
    private readonly uint[] _state;
    private ulong _index;

    public Sobol(int dimension, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, JoeKuo.Length + 1);
        _directions = [.. Enumerable.Range(0, dimension).Select(Directions)];
        _state = [.. Enumerable.Range(0, dimension).Select(_ => (uint)(random.NextBits() >> 32))];
    }

    /// <summary>The next point, in the open unit cube.</summary>
    public void Next(Span<double> point)
    {
        for (var i = 0; i < _state.Length; i++) point[i] = (_state[i] + 0.5) * (1.0 / (1L << Bits));
        var bit = System.Numerics.BitOperations.TrailingZeroCount(~_index++) % Bits;
        for (var i = 0; i < _state.Length; i++) _state[i] ^= _directions[i][bit];
    }

    private static uint[] Directions(int dimension)
    {
        var v = new uint[Bits];
        if (dimension == 0)
        {
            for (var k = 0; k < Bits; k++) v[k] = 1u << (Bits - 1 - k);
            return v;
        }
        var (coefficients, initial) = JoeKuo[dimension - 1];
        var s = initial.Length;
        for (var k = 0; k < s; k++) v[k] = initial[k] << (Bits - 1 - k);
        for (var k = s; k < Bits; k++)
        {
            v[k] = v[k - s] ^ (v[k - s] >> s);
            for (var j = 1; j < s; j++)
                if (((coefficients >> (s - 1 - j)) & 1) == 1) v[k] ^= v[k - j];
        }
        return v;
    }
}
