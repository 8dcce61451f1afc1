using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The weak form of a problem, by symbol and before any mesh: fields and equations reduced to second order in space and first in time, paired, integrated by parts; conditions sorted.
/// </summary>
public sealed class WeakForm
{
    private readonly OrderReduction _reduction;
    private readonly Dictionary<string, BoundaryForm> _boundaries = [];

    /// <summary>Derives the weak form.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="FormException">It has none here; the message names the equation or condition, the term and the reason.</exception>
    public WeakForm(InverseProblem problem)
    {
        Variables = new(problem);
        if (Variables.Space.Length > 2) throw new FormException($"The problem has {Variables.Space.Length} coordinates of space; finite elements take one or two.");
        List<FormEquation> declared = [.. problem.Equations.Select(e => FormEquation.Of(e.Name, e.Equation.Map(Variables.Apply)))];
        List<FieldSymbol> fields = [.. problem.Fields.Select(f => f.Symbol)];
        var pairs = Pairing.Of(declared, fields);
        _reduction = new(Variables, declared, fields);
        Equations = [.. _reduction.Equations.Select((e, i) => DivergenceForm.Of(Variables, e, e.Defines ?? pairs[i]))];
        Conditions = [.. problem.Conditions.OfType<EquationCondition>().Select(c => FormCondition.Of(Variables, _reduction, c))];
        Periodic = [.. problem.Conditions.OfType<PeriodicCondition>()];
        foreach (var periodic in Periodic) Check(periodic);
        foreach (var group in Periodic.GroupBy(p => p.Coordinate))
            if (fields.Except(group.SelectMany(p => p.Fields)).FirstOrDefault() is { } without)
                throw new FormException($"Condition '{group.First().Name}' does not make '{without.Name}' periodic in {group.Key.Name}; finite elements take all fields periodic in a coordinate or none.");
        foreach (var group in Conditions.Where(c => c.Kind == ConditionKind.Coefficient))
            if (group.Residual.Leaves().OfType<FieldDerivative>().Any(f => Variables.SpaceOrder(f.Order) + Variables.TimeOrder(f.Order) > 0))
                throw new FormException($"Condition '{group.Name}' gives a derivative of an unknown function; its values can be given, not its derivatives.");
    }

    /// <summary>The variables.</summary>
    public FormVariables Variables { get; }

    /// <summary>The equations, each with the field it is paired with: declared ones, then those of auxiliary fields.</summary>
    public ImmutableArray<WeakEquation> Equations { get; }

    /// <summary>All conditions but periodic ones.</summary>
    public ImmutableArray<FormCondition> Conditions { get; }

    /// <summary>The periodic conditions.</summary>
    public ImmutableArray<PeriodicCondition> Periodic { get; }

    /// <summary>Whether a field is a multiplier: neither in its own equation, as a pressure is not in that of incompressibility, nor in any flux, as a beam's deflection is in that of its curvature.</summary>
    /// <param name="equation">The number of its equation.</param>
    public bool IsMultiplier(int equation) =>
        !Leaves(equation).Concat(Equations.SelectMany(e => e.Flux).SelectMany(f => f.Leaves()).OfType<FieldDerivative>()).Any(f => f.Field == Equations[equation].Field);

    /// <summary>Whether a field's derivative with respect to time is in any equation, so that it has an initial value.</summary>
    /// <param name="equation">The number of its equation.</param>
    public bool IsDifferential(int equation) =>
        Enumerable.Range(0, Equations.Length).SelectMany(Leaves).Any(f => f.Field == Equations[equation].Field && Variables.TimeOrder(f.Order) > 0);

    /// <summary>Whether a field's derivative with respect to time is in no equation and no condition: they give its values at each time, also the first.</summary>
    /// <param name="equation">The number of its equation.</param>
    public bool IsAlgebraic(int equation) =>
        !IsDifferential(equation) && !Conditions.SelectMany(c => c.Residual.Leaves()).OfType<FieldDerivative>().Any(f => f.Field == Equations[equation].Field && Variables.TimeOrder(f.Order) > 0);

    /// <summary>What an auxiliary field is a derivative of, and whether with respect to time; null for a declared one.</summary>
    public (FieldSymbol Field, bool InTime)? Origin(FieldSymbol state) => _reduction.Origin(state) is { } origin ? (origin, _reduction.IsOfTime(state)) : null;

    /// <summary>The coordinates in which a field wraps.</summary>
    /// <param name="equation">The number of its equation.</param>
    public ImmutableArray<CoordinateSymbol> PeriodicIn(int equation)
    {
        var field = Equations[equation].Field;
        while (_reduction.Origin(field) is { } origin) field = origin;
        return [.. Periodic.Where(p => p.Fields.Contains(field)).Select(p => p.Coordinate).Distinct()];
    }

    /// <summary>Rewrites an expression of the problem, such as what is observed, in the variables and reduced fields.</summary>
    public Expression Apply(Expression expression) => _reduction.Apply(Variables.Apply(expression));

    /// <summary>What holds on a part of the boundary.</summary>
    /// <param name="active">The numbers in <see cref="Conditions"/> of the conditions there, increasing.</param>
    /// <exception cref="FormException">A condition is too much there.</exception>
    public BoundaryForm Boundary(params IReadOnlyList<int> active)
    {
        var key = string.Join(',', active);
        if (!_boundaries.TryGetValue(key, out var form)) _boundaries.Add(key, form = BoundaryForm.Of(Variables, Equations, [.. active.Select(c => Conditions[c])]));
        return form;
    }

    /// <summary>The rows of values at points or at the beginning of time: which field each condition gives.</summary>
    /// <param name="conditions">The numbers in <see cref="Conditions"/>.</param>
    /// <exception cref="FormException">Two conditions give the same field a value.</exception>
    public ImmutableArray<EssentialCondition> Values(params IReadOnlyList<int> conditions) => BoundaryForm.Essentials(Variables, Equations, [.. conditions.Select(c => Conditions[c])]);

    private IEnumerable<FieldDerivative> Leaves(int equation) => Equations[equation].Flux.Append(Equations[equation].Source).SelectMany(e => e.Leaves()).OfType<FieldDerivative>();

    private void Check(PeriodicCondition periodic)
    {
        if (periodic.Coordinate.Equals(Variables.Time)) throw new FormException($"Condition '{periodic.Name}' is periodic in time, which is stepped from its beginning.");
        foreach (var field in periodic.Fields)
        {
            var order = Variables.Problem.Equations.SelectMany(e => e.Equation.Residual.Leaves()).OfType<FieldDerivative>().Where(f => f.Field == field).Select(f => Variables.SpaceOrder(f.Order)).DefaultIfEmpty(0).Max();
            if (periodic.Order < order - 1)
                throw new FormException($"Condition '{periodic.Name}' makes '{field.Name}' periodic with derivatives up to order {periodic.Order}; its equations are of order {order} and need order {order - 1}.");
        }
    }
}
