using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Inversion;

/// <summary>
/// Constraints as least-squares rows: minimises f + ½ρ Σ (c + μ/ρ)²₊ (of equalities the square of both signs) again and again, μ ← (μ + ρc)₊ in between, and ρ ten times as great where the
/// violation max |max(c, −μ/ρ)| has not fallen to a quarter (E. G. Birgin, J. M. Martínez, Practical Augmented Lagrangian Methods, SIAM 2014). A row is active where μ &gt; 0 after that, and
/// stays so until the next update: the primal–dual active set (M. Hintermüller, K. Ito, K. Kunisch, SIAM J. Optim. 13 (2002) 865–888). Immutable.
/// </summary>
public sealed record AugmentedLagrangian
{
    /// <summary>The violation that counts as none, as a part of the constraint's size.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>With the first ρ a violation everywhere by this part of its size costs ½.</summary>
    private const double FirstViolation = 1e-2;

    /// <summary>The multiplier of a row that is active from the beginning, as a part of ρ times the size.</summary>
    private const double Active = 1e-12;

    private const double LeastSize = 1e-3, Growth = 10, Fall = 0.25, MostGrowth = 1e10, Nearly = 1e-3;

    private AugmentedLagrangian() { }

    /// <summary>The constraints, in the rows' order.</summary>
    public required ImmutableArray<ConstraintRows> Constraints { get; init; }

    /// <summary>μ, one a row: the fall of f if c could be greater by one.</summary>
    public required ImmutableArray<double> Multipliers { get; init; }

    /// <summary>ρ of each constraint.</summary>
    public required ImmutableArray<double> Penalties { get; init; }

    /// <summary>The size of each constraint's c at the last update, by which violations are measured.</summary>
    public required ImmutableArray<double> Sizes { get; init; }

    /// <summary>The least size of each: where c is of fields, a thousandth of that at the initial values, since all of c may come to vanish.</summary>
    public required ImmutableArray<double> LeastSizes { get; init; }

    /// <summary>max |max(c, −μ/ρ)| of each constraint at the last update; infinite before the first, and after a row was let go.</summary>
    public required ImmutableArray<double> Violations { get; init; }

    /// <summary>Whether no constraint is violated by more than <see cref="Tolerance"/>.</summary>
    public bool IsSettled => Violations.Zip(Sizes).All(v => v.First <= Tolerance * v.Second);

    /// <summary>In words, what has not settled; null where all has.</summary>
    public string? WhyUnsettled => IsSettled ? null : Constraints.Zip(Violations.Zip(Sizes, (v, s) => v / s)).MaxBy(c => c.Second) is var (constraint, violation) && double.IsFinite(violation)
        ? string.Create(CultureInfo.InvariantCulture, $"The constraint '{constraint.Name}' was still violated by {100 * violation:g2} % of its size: it contradicts another, an equation or a bound, or more iterations are needed.")
        : $"Where the constraint '{constraint.Name}' binds had not settled: more iterations are needed.";

    /// <summary>Whether the minimum would be another without a constraint.</summary>
    /// <param name="constraint">Its number.</param>
    public bool IsActive(int constraint) =>
        Constraints[constraint].IsEquality || Multipliers.Skip(Constraints.Take(constraint).Sum(c => c.Count)).Take(Constraints[constraint].Count).Any(m => m > 0);

    /// <summary>Before the first fit: equalities, and inequalities where they are violated, are active.</summary>
    /// <param name="constraints">The constraints.</param>
    /// <param name="c">c at the initial values, one a row.</param>
    /// <param name="numbers">For each constraint Σ |terms| of numbers alone, such as |a| + |b| + 1 of a + b − 1.</param>
    public static AugmentedLagrangian Start(ImmutableArray<ConstraintRows> constraints, ReadOnlySpan<double> c, ReadOnlySpan<double> numbers)
    {
        var (sizes, least, penalties, multipliers, first) = (new double[constraints.Length], new double[constraints.Length], new double[constraints.Length], new double[c.Length], 0);
        for (var k = 0; k < constraints.Length; first += constraints[k++].Count)
        {
            sizes[k] = Size(c.Slice(first, constraints[k].Count), numbers[k], 0);
            least[k] = constraints[k].IsOfNumbers ? 0 : LeastSize * sizes[k];
            penalties[k] = FirstPenalty(constraints[k], sizes[k]);
            for (var i = first; i < first + constraints[k].Count; i++)
                if (!constraints[k].IsEquality && c[i] > 0) multipliers[i] = Active * penalties[k] * sizes[k];
        }
        return new()
        {
            Constraints = constraints, Multipliers = [.. multipliers], Penalties = [.. penalties], Sizes = [.. sizes], LeastSizes = [.. least], Violations = [.. sizes.Select(_ => double.PositiveInfinity)],
        };
    }

    /// <summary>The rows (c − z)/s: z = −μ/ρ and s = 1/√ρ, infinite where a row is not active.</summary>
    public (double[] Values, double[] Deviations) Rows()
    {
        var (values, deviations, row) = (new double[Multipliers.Length], new double[Multipliers.Length], 0);
        for (var k = 0; k < Constraints.Length; k++)
            for (var i = 0; i < Constraints[k].Count; i++, row++)
            {
                var active = Constraints[k].IsEquality || Multipliers[row] > 0;
                (values[row], deviations[row]) = active ? (-Multipliers[row] / Penalties[k], 1 / Math.Sqrt(Penalties[k])) : (0, double.PositiveInfinity);
            }
        return (values, deviations);
    }

    /// <summary>New multipliers and penalties, at the minimum with the old ones.</summary>
    /// <param name="c">c there, one a row.</param>
    /// <param name="numbers">For each constraint Σ |terms| of numbers alone, there.</param>
    public AugmentedLagrangian Update(ReadOnlySpan<double> c, ReadOnlySpan<double> numbers)
    {
        var (multipliers, penalties, sizes, violations) = (Multipliers.ToArray(), Penalties.ToArray(), new double[Constraints.Length], new double[Constraints.Length]);
        for (int k = 0, first = 0; k < Constraints.Length; first += Constraints[k++].Count)
        {
            double held = 0;
            sizes[k] = Size(c.Slice(first, Constraints[k].Count), numbers[k], LeastSizes[k]);
            for (var i = first; i < first + Constraints[k].Count; i++)
            {
                var (isEquality, free) = (Constraints[k].IsEquality, -multipliers[i] / penalties[k]);
                var excess = isEquality ? c[i] : Math.Max(c[i], free);
                violations[k] = Math.Max(violations[k], Math.Abs(excess));
                // A row that need not have been active pulled c here: without it c is another.
                if (!isEquality && multipliers[i] > 0) held = Math.Max(held, free - c[i]);
                multipliers[i] += penalties[k] * excess;
            }
            if (violations[k] > Tolerance * sizes[k] && violations[k] > Fall * Violations[k]) penalties[k] = Math.Min(penalties[k] * Growth, MostGrowth / (sizes[k] * sizes[k]));
            penalties[k] = Math.Max(penalties[k], FirstPenalty(Constraints[k], sizes[k]));
            if (held > Nearly * Tolerance * sizes[k]) violations[k] = double.PositiveInfinity;
        }
        return this with { Multipliers = [.. multipliers], Penalties = [.. penalties], Sizes = [.. sizes], Violations = [.. violations] };
    }

    private static double Size(ReadOnlySpan<double> c, double numbers, double least)
    {
        var size = numbers;
        foreach (var x in c)
            if (double.IsFinite(x)) size = Math.Max(size, Math.Abs(x));
        return Math.Max(size, least) is var s and > 0 ? s : 1;
    }

    private static double FirstPenalty(ConstraintRows constraint, double size) => 1 / (constraint.Count * FirstViolation * FirstViolation * size * size);

    /// <summary>The state as named values.</summary>
    public StateBag Save() => new StateBag().Add("names", Names()).Add("counts", [.. Constraints.Select(c => (double)c.Count)]).Add("equalities", [.. Constraints.Select(c => c.IsEquality ? 1.0 : 0)])
        .Add("numbers", [.. Constraints.Select(c => c.IsOfNumbers ? 1.0 : 0)])
        .Add("multipliers", [.. Multipliers]).Add("penalties", [.. Penalties]).Add("sizes", [.. Sizes]).Add("least-sizes", [.. LeastSizes]).Add("violations", [.. Violations]);

    /// <summary>What <see cref="Save"/> gave.</summary>
    /// <param name="bag">The values.</param>
    public static AugmentedLagrangian Load(StateBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        return new()
        {
            Constraints = [.. bag.Bag("names").Names.Select((name, k) => new ConstraintRows(name, (int)bag.Array("counts")[k], bag.Array("equalities")[k] != 0, bag.Array("numbers")[k] != 0))],
            Multipliers = [.. bag.Array("multipliers")], Penalties = [.. bag.Array("penalties")], Sizes = [.. bag.Array("sizes")], LeastSizes = [.. bag.Array("least-sizes")], Violations = [.. bag.Array("violations")],
        };
    }

    private StateBag Names()
    {
        var names = new StateBag();
        foreach (var constraint in Constraints) names.Add(constraint.Name, 0L);
        return names;
    }
}
