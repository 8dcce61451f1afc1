using System.Globalization;

namespace PinnSharp.Expressions;

/// <summary>
/// A derivative order α ∈ ℕ⁸, one entry a coordinate: ∂^α = ∂₀^α₀ ∂₁^α₁ …. Packed in 64 bits, eight a coordinate; the total order |α| is at most 255.
/// </summary>
public readonly record struct MultiIndex : IComparable<MultiIndex>
{
    /// <summary>The most coordinates a multi-index has entries for.</summary>
    public const int MaxCoordinates = 8;

    private readonly ulong _packed;

    private MultiIndex(ulong packed) => _packed = packed;

    /// <summary>Builds α from its entries; coordinates not given have order 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than eight entries, a negative entry, or |α| above 255.</exception>
    public MultiIndex(params ReadOnlySpan<int> orders)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(orders.Length, MaxCoordinates, nameof(orders));
        var total = 0L;
        for (var i = 0; i < orders.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(orders[i], nameof(orders));
            total += orders[i];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(total, 255, nameof(orders));
            _packed |= (ulong)orders[i] << (8 * i);
        }
    }

    /// <summary>α = 0: the value itself.</summary>
    public static MultiIndex Zero => default;

    /// <summary>The unit multi-index of a coordinate: one derivative with respect to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="coordinate"/> is not in 0…7.</exception>
    public static MultiIndex Unit(int coordinate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coordinate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coordinate, MaxCoordinates);
        return new(1UL << (8 * coordinate));
    }

    /// <summary>α_i, the order with respect to coordinate i (0…7).</summary>
    public int this[int coordinate] => (int)(_packed >> (8 * coordinate)) & 0xff;

    /// <summary>|α| = Σ α_i.</summary>
    public int Order => (int)((((_packed & 0x00ff00ff00ff00ffUL) + ((_packed >> 8) & 0x00ff00ff00ff00ffUL)) * 0x0001000100010001UL) >> 48);

    /// <summary>α! = Π α_i!.</summary>
    public double Factorial
    {
        get
        {
            var product = 1.0;
            for (var i = 0; i < MaxCoordinates; i++)
                for (var k = 2; k <= this[i]; k++) product *= k;
            return product;
        }
    }

    /// <summary>Entrywise sum: ∂^α ∂^β = ∂^(α+β).</summary>
    /// <exception cref="OverflowException">The total order exceeds 255.</exception>
    public static MultiIndex operator +(MultiIndex left, MultiIndex right) =>
        left.Order + right.Order <= 255
            ? new(left._packed + right._packed)
            : throw new OverflowException("A derivative's total order is at most 255.");

    /// <summary>Entrywise difference.</summary>
    /// <exception cref="ArgumentException">An entry would be negative.</exception>
    public static MultiIndex operator -(MultiIndex left, MultiIndex right) =>
        right.IsLessOrEqual(left)
            ? new(left._packed - right._packed)
            : throw new ArgumentException($"{right} is not contained in {left}.");

    /// <summary>Whether α_i ≤ β_i for every coordinate.</summary>
    public bool IsLessOrEqual(MultiIndex other)
    {
        for (var i = 0; i < MaxCoordinates; i++)
            if (this[i] > other[i]) return false;
        return true;
    }

    /// <summary>Orders by total order, then with more derivatives in earlier coordinates first: 0, x, y, xx, xy, yy, ….</summary>
    public int CompareTo(MultiIndex other)
    {
        var byOrder = Order.CompareTo(other.Order);
        for (var i = 0; byOrder == 0 && i < MaxCoordinates; i++) byOrder = other[i].CompareTo(this[i]);
        return byOrder;
    }

    /// <summary>Whether the left comes before the right in <see cref="CompareTo"/>'s order.</summary>
    public static bool operator <(MultiIndex left, MultiIndex right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left comes after the right in <see cref="CompareTo"/>'s order.</summary>
    public static bool operator >(MultiIndex left, MultiIndex right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left does not come after the right in <see cref="CompareTo"/>'s order.</summary>
    public static bool operator <=(MultiIndex left, MultiIndex right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left does not come before the right in <see cref="CompareTo"/>'s order.</summary>
    public static bool operator >=(MultiIndex left, MultiIndex right) => left.CompareTo(right) >= 0;

    /// <summary>The entries up to the last that is not zero, for example "(1,2)"; "(0)" for α = 0.</summary>
    public override string ToString()
    {
        var count = MaxCoordinates;
        while (count > 1 && this[count - 1] == 0) count--;
        var self = this;
        return "(" + string.Join(',', Enumerable.Range(0, count).Select(i => self[i].ToString(CultureInfo.InvariantCulture))) + ")";
    }
}
