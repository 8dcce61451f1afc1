using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// Faà di Bruno's formula over 64 numbers a channel: from the jet of z, that of y = σ(z) or, with σ' in σ's place, of s = σ'(z).
/// Channels are done from the last to the first, because none needs a later one. Each begins with its term σ' z_α, which is always there.
/// </summary>
internal sealed class CompositionTable
{
    private const int Lanes = BlockProduct.Lanes;
    private readonly int[] _ends;
    private readonly Term[] _terms;
    private readonly int[] _factors;

    /// <summary>The table of a space.</summary>
    /// <param name="space">The jets.</param>
    public CompositionTable(JetSpace space)
    {
        var terms = new List<Term>();
        var factors = new List<int>();
        _ends = new int[space.Channels.Length];
        for (var channel = _ends.Length - 1; channel > 0; channel--)
        {
            foreach (var term in space.Composition[channel])
            {
                var further = term.Factors is [var only] && only == channel ? term.Coefficient - 1 : term.Coefficient;
                if (further == 0)
                    continue;
                factors.AddRange(term.Factors);
                terms.Add(new Term(further, term.Order, factors.Count));
            }
            _ends[channel] = terms.Count;
        }
        (_terms, _factors) = ([.. terms], [.. factors]);
    }

    /// <summary>y_α = Σ c σ^(k) Π z_β.</summary>
    /// <param name="derivatives">[order + 1][64]: σ, σ', … at z; begun one row later, they give the jet of σ'.</param>
    /// <param name="z">The first channel of z.</param>
    /// <param name="y">The first channel of y, overwritten; may be z itself.</param>
    /// <param name="stride">Distance of channels in z and y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double derivatives, ref double z, ref double y, nint stride)
    {
        ref var term = ref MemoryMarshal.GetArrayDataReference(_terms);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(_factors);
        int at = 0, factor = 0;
        ref var d = ref Unsafe.Add(ref derivatives, Lanes);
        Vector512<double> d0 = Load(ref d), d1 = Load(ref d, 8), d2 = Load(ref d, 16), d3 = Load(ref d, 24),
            d4 = Load(ref d, 32), d5 = Load(ref d, 40), d6 = Load(ref d, 48), d7 = Load(ref d, 56);
        for (var channel = _ends.Length - 1; channel > 0; channel--)
        {
            ref var own = ref Unsafe.Add(ref z, channel * stride);
            Vector512<double> y0 = d0 * Load(ref own), y1 = d1 * Load(ref own, 8), y2 = d2 * Load(ref own, 16),
                y3 = d3 * Load(ref own, 24), y4 = d4 * Load(ref own, 32), y5 = d5 * Load(ref own, 40),
                y6 = d6 * Load(ref own, 48), y7 = d7 * Load(ref own, 56);
            for (; at < _ends[channel]; at++)
            {
                ref var f = ref Unsafe.Add(ref derivatives, term.Order * Lanes);
                Vector512<double> p0 = Load(ref f), p1 = Load(ref f, 8), p2 = Load(ref f, 16), p3 = Load(ref f, 24),
                    p4 = Load(ref f, 32), p5 = Load(ref f, 40), p6 = Load(ref f, 48), p7 = Load(ref f, 56);
                if (term.Coefficient != 1)
                {
                    var c = Vector512.Create(term.Coefficient);
                    p0 *= c; p1 *= c; p2 *= c; p3 *= c; p4 *= c; p5 *= c; p6 *= c; p7 *= c;
                }
                for (; factor < term.FactorsEnd - 1; factor++)
                {
                    f = ref Unsafe.Add(ref z, Unsafe.Add(ref factors, factor) * stride);
                    p0 *= Load(ref f); p1 *= Load(ref f, 8); p2 *= Load(ref f, 16); p3 *= Load(ref f, 24);
                    p4 *= Load(ref f, 32); p5 *= Load(ref f, 40); p6 *= Load(ref f, 48); p7 *= Load(ref f, 56);
                }
                f = ref Unsafe.Add(ref z, Unsafe.Add(ref factors, factor++) * stride);
                y0 = Vector512.MultiplyAddEstimate(p0, Load(ref f), y0);
                y1 = Vector512.MultiplyAddEstimate(p1, Load(ref f, 8), y1);
                y2 = Vector512.MultiplyAddEstimate(p2, Load(ref f, 16), y2);
                y3 = Vector512.MultiplyAddEstimate(p3, Load(ref f, 24), y3);
                y4 = Vector512.MultiplyAddEstimate(p4, Load(ref f, 32), y4);
                y5 = Vector512.MultiplyAddEstimate(p5, Load(ref f, 40), y5);
                y6 = Vector512.MultiplyAddEstimate(p6, Load(ref f, 48), y6);
                y7 = Vector512.MultiplyAddEstimate(p7, Load(ref f, 56), y7);
                term = ref Unsafe.Add(ref term, 1);
            }
            ref var to = ref Unsafe.Add(ref y, channel * stride);
            y0.StoreUnsafe(ref to); y1.StoreUnsafe(ref to, 8); y2.StoreUnsafe(ref to, 16); y3.StoreUnsafe(ref to, 24);
            y4.StoreUnsafe(ref to, 32); y5.StoreUnsafe(ref to, 40); y6.StoreUnsafe(ref to, 48); y7.StoreUnsafe(ref to, 56);
        }
        for (nuint p = 0; p < Lanes; p += 8)
            Load(ref derivatives, p).StoreUnsafe(ref y, p);
    }

    private static Vector512<double> Load(ref double x, nuint offset = 0) => Vector512.LoadUnsafe(ref x, offset);

    private readonly record struct Term(double Coefficient, int Order, int FactorsEnd);
}
