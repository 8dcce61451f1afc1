using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Integration by parts by symbol. With A_ij = ∂R/∂f_ij for each discrete field f (states and unknown functions alike; mixed derivatives are split evenly), the flux is
/// F_j(g) = ∫₀¹ Σ A_ij(τ g) f_i dτ over all first derivatives g, which is A_ij f_i where A does not depend on them and A_ij f_i/(k + 1) where it is homogeneous of degree k in them (Euler);
/// otherwise by a quadrature that is tried on gradients small and large;
/// the rest is S = R − div F, where all second derivatives cancel if the second-order part of R is a divergence.
/// </summary>
internal static class DivergenceForm
{
    private const int Nodes = 10, FewNodes = 6, Halvings = 10;

    /// <summary>Gradients on which a flux is tried, in units of those of a probe.</summary>
    private static readonly double[] Scales = [1, 0.01, 10, 100];

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
        var second = leaves.Where(f => IsSecond(variables, f)).ToList();
        var coefficients = second.ToDictionary(f => f, f => residual.Partial(f).Expand());
        foreach (var (f, a) in coefficients)
            if (a.Leaves().OfType<FieldDerivative>().FirstOrDefault(g => IsSecond(variables, g)) is { } other)
                throw new FormException($"Equation '{equation.Name}' is not linear in second derivatives: the coefficient of {f} is {a}, which holds {other}.");
        var flux = Flux(variables, equation.Name, coefficients);
        var rest = NoSecond(variables, residual) - Expression.Add(flux.Select((f, j) => NoSecond(variables, f.Differentiate(variables.Space[j]))));
        var expanded = rest.Expand();
        return new(equation.Name, field, expanded.Size <= rest.Size ? expanded : rest, flux);
    }

    private static ImmutableArray<Expression> Flux(FormVariables variables, string name, Dictionary<FieldDerivative, Expression> coefficients)
    {
        var space = variables.Space;
        var plain = Integrand(1);
        if (!coefficients.Values.Any(a => a.Leaves().Any(IsFirst))) return plain;
        var tried = Degree() is { } degree ? (ImmutableArray<Expression>[])[[.. plain.Select(f => (f / (degree + 1)).Expand())]] : [Integrated(GaussLegendre.Rule(Nodes)), Integrated(Graded())];
        foreach (var flux in tried)
            if (Misfit(flux) is null) return flux;
        throw new FormException($"Equation '{name}': the coefficient of {Misfit(tried[^1])} depends on first derivatives, and its second-order terms are not the divergence of a flux that is found for gradients of any size.");

        ImmutableArray<Expression> Integrated(IReadOnlyList<(double X, double Weight)> rule)
        {
            ImmutableArray<Expression> sum = [.. space.Select(_ => (Expression)0)];
            foreach (var (tau, weight) in rule) sum = [.. Integrand(tau).Zip(sum, (f, s) => s + weight * f)];
            return sum;
        }

        // ∂F_j/∂f_i + ∂F_i/∂f_j = 2 A_ij, or the second-order part is no divergence; else the derivative of which it is not so.
        FieldDerivative? Misfit(ImmutableArray<Expression> flux)
        {
            foreach (var slot in coefficients.Keys.Select(f => (f.Field, Time: variables.TimePart(f.Order))).Distinct())
                for (var i = 0; i < space.Length; i++)
                    for (var j = i; j < space.Length; j++)
                    {
                        var (slopeI, slopeJ) = (Slope(flux[j], slot, i), Slope(flux[i], slot, j));
                        var of = new FieldDerivative(slot.Field, slot.Time + MultiIndex.Unit(space[i].Index) + MultiIndex.Unit(space[j].Index));
                        var wanted = coefficients.GetValueOrDefault(of, 0);
                        for (var draw = 0; draw < 3; draw++)
                            foreach (var scale in Scales)
                            {
                                var probe = variables.Probe(draw);
                                double At(Expression e) => e.Evaluate(leaf => (IsFirst(leaf) ? scale : 1) * probe(leaf));
                                var (have, want) = (At(slopeI) + At(slopeJ), (i == j ? 2 : 1) * At(wanted));
                                // At large gradients slopes are differences of what is as large as the flux by the gradient.
                                var size = Math.Abs(have) + Math.Abs(want) + flux.Max(f => Math.Abs(At(f))) / scale;
                                if (!(Math.Abs(have - want) <= 1e-7 * size)) return of;
                            }
                    }
            return null;
        }

        bool IsFirst(Expression leaf) => leaf is FieldDerivative f && variables.IsDiscrete(f.Field) && variables.SpaceOrder(f.Order) == 1;

        Expression Slope(Expression e, (FieldSymbol Field, MultiIndex Time) slot, int i) => e.Partial(new FieldDerivative(slot.Field, slot.Time + MultiIndex.Unit(space[i].Index)));

        ImmutableArray<Expression> Integrand(double tau)
        {
            var sums = space.Select(_ => new List<Expression>()).ToArray();
            foreach (var (f, a) in coefficients)
            {
                var at = tau == 1 ? a : a.Substitute(leaf => IsFirst(leaf) ? tau * leaf : null);
                var (i, j) = Axes(variables, f.Order);
                var time = variables.TimePart(f.Order);
                var share = i == j ? at : at / 2;
                sums[j].Add(share * new FieldDerivative(f.Field, time + MultiIndex.Unit(space[i].Index)));
                if (i != j) sums[i].Add(share * new FieldDerivative(f.Field, time + MultiIndex.Unit(space[j].Index)));
            }
            return [.. sums.Select(s => Expression.Add(s).Expand())];
        }

        // k with A(2g) = 2^k A(g) for all coefficients wherever it is tried.
        double? Degree()
        {
            double? degree = null;
            for (var draw = 0; draw < 3; draw++)
            {
                var probe = variables.Probe(draw);
                foreach (var a in coefficients.Values)
                {
                    var k = Math.Log2(a.Evaluate(leaf => (IsFirst(leaf) ? 2 : 1) * probe(leaf)) / a.Evaluate(probe));
                    if (!double.IsFinite(k) || k <= -1 || Math.Abs(k - (degree ??= k)) > 1e-10) return null;
                }
            }
            return Math.Abs(degree!.Value - Math.Round(degree.Value, 8)) < 1e-10 ? Math.Round(degree.Value, 8) : degree;
        }
    }

    /// <summary>A quadrature on [0, 1] for functions that change near 0 on any scale: Gauss's on [½, 1], [¼, ½], ….</summary>
    private static List<(double X, double Weight)> Graded()
    {
        var rule = new List<(double, double)>();
        for (var k = 0; k <= Halvings; k++)
        {
            var (lower, upper) = (k == Halvings ? 0 : Math.Pow(2, -k - 1), Math.Pow(2, -k));
            rule.AddRange(GaussLegendre.Rule(FewNodes).Select(g => (lower + (upper - lower) * g.X, (upper - lower) * g.W)));
        }
        return rule;
    }

    private static bool IsSecond(FormVariables variables, FieldDerivative f) => variables.IsDiscrete(f.Field) && variables.SpaceOrder(f.Order) == 2;

    private static Expression NoSecond(FormVariables variables, Expression e) => e.Substitute(leaf => leaf is FieldDerivative f && IsSecond(variables, f) ? Expression.Zero : null);

    private static (int I, int J) Axes(FormVariables variables, MultiIndex order)
    {
        int[] axes = [.. Enumerable.Range(0, variables.Space.Length).SelectMany(i => Enumerable.Repeat(i, order[variables.Space[i].Index]))];
        return (axes[0], axes[1]);
    }
}
