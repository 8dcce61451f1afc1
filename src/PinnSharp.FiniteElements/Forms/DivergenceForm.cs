using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Integration by parts by symbol. With A_ij = ∂R/∂f_ij for each discrete field f (states and unknown functions alike; mixed derivatives are split evenly), the flux is F_j = A_ij f_i where
/// A does not depend on first derivatives, and each term of A that is homogeneous of degree k in them gives A_ij f_i/(k + 1) (Euler: ∫₀¹ A_ij(τ g) g_i dτ). The rest is S = R − div F, where
/// all second derivatives cancel if the second-order part of R is a divergence. Where A depends on first derivatives and the equation has c · d(F_j, x_j) or c · div(F) written in it, F is
/// what is written: c F is integrated by parts, and −F_j ∂_j c belongs to S.
/// </summary>
internal static class DivergenceForm
{
    /// <summary>The weak form of an equation.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="equation">The equation, of second order in space at most.</param>
    /// <param name="field">The field it is paired with.</param>
    /// <exception cref="FormException">It is not linear in second derivatives, or these do not make up a divergence.</exception>
    public static WeakEquation Of(FormVariables variables, FormEquation equation, FieldSymbol field)
    {
        var residual = equation.Residual;
        var leaves = residual.Leaves().OfType<FieldDerivative>().ToList();
        if (residual.Averages().Any() || leaves.Any(f => f.Site != 0))
            throw new FormException($"Equation '{equation.Name}' holds an average over a region, which couples all points of it.");
        if (leaves.FirstOrDefault(f => variables.IsDiscrete(f.Field) && variables.SpaceOrder(f.Order) > 2) is { } high)
            throw new FormException($"Equation '{equation.Name}': the derivative {high} of an unknown function is above the second order.");
        var coefficients = Coefficients(variables, equation.Name, residual);
        var (written, terms) = (variables.Space.Select(_ => new List<Expression>()).ToArray(), new List<Expression>());
        if (coefficients.Values.Any(a => Has(variables, a, 1)))
        {
            residual = equation.Remainder;
            foreach (var (factor, of, along) in equation.Written)
            {
                // What holds no first derivative is no flux by the convention for linear equations either.
                var parts = (of.Expand() is Sum sum ? sum.Terms : [of]).ToLookup(t => Has(variables, t, 1) && !Has(variables, t, 2) && !Has(variables, factor, 1) && !Has(variables, factor, 2));
                var (flux, other) = (Expression.Add(parts[true]), Expression.Add(parts[false]));
                residual += factor * other.Differentiate(along);
                written[variables.Space.IndexOf(along)].Add(factor * flux);
                terms.Add(-flux * factor.Differentiate(along));
            }
            coefficients = Coefficients(variables, equation.Name, residual);
        }
        var rest = Flux(variables, equation.Name, coefficients);
        var source = NoSecond(variables, residual) - Expression.Add(rest.Select((f, j) => NoSecond(variables, f.Differentiate(variables.Space[j])))) + Expression.Add(terms);
        var expanded = source.Expand();
        return new(equation.Name, field, expanded.Size <= source.Size ? expanded : source, [.. rest.Select((f, j) => f + Expression.Add(written[j]))]);
    }

    /// <summary>A, by the second derivatives.</summary>
    private static Dictionary<FieldDerivative, Expression> Coefficients(FormVariables variables, string name, Expression residual)
    {
        var coefficients = residual.Leaves().OfType<FieldDerivative>().Where(f => IsOf(variables, f, 2)).ToDictionary(f => f, f => residual.Partial(f).Expand());
        foreach (var (f, a) in coefficients)
            if (a.Leaves().OfType<FieldDerivative>().FirstOrDefault(g => IsOf(variables, g, 2)) is { } other)
                throw new FormException($"Equation '{name}' is not linear in second derivatives: the coefficient of {f} is {a}, which holds {other}.");
        return coefficients;
    }

    private static ImmutableArray<Expression> Flux(FormVariables variables, string name, Dictionary<FieldDerivative, Expression> coefficients)
    {
        var space = variables.Space;
        var sums = space.Select(_ => new List<Expression>()).ToArray();
        foreach (var (f, a) in coefficients)
        {
            var (i, j) = Axes(variables, f.Order);
            var time = variables.TimePart(f.Order);
            var share = Expression.Add((a is Sum sum ? sum.Terms : [a]).Select(t => Integral(f, t))) * (i == j ? 1 : 0.5);
            sums[j].Add(share * new FieldDerivative(f.Field, time + MultiIndex.Unit(space[i].Index)));
            if (i != j) sums[i].Add(share * new FieldDerivative(f.Field, time + MultiIndex.Unit(space[j].Index)));
        }
        ImmutableArray<Expression> flux = [.. sums.Select(s => Expression.Add(s).Expand())];
        if (!coefficients.Values.Any(a => Has(variables, a, 1))) return flux;
        // ∂F_j/∂f_i + ∂F_i/∂f_j = 2 A_ij, or the second-order part is no divergence.
        foreach (var slot in coefficients.Keys.Select(f => (f.Field, Time: variables.TimePart(f.Order))).Distinct())
            for (var i = 0; i < space.Length; i++)
                for (var j = i; j < space.Length; j++)
                {
                    var (slopeI, slopeJ) = (Slope(flux[j], slot, i), Slope(flux[i], slot, j));
                    var of = new FieldDerivative(slot.Field, slot.Time + MultiIndex.Unit(space[i].Index) + MultiIndex.Unit(space[j].Index));
                    var wanted = coefficients.GetValueOrDefault(of, 0);
                    for (var draw = 0; draw < 9; draw++)
                    {
                        var probe = Scaled(draw, Math.Pow(30, draw % 3 - 1));
                        var (have, want) = (slopeI.Evaluate(probe) + slopeJ.Evaluate(probe), (i == j ? 2 : 1) * wanted.Evaluate(probe));
                        if (!(Math.Abs(have - want) <= 1e-8 * (Math.Abs(have) + Math.Abs(want)))) throw Refusal(of, "its second-order terms are not the divergence of a flux that could be integrated by parts");
                    }
                }
        return flux;

        FormException Refusal(FieldDerivative of, string why) => new($"Equation '{name}': the coefficient of {of} depends on first derivatives, and {why}. Write the flux as d(flux, x) or div(flux) if there is one.");

        Func<Expression, double> Scaled(int draw, double scale)
        {
            var probe = variables.Probe(draw);
            return leaf => (leaf is FieldDerivative f && IsOf(variables, f, 1) ? scale : 1) * probe(leaf);
        }

        Expression Slope(Expression e, (FieldSymbol Field, MultiIndex Time) slot, int i) => e.Partial(new FieldDerivative(slot.Field, slot.Time + MultiIndex.Unit(space[i].Index)));

        // ∫₀¹ a(τ g) dτ = a/(k + 1) with a(s g) = s^k a(g).
        Expression Integral(FieldDerivative of, Expression a)
        {
            if (!Has(variables, a, 1)) return a;
            double? degree = null;
            for (var draw = 0; draw < 4; draw++)
            {
                var scale = draw % 2 == 0 ? 2 : 1000;
                var k = Math.Log(a.Evaluate(Scaled(draw, scale)) / a.Evaluate(Scaled(draw, 1))) / Math.Log(scale);
                if (!double.IsFinite(k) || k <= -1 || Math.Abs(k - (degree ??= k)) > 1e-10) throw Refusal(of, "no flux is found that could be integrated by parts");
            }
            return a / (Math.Round(degree!.Value, 8) is var rounded && Math.Abs(degree.Value - rounded) < 1e-10 ? rounded + 1 : degree.Value + 1);
        }
    }

    private static bool IsOf(FormVariables variables, FieldDerivative f, int order) => variables.IsDiscrete(f.Field) && variables.SpaceOrder(f.Order) == order;

    private static bool Has(FormVariables variables, Expression e, int order) => e.Leaves().OfType<FieldDerivative>().Any(f => IsOf(variables, f, order));

    private static Expression NoSecond(FormVariables variables, Expression e) => e.Substitute(leaf => leaf is FieldDerivative f && IsOf(variables, f, 2) ? Expression.Zero : null);

    private static (int I, int J) Axes(FormVariables variables, MultiIndex order)
    {
        int[] axes = [.. Enumerable.Range(0, variables.Space.Length).SelectMany(i => Enumerable.Repeat(i, order[variables.Space[i].Index]))];
        return (axes[0], axes[1]);
    }
}
