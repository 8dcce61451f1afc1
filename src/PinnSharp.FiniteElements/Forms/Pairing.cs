using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Which field each equation is for: its test functions are those of that field's space, and the field's essential conditions take the place of the equation's rows. The pairs are
/// those with the greatest sum of 4^(order of the field's highest derivative in the equation); an equation may be left a field that is not in it, as incompressibility is left the pressure.
/// </summary>
internal static class Pairing
{
    /// <summary>The field of each equation.</summary>
    /// <param name="equations">The declared equations.</param>
    /// <param name="fields">The declared fields.</param>
    /// <exception cref="FormException">There are not as many equations as fields.</exception>
    public static ImmutableArray<FieldSymbol> Of(IReadOnlyList<FormEquation> equations, IReadOnlyList<FieldSymbol> fields)
    {
        if (equations.Count != fields.Count)
            throw new FormException($"There are {equations.Count} equations for {fields.Count} fields; each field needs one.");
        // The best sum for the first equations and each set of fields that they may have.
        var best = new Dictionary<int, (double Sum, ImmutableArray<FieldSymbol> Pairs)> { [0] = (0, []) };
        foreach (var equation in equations)
        {
            var next = new Dictionary<int, (double Sum, ImmutableArray<FieldSymbol> Pairs)>();
            foreach (var (set, (sum, pairs)) in best)
                for (var f = 0; f < fields.Count; f++)
                    if ((set >> f & 1) == 0 && sum + Weight(equation, fields[f]) is var total && (!next.TryGetValue(set | 1 << f, out var known) || total > known.Sum))
                        next[set | 1 << f] = (total, pairs.Add(fields[f]));
            best = next;
        }
        return best.Values.Single().Pairs;
    }

    private static double Weight(FormEquation equation, FieldSymbol field) => equation.Residual.Leaves().OfType<FieldDerivative>().Where(f => f.Field == field)
        .Select(f => Math.Pow(4, f.Order.Order)).DefaultIfEmpty(0).Max();
}
