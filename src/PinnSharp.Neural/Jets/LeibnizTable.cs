using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Neural;

/// <summary>
/// The derivative of y = σ(z) as jets: dy = s·dz with s = σ'(z), by Leibniz's rule dy_α = Σ_(β ≤ α) C(α, β) s_(α−β) dz_β, and its
/// adjoint z̄_β = Σ_(α ≥ β) C(α, β) s_(α−β) ȳ_α; each over 64 numbers a channel and in place, in the order in which no result
/// overwrites what a later one needs.
/// </summary>
internal sealed class LeibnizTable
{
    private readonly Entry[] _entries;
    private readonly (int Channel, int End)[] _results;

    private LeibnizTable(IEnumerable<(int To, Entry Entry)> entries, bool descending)
    {
        var groups = entries.GroupBy(e => e.To, e => e.Entry).OrderBy(g => descending ? -g.Key : g.Key).ToList();
        // s_0 times the channel itself is always there and done first.
        _entries = [.. groups.SelectMany(g => g.Where(entry => entry.S != 0))];
        _results = new (int, int)[groups.Count];
        for (int i = 0, end = 0; i < groups.Count; i++)
            _results[i] = (groups[i].Key, end += groups[i].Count() - 1);
    }

    /// <summary>dz to dy.</summary>
    /// <param name="space">The jets.</param>
    public static LeibnizTable Tangent(JetSpace space) => new(
        from p in space.Products()
        select (p.Alpha, new Entry(p.Coefficient, p.Gamma, p.Beta)), descending: true);

    /// <summary>ȳ to z̄.</summary>
    /// <param name="space">The jets.</param>
    /// <param name="highest">The highest order of z̄ that is wanted; the others are not written.</param>
    public static LeibnizTable Adjoint(JetSpace space, int highest) => new(
        from p in space.Products()
        where space.Channels[p.Beta].Order <= highest
        select (p.Beta, new Entry(p.Coefficient, p.Gamma, p.Alpha)), descending: false);

    /// <summary>Replaces dz by dy, or ȳ by z̄.</summary>
    /// <param name="s">The first channel of s.</param>
    /// <param name="slopeStride">Distance of channels in s.</param>
    /// <param name="x">The first channel of dz or ȳ; the result on return.</param>
    /// <param name="stride">Distance of channels in x.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double s, nint slopeStride, ref double x, nint stride)
    {
        ref var entry = ref MemoryMarshal.GetArrayDataReference(_entries);
        var at = 0;
        Vector512<double> s0 = Load(ref s), s1 = Load(ref s, 8), s2 = Load(ref s, 16), s3 = Load(ref s, 24),
            s4 = Load(ref s, 32), s5 = Load(ref s, 40), s6 = Load(ref s, 48), s7 = Load(ref s, 56);
        foreach (var (channel, end) in _results)
        {
            ref var own = ref Unsafe.Add(ref x, channel * stride);
            Vector512<double> r0 = s0 * Load(ref own), r1 = s1 * Load(ref own, 8), r2 = s2 * Load(ref own, 16),
                r3 = s3 * Load(ref own, 24), r4 = s4 * Load(ref own, 32), r5 = s5 * Load(ref own, 40),
                r6 = s6 * Load(ref own, 48), r7 = s7 * Load(ref own, 56);
            for (; at < end; at++)
            {
                ref var f = ref Unsafe.Add(ref s, entry.S * slopeStride);
                Vector512<double> p0 = Load(ref f), p1 = Load(ref f, 8), p2 = Load(ref f, 16), p3 = Load(ref f, 24),
                    p4 = Load(ref f, 32), p5 = Load(ref f, 40), p6 = Load(ref f, 48), p7 = Load(ref f, 56);
                if (entry.Coefficient != 1)
                {
                    var c = Vector512.Create(entry.Coefficient);
                    p0 *= c; p1 *= c; p2 *= c; p3 *= c; p4 *= c; p5 *= c; p6 *= c; p7 *= c;
                }
                f = ref Unsafe.Add(ref x, entry.X * stride);
                r0 = Vector512.MultiplyAddEstimate(p0, Load(ref f), r0);
                r1 = Vector512.MultiplyAddEstimate(p1, Load(ref f, 8), r1);
                r2 = Vector512.MultiplyAddEstimate(p2, Load(ref f, 16), r2);
                r3 = Vector512.MultiplyAddEstimate(p3, Load(ref f, 24), r3);
                r4 = Vector512.MultiplyAddEstimate(p4, Load(ref f, 32), r4);
                r5 = Vector512.MultiplyAddEstimate(p5, Load(ref f, 40), r5);
                r6 = Vector512.MultiplyAddEstimate(p6, Load(ref f, 48), r6);
                r7 = Vector512.MultiplyAddEstimate(p7, Load(ref f, 56), r7);
                entry = ref Unsafe.Add(ref entry, 1);
            }
            r0.StoreUnsafe(ref own); r1.StoreUnsafe(ref own, 8); r2.StoreUnsafe(ref own, 16); r3.StoreUnsafe(ref own, 24);
            r4.StoreUnsafe(ref own, 32); r5.StoreUnsafe(ref own, 40); r6.StoreUnsafe(ref own, 48); r7.StoreUnsafe(ref own, 56);
        }
    }

    private static Vector512<double> Load(ref double x, nuint offset = 0) => Vector512.LoadUnsafe(ref x, offset);

    private readonly record struct Entry(double Coefficient, int S, int X);
}
