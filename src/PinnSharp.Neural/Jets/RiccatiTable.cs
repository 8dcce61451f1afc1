using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// The jet of s = σ'(z) = 1 − y² from that of y = σ(z) = tanh z, over 64 numbers a channel, by Leibniz's rule with equal terms gathered:
/// s_0 = 1 − y_0², s_α = −2 y_0 y_α − Σ_(0 &lt; β &lt; α) C(α, β) y_β y_(α−β). To compute it again where it is needed is cheaper than to keep it.
/// </summary>
internal sealed class RiccatiTable
{
    private const int Lanes = BlockProduct.Lanes;
    private readonly Entry[] _entries;
    private readonly int[] _ends;

    /// <summary>The table of a space.</summary>
    /// <param name="space">The jets.</param>
    public RiccatiTable(JetSpace space)
    {
        var further = space.Products().Where(p => p.Beta != 0 && p.Beta <= p.Gamma).ToLookup(p => p.Alpha);
        var entries = new List<Entry>();
        _ends = new int[space.Channels.Length];
        for (var alpha = 1; alpha < _ends.Length; alpha++)
        {
            entries.AddRange(further[alpha].Select(p => new Entry(p.Beta == p.Gamma ? -p.Coefficient : -2 * p.Coefficient, p.Beta, p.Gamma)));
            _ends[alpha] = entries.Count;
        }
        _entries = [.. entries];
    }

    /// <summary>Fills s.</summary>
    /// <param name="y">The first channel of y.</param>
    /// <param name="stride">Distance of channels in y.</param>
    /// <param name="s">[channels][64], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double y, nint stride, ref double s)
    {
        ref var entry = ref MemoryMarshal.GetArrayDataReference(_entries);
        var two = Vector512.Create(-2.0);
        Vector512<double> d0 = Load(ref y), d1 = Load(ref y, 8), d2 = Load(ref y, 16), d3 = Load(ref y, 24),
            d4 = Load(ref y, 32), d5 = Load(ref y, 40), d6 = Load(ref y, 48), d7 = Load(ref y, 56);
        Vector512.MultiplyAddEstimate(-d0, d0, Vector512<double>.One).StoreUnsafe(ref s);
        Vector512.MultiplyAddEstimate(-d1, d1, Vector512<double>.One).StoreUnsafe(ref s, 8);
        Vector512.MultiplyAddEstimate(-d2, d2, Vector512<double>.One).StoreUnsafe(ref s, 16);
        Vector512.MultiplyAddEstimate(-d3, d3, Vector512<double>.One).StoreUnsafe(ref s, 24);
        Vector512.MultiplyAddEstimate(-d4, d4, Vector512<double>.One).StoreUnsafe(ref s, 32);
        Vector512.MultiplyAddEstimate(-d5, d5, Vector512<double>.One).StoreUnsafe(ref s, 40);
        Vector512.MultiplyAddEstimate(-d6, d6, Vector512<double>.One).StoreUnsafe(ref s, 48);
        Vector512.MultiplyAddEstimate(-d7, d7, Vector512<double>.One).StoreUnsafe(ref s, 56);
        d0 *= two; d1 *= two; d2 *= two; d3 *= two; d4 *= two; d5 *= two; d6 *= two; d7 *= two;
        var at = 0;
        for (var channel = 1; channel < _ends.Length; channel++)
        {
            ref var f = ref Unsafe.Add(ref y, channel * stride);
            Vector512<double> s0 = d0 * Load(ref f), s1 = d1 * Load(ref f, 8), s2 = d2 * Load(ref f, 16), s3 = d3 * Load(ref f, 24),
                s4 = d4 * Load(ref f, 32), s5 = d5 * Load(ref f, 40), s6 = d6 * Load(ref f, 48), s7 = d7 * Load(ref f, 56);
            for (; at < _ends[channel]; at++)
            {
                var c = Vector512.Create(entry.Coefficient);
                f = ref Unsafe.Add(ref y, entry.Beta * stride);
                Vector512<double> p0 = c * Load(ref f), p1 = c * Load(ref f, 8), p2 = c * Load(ref f, 16), p3 = c * Load(ref f, 24),
                    p4 = c * Load(ref f, 32), p5 = c * Load(ref f, 40), p6 = c * Load(ref f, 48), p7 = c * Load(ref f, 56);
                f = ref Unsafe.Add(ref y, entry.Gamma * stride);
                s0 = Vector512.MultiplyAddEstimate(p0, Load(ref f), s0);
                s1 = Vector512.MultiplyAddEstimate(p1, Load(ref f, 8), s1);
                s2 = Vector512.MultiplyAddEstimate(p2, Load(ref f, 16), s2);
                s3 = Vector512.MultiplyAddEstimate(p3, Load(ref f, 24), s3);
                s4 = Vector512.MultiplyAddEstimate(p4, Load(ref f, 32), s4);
                s5 = Vector512.MultiplyAddEstimate(p5, Load(ref f, 40), s5);
                s6 = Vector512.MultiplyAddEstimate(p6, Load(ref f, 48), s6);
                s7 = Vector512.MultiplyAddEstimate(p7, Load(ref f, 56), s7);
                entry = ref Unsafe.Add(ref entry, 1);
            }
            ref var to = ref Unsafe.Add(ref s, channel * Lanes);
            s0.StoreUnsafe(ref to); s1.StoreUnsafe(ref to, 8); s2.StoreUnsafe(ref to, 16); s3.StoreUnsafe(ref to, 24);
            s4.StoreUnsafe(ref to, 32); s5.StoreUnsafe(ref to, 40); s6.StoreUnsafe(ref to, 48); s7.StoreUnsafe(ref to, 56);
        }
    }

    private static Vector512<double> Load(ref double x, nuint offset = 0) => Vector512.LoadUnsafe(ref x, offset);

    private readonly record struct Entry(double Coefficient, int Beta, int Gamma);
}
