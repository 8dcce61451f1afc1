using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// The derivative of y = σ(z) as jets: dy = s·dz with s = σ'(z), by Leibniz's rule dy_α = Σ_(β ≤ α) C(α, β) s_(α−β) dz_β, and its
/// adjoint z̄_β = Σ_(α ≥ β) C(α, β) s_(α−β) ȳ_α; each over one neuron's 64 points.
/// </summary>
internal sealed class LeibnizTable
{
    private readonly Entry[] _entries;
    private readonly (int Channel, int End)[] _results;

    private LeibnizTable(IEnumerable<(int To, Entry Entry)> entries)
    {
        var groups = entries.GroupBy(e => e.To, e => e.Entry).OrderBy(g => g.Key).ToList();
        _entries = [.. groups.SelectMany(g => g)];
        _results = new (int, int)[groups.Count];
        for (int i = 0, end = 0; i < groups.Count; i++)
            _results[i] = (groups[i].Key, end += groups[i].Count());
    }

    /// <summary>dz to dy.</summary>
    /// <param name="space">The jets.</param>
    /// <param name="affine">Whether dz has zero derivatives beyond the first; they are then not read.</param>
    public static LeibnizTable Tangent(JetSpace space, bool affine) => new(
        from p in space.Products()
        where !affine || space.Channels[p.Beta].Order <= 1
        select (p.Alpha, new Entry(p.Coefficient, p.Gamma, p.Beta)));

    /// <summary>ȳ to z̄.</summary>
    /// <param name="space">The jets.</param>
    /// <param name="affine">Whether only z̄ of the value and the first derivatives is wanted; the others are then not written.</param>
    public static LeibnizTable Adjoint(JetSpace space, bool affine) => new(
        from p in space.Products()
        where !affine || space.Channels[p.Beta].Order <= 1
        select (p.Beta, new Entry(p.Coefficient, p.Gamma, p.Alpha)));

    /// <summary>Fills result.</summary>
    /// <param name="s">The neuron's first channel of s.</param>
    /// <param name="x">The neuron's first channel of dz or ȳ.</param>
    /// <param name="result">The neuron's first channel of dy or z̄, overwritten.</param>
    /// <param name="stride">Distance of channels in all three.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ref double s, ref double x, ref double result, nint stride)
    {
        for (nint half = 0; half < BlockProduct.Lanes; half += BlockProduct.Lanes / 2)
        {
            var at = 0;
            foreach (var (channel, end) in _results)
            {
                Vector512<double> r0 = default, r1 = default, r2 = default, r3 = default;
                for (; at < end; at++)
                {
                    ref readonly var entry = ref _entries[at];
                    var c = Vector512.Create(entry.Coefficient);
                    ref var left = ref Unsafe.Add(ref s, entry.S * stride + half);
                    ref var right = ref Unsafe.Add(ref x, entry.X * stride + half);
                    r0 = Vector512.MultiplyAddEstimate(c * Vector512.LoadUnsafe(ref left), Vector512.LoadUnsafe(ref right), r0);
                    r1 = Vector512.MultiplyAddEstimate(c * Vector512.LoadUnsafe(ref left, 8), Vector512.LoadUnsafe(ref right, 8), r1);
                    r2 = Vector512.MultiplyAddEstimate(c * Vector512.LoadUnsafe(ref left, 16), Vector512.LoadUnsafe(ref right, 16), r2);
                    r3 = Vector512.MultiplyAddEstimate(c * Vector512.LoadUnsafe(ref left, 24), Vector512.LoadUnsafe(ref right, 24), r3);
                }
                ref var to = ref Unsafe.Add(ref result, channel * stride + half);
                r0.StoreUnsafe(ref to); r1.StoreUnsafe(ref to, 8); r2.StoreUnsafe(ref to, 16); r3.StoreUnsafe(ref to, 24);
            }
        }
    }

    private readonly record struct Entry(double Coefficient, int S, int X);
}
