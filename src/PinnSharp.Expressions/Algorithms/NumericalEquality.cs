namespace PinnSharp.Expressions;

/// <summary>Equality told by numbers where the trees need not be the same: functions that differ agree at random values of their leaves with probability zero.</summary>
public static class NumericalEquality
{
    private const int Samples = 8;
    private const double Tolerance = 1e-10;

    /// <summary>Whether two values agree to rounding wherever both are finite, at the same random values of leaves.</summary>
    /// <param name="values">Evaluates both.</param>
    /// <param name="range">The interval of a leaf; [0.2, 1.8] where omitted.</param>
    /// <param name="floor">The size that rounding is measured against where the values are smaller.</param>
    public static bool Holds(Func<Func<Expression, double>, (double A, double B)> values, Func<Expression, (double Lower, double Upper)>? range = null, double floor = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        var random = new Random(1);
        var finite = 0;
        for (var sample = 0; sample < 4 * Samples && finite < Samples; sample++)
        {
            var known = new Dictionary<Expression, double>();
            var (a, b) = values(At);
            if (!double.IsFinite(a) || !double.IsFinite(b)) continue;
            finite++;
            if (Math.Abs(a - b) > Tolerance * Math.Max(Math.Abs(a) + Math.Abs(b), floor)) return false;

            double At(Expression leaf)
            {
                if (known.TryGetValue(leaf, out var value)) return value;
                var (lower, upper) = range?.Invoke(leaf) ?? (0.2, 1.8);
                return known[leaf] = lower + (upper - lower) * random.NextDouble();
            }
        }
        return finite == Samples;
    }
}
