using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>An equation residual = 0 and, where it only defines an auxiliary field, that field.</summary>
/// <param name="Name">The equation's name.</param>
/// <param name="Residual">What is zero.</param>
/// <param name="Defines">The auxiliary field it defines; null for a declared equation.</param>
public sealed record FormEquation(string Name, Expression Residual, FieldSymbol? Defines = null)
{
    /// <summary>The derivatives over space as they were written.</summary>
    public ImmutableArray<WrittenDerivative> Written { get; private init; } = [];

    /// <summary>The residual without them.</summary>
    public Expression Remainder { get; private init; } = Residual;

    /// <summary>An equation of a problem.</summary>
    public static FormEquation Of(string name, Equation equation) => new(name, equation.Residual) { Written = equation.Written, Remainder = equation.Remainder };

    /// <summary>The equation with all its expressions replaced.</summary>
    public FormEquation Map(Func<Expression, Expression> map) => new(Name, map(Residual), Defines) { Written = [.. Written.Select(w => w.Map(map))], Remainder = map(Remainder) };
}

/// <summary>
/// Derivatives of high order as those of auxiliary fields: of time v = ∂u/∂t where u_tt occurs, of space z = Δu where third or fourth derivatives of u do. Every ∂²/∂x² (x the
/// first coordinate of space) of u is then z less the other second derivatives, so that Δ²u becomes Δz, and (EI·w'')'' becomes (EI·z)''.
/// Higher orders are reduced again.
/// </summary>
public sealed class OrderReduction
{
    private readonly FormVariables _variables;
    private readonly List<(FieldSymbol Field, FieldSymbol Auxiliary, bool InTime)> _rules = [];

    /// <summary>Reduces equations until no field has more than two derivatives in space and one in time.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="equations">The equations, in the variables that are discretised.</param>
    /// <param name="fields">The fields they govern.</param>
    /// <exception cref="FormException">A derivative of third or higher order remains: in several dimensions only those of the Laplacian can be reduced.</exception>
    public OrderReduction(FormVariables variables, IReadOnlyList<FormEquation> equations, IReadOnlyList<FieldSymbol> fields)
    {
        _variables = variables;
        var (all, states) = (equations.ToList(), fields.ToList());
        for (var i = 0; i < states.Count; i++)
        {
            if (variables.Time is { } time && Highest(all, states[i], variables.TimeOrder) > 1)
                Introduce(states[i], $"{states[i].Name}_{time.Name}", inTime: true, new FieldDerivative(states[i], MultiIndex.Unit(time.Index)));
            if (Highest(all, states[i], variables.SpaceOrder) > 2)
                Introduce(states[i], variables.Space.Length == 1 ? $"{states[i].Name}_{variables.Space[0].Name}{variables.Space[0].Name}" : $"laplacian({states[i].Name})", inTime: false,
                    Expression.Add(variables.Space.Select(c => (Expression)new FieldDerivative(states[i], MultiIndex.Unit(c.Index) + MultiIndex.Unit(c.Index)))));
        }
        (Equations, States) = ([.. all], [.. states]);
        foreach (var equation in all)
            if (equation.Residual.Leaves().OfType<FieldDerivative>().FirstOrDefault(f => states.Contains(f.Field) && variables.SpaceOrder(f.Order) > 2) is { } left)
                throw new FormException($"Equation '{equation.Name}': the derivative {left} is of order {variables.SpaceOrder(left.Order)} in space; above the second, only those that make up a Laplacian are taken.");

        void Introduce(FieldSymbol field, string name, bool inTime, Expression meaning)
        {
            var auxiliary = new FieldSymbol(name, field.Over);
            _rules.Add((field, auxiliary, inTime));
            for (var k = 0; k < all.Count; k++)
                if (all[k].Defines is null || !all[k].Residual.Leaves().Contains(all[k].Defines!.Value)) all[k] = all[k].Map(e => Step(e, _rules.Count - 1));
            all.Add(new($"{name} (auxiliary)", auxiliary.Value - meaning, auxiliary));
            states.Add(auxiliary);
        }
    }

    /// <summary>The reduced equations, declared ones first and in their order.</summary>
    public ImmutableArray<FormEquation> Equations { get; }

    /// <summary>The fields, declared ones first and in their order.</summary>
    public ImmutableArray<FieldSymbol> States { get; }

    /// <summary>What an auxiliary field is made from; null for a declared one.</summary>
    public FieldSymbol? Origin(FieldSymbol state) => _rules.FirstOrDefault(r => r.Auxiliary == state).Field;

    /// <summary>Whether an auxiliary field is a derivative with respect to time rather than space.</summary>
    public bool IsOfTime(FieldSymbol state) => _rules.Any(r => r.Auxiliary == state && r.InTime);

    /// <summary>Rewrites an expression of the declared fields: a condition or what is observed.</summary>
    public Expression Apply(Expression expression)
    {
        for (var rule = 0; rule < _rules.Count; rule++) expression = Step(expression, rule);
        return expression;
    }

    private Expression Step(Expression expression, int rule)
    {
        var (field, auxiliary, inTime) = _rules[rule];
        var (time, first) = (_variables.Time, inTime ? null : _variables.Space[0]);
        var changed = expression.Substitute(leaf => leaf is FieldDerivative f && f.Field == field ? Replace(f.Order, f.Site) : null);
        return changed == expression ? expression : changed.Expand();

        Expression? Replace(MultiIndex order, int site)
        {
            if (inTime) return order[time!.Index] > 0 ? new FieldDerivative(auxiliary, order - MultiIndex.Unit(time.Index), site) : null;
            if (order[first!.Index] < 2) return null;
            var rest = order - MultiIndex.Unit(first.Index) - MultiIndex.Unit(first.Index);
            Expression sum = new FieldDerivative(auxiliary, rest, site);
            foreach (var other in _variables.Space.Skip(1))
            {
                var next = rest + MultiIndex.Unit(other.Index) + MultiIndex.Unit(other.Index);
                sum -= Replace(next, site) ?? new FieldDerivative(field, next, site);
            }
            return sum;
        }
    }

    private static int Highest(List<FormEquation> equations, FieldSymbol field, Func<MultiIndex, int> order) =>
        equations.SelectMany(e => e.Residual.Leaves()).OfType<FieldDerivative>().Where(f => f.Field == field).Select(f => order(f.Order)).DefaultIfEmpty(0).Max();
}
