using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// Faà di Bruno's formula over one neuron's 64 points: from the jet of z, the jets of y = σ(z) and, in z's place, of s = σ'(z).
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

    /// <summary>Fills y and turns z into s.</summary>
    /// <param name="derivatives">[order + 2][64]: σ, σ', … at z.</param>
    /// <param name="z">The neuron's first channel; s on return.</param>
    /// <param name="y">The neuron's first channel, overwritten.</param>
    /// <param name="stride">Distance of channels in z and y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double derivatives, ref double z, ref double y, nint stride)
    {
        ref var term = ref MemoryMarshal.GetArrayDataReference(_terms);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(_factors);
        int at = 0, factor = 0;
        for (var channel = _ends.Length - 1; channel > 0; channel--)
        {
            ref var own = ref Unsafe.Add(ref z, channel * stride);
            ref var d = ref Unsafe.Add(ref derivatives, Lanes);
            Vector512<double> p0 = Load(ref own), p1 = Load(ref own, 8), p2 = Load(ref own, 16), p3 = Load(ref own, 24),
                p4 = Load(ref own, 32), p5 = Load(ref own, 40), p6 = Load(ref own, 48), p7 = Load(ref own, 56);
            Vector512<double> y0 = p0 * Load(ref d), y1 = p1 * Load(ref d, 8), y2 = p2 * Load(ref d, 16),
                y3 = p3 * Load(ref d, 24), y4 = p4 * Load(ref d, 32), y5 = p5 * Load(ref d, 40),
                y6 = p6 * Load(ref d, 48), y7 = p7 * Load(ref d, 56);
            Vector512<double> s0 = p0 * Load(ref d, 64), s1 = p1 * Load(ref d, 72), s2 = p2 * Load(ref d, 80),
                s3 = p3 * Load(ref d, 88), s4 = p4 * Load(ref d, 96), s5 = p5 * Load(ref d, 104),
                s6 = p6 * Load(ref d, 112), s7 = p7 * Load(ref d, 120);
            for (; at < _ends[channel]; at++)
            {
                ref var f = ref Unsafe.Add(ref z, Unsafe.Add(ref factors, factor) * stride);
                p0 = Load(ref f); p1 = Load(ref f, 8); p2 = Load(ref f, 16); p3 = Load(ref f, 24);
                p4 = Load(ref f, 32); p5 = Load(ref f, 40); p6 = Load(ref f, 48); p7 = Load(ref f, 56);
                for (factor++; factor < term.FactorsEnd; factor++)
                {
                    f = ref Unsafe.Add(ref z, Unsafe.Add(ref factors, factor) * stride);
                    p0 *= Load(ref f); p1 *= Load(ref f, 8); p2 *= Load(ref f, 16); p3 *= Load(ref f, 24);
                    p4 *= Load(ref f, 32); p5 *= Load(ref f, 40); p6 *= Load(ref f, 48); p7 *= Load(ref f, 56);
                }
                if (term.Coefficient != 1)
                {
                    var c = Vector512.Create(term.Coefficient);
                    p0 *= c; p1 *= c; p2 *= c; p3 *= c; p4 *= c; p5 *= c; p6 *= c; p7 *= c;
                }
                d = ref Unsafe.Add(ref derivatives, term.Order * Lanes);
                y0 = Vector512.MultiplyAddEstimate(p0, Load(ref d), y0);
                y1 = Vector512.MultiplyAddEstimate(p1, Load(ref d, 8), y1);
                y2 = Vector512.MultiplyAddEstimate(p2, Load(ref d, 16), y2);
                y3 = Vector512.MultiplyAddEstimate(p3, Load(ref d, 24), y3);
                y4 = Vector512.MultiplyAddEstimate(p4, Load(ref d, 32), y4);
                y5 = Vector512.MultiplyAddEstimate(p5, Load(ref d, 40), y5);
                y6 = Vector512.MultiplyAddEstimate(p6, Load(ref d, 48), y6);
                y7 = Vector512.MultiplyAddEstimate(p7, Load(ref d, 56), y7);
                s0 = Vector512.MultiplyAddEstimate(p0, Load(ref d, 64), s0);
                s1 = Vector512.MultiplyAddEstimate(p1, Load(ref d, 72), s1);
                s2 = Vector512.MultiplyAddEstimate(p2, Load(ref d, 80), s2);
                s3 = Vector512.MultiplyAddEstimate(p3, Load(ref d, 88), s3);
                s4 = Vector512.MultiplyAddEstimate(p4, Load(ref d, 96), s4);
                s5 = Vector512.MultiplyAddEstimate(p5, Load(ref d, 104), s5);
                s6 = Vector512.MultiplyAddEstimate(p6, Load(ref d, 112), s6);
                s7 = Vector512.MultiplyAddEstimate(p7, Load(ref d, 120), s7);
                term = ref Unsafe.Add(ref term, 1);
            }
            ref var to = ref Unsafe.Add(ref y, channel * stride);
            y0.StoreUnsafe(ref to); y1.StoreUnsafe(ref to, 8); y2.StoreUnsafe(ref to, 16); y3.StoreUnsafe(ref to, 24);
            y4.StoreUnsafe(ref to, 32); y5.StoreUnsafe(ref to, 40); y6.StoreUnsafe(ref to, 48); y7.StoreUnsafe(ref to, 56);
            s0.StoreUnsafe(ref own); s1.StoreUnsafe(ref own, 8); s2.StoreUnsafe(ref own, 16); s3.StoreUnsafe(ref own, 24);
            s4.StoreUnsafe(ref own, 32); s5.StoreUnsafe(ref own, 40); s6.StoreUnsafe(ref own, 48); s7.StoreUnsafe(ref own, 56);
        }
        for (nuint p = 0; p < Lanes; p += 8) // the value itself: y = σ, s = σ'
        {
            Load(ref derivatives, p).StoreUnsafe(ref y, p);
            Load(ref derivatives, p + Lanes).StoreUnsafe(ref z, p);
        }
    }

    private static Vector512<double> Load(ref double x, nuint offset = 0) => Vector512.LoadUnsafe(ref x, offset);

    private readonly record struct Term(double Coefficient, int Order, int FactorsEnd);
}
