using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>Faà di Bruno's formula over one neuron's 64 points: from the jet of z, the jets of y = σ(z) and of s = σ'(z).</summary>
internal sealed class CompositionTable
{
    private readonly int[] _ends;
    private readonly Term[] _terms;
    private readonly int[] _factors;

    /// <summary>The table of a space.</summary>
    /// <param name="space">The jets.</param>
    /// <param name="affine">Whether derivatives of z higher than the first are zero; their terms are then left out.</param>
    public CompositionTable(JetSpace space, bool affine)
    {
        var terms = new List<Term>();
        var factors = new List<int>();
        _ends = new int[space.Channels.Length];
        for (var channel = 0; channel < _ends.Length; channel++)
        {
            foreach (var term in space.Composition[channel])
            {
                if (affine && term.Factors.Any(factor => space.Channels[factor].Order > 1))
                    continue;
                factors.AddRange(term.Factors);
                terms.Add(new Term(term.Coefficient, term.Order, factors.Count));
            }
            _ends[channel] = terms.Count;
        }
        (_terms, _factors) = ([.. terms], [.. factors]);
    }

    /// <summary>Fills y and s.</summary>
    /// <param name="derivatives">[order + 2][64]: σ, σ', … at z.</param>
    /// <param name="z">The neuron's first channel.</param>
    /// <param name="y">The neuron's first channel, overwritten.</param>
    /// <param name="s">The neuron's first channel, overwritten.</param>
    /// <param name="stride">Distance of channels in z, y and s.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double derivatives, ref double z, ref double y, ref double s, nint stride)
    {
        for (nint half = 0; half < BlockProduct.Lanes; half += BlockProduct.Lanes / 2)
        {
            int at = 0, factor = 0;
            for (var channel = 0; channel < _ends.Length; channel++)
            {
                Vector512<double> y0 = default, y1 = default, y2 = default, y3 = default, s0 = default, s1 = default, s2 = default, s3 = default;
                for (; at < _ends[channel]; at++)
                {
                    ref readonly var term = ref _terms[at];
                    Vector512<double> p0 = Vector512.Create(term.Coefficient), p1 = p0, p2 = p0, p3 = p0;
                    for (; factor < term.FactorsEnd; factor++)
                    {
                        ref var f = ref Unsafe.Add(ref z, _factors[factor] * stride + half);
                        p0 *= Vector512.LoadUnsafe(ref f);
                        p1 *= Vector512.LoadUnsafe(ref f, 8);
                        p2 *= Vector512.LoadUnsafe(ref f, 16);
                        p3 *= Vector512.LoadUnsafe(ref f, 24);
                    }
                    ref var d = ref Unsafe.Add(ref derivatives, term.Order * BlockProduct.Lanes + half);
                    y0 = Vector512.MultiplyAddEstimate(p0, Vector512.LoadUnsafe(ref d), y0);
                    y1 = Vector512.MultiplyAddEstimate(p1, Vector512.LoadUnsafe(ref d, 8), y1);
                    y2 = Vector512.MultiplyAddEstimate(p2, Vector512.LoadUnsafe(ref d, 16), y2);
                    y3 = Vector512.MultiplyAddEstimate(p3, Vector512.LoadUnsafe(ref d, 24), y3);
                    s0 = Vector512.MultiplyAddEstimate(p0, Vector512.LoadUnsafe(ref d, 64), s0);
                    s1 = Vector512.MultiplyAddEstimate(p1, Vector512.LoadUnsafe(ref d, 72), s1);
                    s2 = Vector512.MultiplyAddEstimate(p2, Vector512.LoadUnsafe(ref d, 80), s2);
                    s3 = Vector512.MultiplyAddEstimate(p3, Vector512.LoadUnsafe(ref d, 88), s3);
                }
                ref var yTo = ref Unsafe.Add(ref y, channel * stride + half);
                y0.StoreUnsafe(ref yTo); y1.StoreUnsafe(ref yTo, 8); y2.StoreUnsafe(ref yTo, 16); y3.StoreUnsafe(ref yTo, 24);
                ref var sTo = ref Unsafe.Add(ref s, channel * stride + half);
                s0.StoreUnsafe(ref sTo); s1.StoreUnsafe(ref sTo, 8); s2.StoreUnsafe(ref sTo, 16); s3.StoreUnsafe(ref sTo, 24);
            }
        }
    }

    private readonly record struct Term(double Coefficient, int Order, int FactorsEnd);
}
