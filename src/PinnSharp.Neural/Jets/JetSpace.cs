using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Neural;

/// <summary>
/// The derivatives carried through a network together: a downward-closed set of multi-indices α (with α all β ≤ α), and the tables for
/// composing such jets with a function and for multiplying them.
/// </summary>
public sealed class JetSpace
{
    private readonly Dictionary<MultiIndex, int> _index;

    private JetSpace(ImmutableArray<MultiIndex> channels, int dimension)
    {
        (Channels, Dimension, Order) = (channels, dimension, channels[^1].Order);
        _index = channels.Select((channel, i) => (channel, i)).ToDictionary(pair => pair.channel, pair => pair.i);
        Composition = [.. channels.Select(Compose)];
        Units = [.. Enumerable.Range(0, dimension).Select(i => IndexOf(MultiIndex.Unit(i)))];
    }

    private JetSpace(JetSpace space, ImmutableArray<ImmutableArray<JetTerm>> composition)
    {
        (Channels, Dimension, Order, Units, _index) = (space.Channels, space.Dimension, space.Order, space.Units, space._index);
        Composition = composition;
    }

    /// <summary>The smallest space that holds the given derivatives (and the value).</summary>
    /// <param name="derivatives">Any multi-indices.</param>
    /// <param name="dimension">Number of coordinates.</param>
    /// <exception cref="ArgumentException">A derivative is with respect to a coordinate beyond the dimension, or of an order that
    /// <see cref="Activation"/> does not reach.</exception>
    public static JetSpace Closure(IEnumerable<MultiIndex> derivatives, int dimension)
    {
        var closed = new HashSet<MultiIndex> { MultiIndex.Zero };
        foreach (var derivative in derivatives)
            Add(derivative);
        return new JetSpace([.. closed.Order()], dimension);

        void Add(MultiIndex a)
        {
            if (a.Order != Enumerable.Range(0, dimension).Sum(i => a[i]))
                throw new ArgumentException($"A derivative is by a coordinate beyond the {dimension} there are.", nameof(derivatives));
            if (a.Order >= Activation.MaxOrder)
                throw new ArgumentException($"A derivative has order {a.Order}; the highest is {Activation.MaxOrder - 1}.", nameof(derivatives));
            if (!closed.Add(a))
                return;
            for (var i = 0; i < dimension; i++)
                if (a[i] > 0)
                    Add(a - MultiIndex.Unit(i));
        }
    }

    /// <summary>The multi-indices: 0, x, y, xx, xy, yy, ….</summary>
    public ImmutableArray<MultiIndex> Channels { get; }

    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The highest order.</summary>
    public int Order { get; }

    /// <summary>The channel of ∂/∂x_i for each coordinate, −1 where it is not in the space.</summary>
    public ImmutableArray<int> Units { get; }

    /// <summary>Faà di Bruno's formula: for each channel α the terms of ∂^α σ(z) = Σ c σ^(k)(z) Π_j ∂^(β_j) z.</summary>
    public ImmutableArray<ImmutableArray<JetTerm>> Composition { get; }

    /// <summary>The channel of a derivative, −1 if it is not in the space.</summary>
    /// <param name="derivative">A multi-index.</param>
    public int IndexOf(MultiIndex derivative) => _index.GetValueOrDefault(derivative, -1);

    /// <summary>
    /// All triples of channels with α = β + γ and the binomial coefficient C(α, β), of Leibniz's rule ∂^α(f g) = Σ C(α, β) ∂^β f ∂^γ g.
    /// </summary>
    public IEnumerable<(int Alpha, int Beta, int Gamma, double Coefficient)> Products() =>
        from alpha in Enumerable.Range(0, Channels.Length)
        from beta in Enumerable.Range(0, Channels.Length)
        where Channels[beta].IsLessOrEqual(Channels[alpha])
        select (alpha, beta, IndexOf(Channels[alpha] - Channels[beta]), Binomial(Channels[alpha], Channels[beta]));

    /// <summary>The same space with another table, for tests that need a wrong one.</summary>
    internal JetSpace WithComposition(ImmutableArray<ImmutableArray<JetTerm>> composition) => new(this, composition);

    /// <summary>Differentiates σ(z) once for each unit of α, by the chain and product rules, and gathers equal terms.</summary>
    private ImmutableArray<JetTerm> Compose(MultiIndex alpha)
    {
        var terms = new Dictionary<string, (double Coefficient, ImmutableArray<MultiIndex> Factors)> { [""] = (1, []) };
        for (var i = 0; i < Dimension; i++)
            for (var n = 0; n < alpha[i]; n++)
            {
                var next = new Dictionary<string, (double, ImmutableArray<MultiIndex>)>();
                foreach (var (c, factors) in terms.Values)
                {
                    Gather(c, factors.Add(MultiIndex.Unit(i)));
                    for (var j = 0; j < factors.Length; j++)
                        Gather(c, factors.SetItem(j, factors[j] + MultiIndex.Unit(i)));
                }
                terms = next;

                void Gather(double c, ImmutableArray<MultiIndex> factors)
                {
                    factors = [.. factors.OrderBy(IndexOf)];
                    var key = string.Join(',', factors.Select(IndexOf));
                    next[key] = (next.GetValueOrDefault(key).Item1 + c, factors);
                }
            }
        return [.. terms.Values.Select(t => new JetTerm(t.Coefficient, t.Factors.Length, [.. t.Factors.Select(IndexOf)]))];
    }

    private double Binomial(MultiIndex a, MultiIndex b)
    {
        var product = 1.0;
        for (var i = 0; i < Dimension; i++)
            for (var k = 1; k <= b[i]; k++)
                product = product * (a[i] - b[i] + k) / k;
        return product;
    }
}
