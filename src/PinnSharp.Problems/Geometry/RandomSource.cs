using System.Numerics;

namespace PinnSharp.Problems;

/// <summary>
/// A stream of random numbers: xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded through
/// SplitMix64. Own code, so that a seed gives the same numbers on every runtime and machine.
/// </summary>
public sealed class RandomSource
{
    private ulong _a, _b, _c, _d;

    /// <summary>The stream of a seed.</summary>
    public RandomSource(ulong seed)
    {
        (_a, _b, _c, _d) = (SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed));
    }

    /// <summary>A stream of its own for each purpose: the same seed with another name gives unrelated numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">The purpose's name, such as "wells/noise"; mixed in by FNV-1a.</param>
    public RandomSource(ulong seed, string purpose) : this(Mix(seed, purpose)) { }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_a + _d, 23) + _a;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in the open interval (0, 1): (k + ½)·2⁻⁵² for k in 0 … 2⁵² − 1.</summary>
    public double NextUniform() => ((NextBits() >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Standard normal, by the inverse of its distribution function; one uniform number each.</summary>
    public double NextNormal() => NormalDistribution.Quantile(NextUniform());

    /// <summary>A whole number in 0 … count − 1, each equally likely (Lemire, "Fast random integer generation in an interval", 2019).</summary>
    public int NextBelow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        while (true)
        {
            var product = (ulong)(uint)(NextBits() >> 32) * (uint)count;
            if ((uint)product >= (uint)-count % (uint)count) return (int)(product >> 32);
        }
    }

    /// <summary>0 … count − 1 in random order (Fisher and Yates).</summary>
    public int[] NextPermutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>Some of 0 … count − 1, ascending, each subset equally likely (R. W. Floyd in J. Bentley, Communications of the ACM 30, 1987).</summary>
    /// <param name="count">Of how many.</param>
    /// <param name="size">How many, at most <paramref name="count"/>.</param>
    public int[] NextSubset(int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, count);
        var chosen = new HashSet<int>(size);
        for (var i = count - size; i < count; i++)
            if (!chosen.Add(NextBelow(i + 1))) chosen.Add(i);
        return [.. chosen.Order()];
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static ulong Mix(ulong seed, string purpose)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in purpose) hash = (hash ^ c) * 0x100000001B3UL;
        return SplitMix(ref seed) ^ SplitMix(ref hash);
    }
}
