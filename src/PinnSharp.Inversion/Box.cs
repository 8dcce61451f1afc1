using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>
/// Bounds a ≤ θ_i ≤ b of some parameters, held by projected steps: a step goes to the nearest point of the box, and a parameter at a bound beyond which the cost would fall is held there
/// (D. P. Bertsekas, SIAM J. Control Optim. 20 (1982) 221–246; C. Kanzow, N. Yamashita, M. Fukushima, J. Comput. Appl. Math. 172 (2004) 375–397).
/// </summary>
/// <param name="Intervals">Indices, a and b.</param>
public sealed record Box(ImmutableArray<(int Index, double Lower, double Upper)> Intervals)
{
    /// <summary>Moves θ to the nearest point of the box.</summary>
    /// <param name="theta">θ.</param>
    public void Project(Span<double> theta)
    {
        foreach (var (i, lower, upper) in Intervals) theta[i] = Math.Clamp(theta[i], lower, upper);
    }

    /// <summary>The parameters at a bound beyond which the cost would fall.</summary>
    /// <param name="theta">θ.</param>
    /// <param name="gradient">The gradient there.</param>
    public int[] Held(double[] theta, double[] gradient) =>
        [.. Intervals.Where(b => (theta[b.Index] <= b.Lower && gradient[b.Index] > 0) || (theta[b.Index] >= b.Upper && gradient[b.Index] < 0)).Select(b => b.Index)];

    /// <summary>The bounds that are left where only some parameters are free; null for none.</summary>
    /// <param name="free">The free parameters, in their new order.</param>
    public Box? Of(IReadOnlyList<int> free)
    {
        ImmutableArray<(int, double, double)> left = [.. free.Index().Join(Intervals, f => f.Item, b => b.Index, (f, b) => (f.Index, b.Lower, b.Upper))];
        return left.IsEmpty ? null : new(left);
    }
}
