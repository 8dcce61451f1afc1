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

    private const double Growth = 10, Fall = 0.25, MostGrowth = 1e10, Nearly = 1e-3;

    private AugmentedLagrangian() { }

    /// <summary>The constraints, in the rows' order.</summary>
    public required ImmutableArray<ConstraintRows> Constraints { get; init; }

    /// <summary>μ, one a row: the fall of f if c could be greater by one.</summary>
    public required ImmutableArray<double> Multipliers { get; init; }

    /// <summary>ρ of each constraint.</summary>
    public required ImmutableArray<double> Penalties { get; init; }

    /// <summary>The size of each constraint's c, by which violations are measured.</summary>
    public required ImmutableArray<double> Sizes { get; init; }

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
    /// <param name="constants">For each constraint the size of what in c does not change, such as 1 of a + b − 1.</param>
    public static AugmentedLagrangian Start(ImmutableArray<ConstraintRows> constraints, ReadOnlySpan<double> c, ReadOnlySpan<double> constants)
    {
        var (sizes, penalties, multipliers, first) = (new double[constraints.Length], new double[constraints.Length], new double[c.Length], 0);
        for (var k = 0; k < constraints.Length; k++)
        {
            var (count, largest) = (constraints[k].Count, 0.0);
            for (var i = first; i < first + count; i++)
                if (double.IsFinite(c[i])) largest = Math.Max(largest, Math.Abs(c[i]));
            sizes[k] = largest + constants[k] is var size and > 0 ? size : 1;
            penalties[k] = 1 / (count * FirstViolation * FirstViolation * sizes[k] * sizes[k]);
            for (var i = first; i < first + count; i++)
                if (!constraints[k].IsEquality && c[i] > 0) multipliers[i] = Active * penalties[k] * sizes[k];
            first += count;
        }
        return new()
        {
            Constraints = constraints, Multipliers = [.. multipliers], Penalties = [.. penalties], Sizes = [.. sizes], Violations = [.. sizes.Select(_ => double.PositiveInfinity)],
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
    public AugmentedLagrangian Update(ReadOnlySpan<double> c)
    {
        var (multipliers, penalties, violations) = (Multipliers.ToArray(), Penalties.ToArray(), new double[Constraints.Length]);
        for (int k = 0, first = 0; k < Constraints.Length; first += Constraints[k++].Count)
        {
            double held = 0;
            for (var i = first; i < first + Constraints[k].Count; i++)
            {
                var (isEquality, free) = (Constraints[k].IsEquality, -multipliers[i] / penalties[k]);
                var excess = isEquality ? c[i] : Math.Max(c[i], free);
                violations[k] = Math.Max(violations[k], Math.Abs(excess));
                // A row that need not have been active pulled c here: without it c is another.
                if (!isEquality && multipliers[i] > 0) held = Math.Max(held, free - c[i]);
                multipliers[i] += penalties[k] * excess;
            }
            if (violations[k] > Tolerance * Sizes[k] && violations[k] > Fall * Violations[k]) penalties[k] = Math.Min(penalties[k] * Growth, MostGrowth / (Sizes[k] * Sizes[k]));
            if (held > Nearly * Tolerance * Sizes[k]) violations[k] = double.PositiveInfinity;
        }
        return this with { Multipliers = [.. multipliers], Penalties = [.. penalties], Violations = [.. violations] };
    }

    /// <summary>The state as named values.</summary>
    public StateBag Save() => new StateBag().Add("names", Names()).Add("counts", [.. Constraints.Select(c => (double)c.Count)]).Add("equalities", [.. Constraints.Select(c => c.IsEquality ? 1.0 : 0)])
        .Add("multipliers", [.. Multipliers]).Add("penalties", [.. Penalties]).Add("sizes", [.. Sizes]).Add("violations", [.. Violations]);

    /// <summary>What <see cref="Save"/> gave.</summary>
    /// <param name="bag">The values.</param>
    public static AugmentedLagrangian Load(StateBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        return new()
        {
            Constraints = [.. bag.Bag("names").Names.Zip(bag.Array("counts").Zip(bag.Array("equalities")), (name, c) => new ConstraintRows(name, (int)c.First, c.Second != 0))],
            Multipliers = [.. bag.Array("multipliers")], Penalties = [.. bag.Array("penalties")], Sizes = [.. bag.Array("sizes")], Violations = [.. bag.Array("violations")],
        };
    }

    private StateBag Names()
    {
        var names = new StateBag();
        foreach (var constraint in Constraints) names.Add(constraint.Name, 0L);
        return names;
    }
}
