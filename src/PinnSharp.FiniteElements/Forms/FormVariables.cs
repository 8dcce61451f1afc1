using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The change of variables between a problem as declared and as discretised: unknown scalars and functions through their <see cref="UnknownTransform"/>, so that a
/// parameter η or a nodal value N is unconstrained and of order one (k = g(g⁻¹(initial) + N)); coordinates and fields stay as they are.
/// </summary>
public sealed class FormVariables
{
    private readonly ImmutableDictionary<string, UnknownTransform> _transforms;
    private readonly ImmutableDictionary<FieldSymbol, Expression> _physical;

    /// <summary>Prepares the change of variables.</summary>
    /// <param name="problem">The problem.</param>
    public FormVariables(InverseProblem problem)
    {
        Problem = problem;
        Scalars = [.. problem.Unknowns.Where(u => !u.IsNoiseLevel)];
        _transforms = Scalars.ToImmutableDictionary(u => u.Name, UnknownTransform.Of);
        _physical = problem.UnknownFields.ToImmutableDictionary(f => f.Symbol, UnknownTransform.Physical);
        Space = [.. problem.Coordinates.Where(c => !c.IsTime).Select(c => c.Symbol)];
        Time = problem.Coordinates.FirstOrDefault(c => c.IsTime)?.Symbol;
    }

    /// <summary>The problem.</summary>
    public InverseProblem Problem { get; }

    /// <summary>The unknown scalars, in order: all but noise levels.</summary>
    public ImmutableArray<UnknownScalar> Scalars { get; }

    /// <summary>The coordinates of space.</summary>
    public ImmutableArray<CoordinateSymbol> Space { get; }

    /// <summary>The coordinate of time; null for a steady problem.</summary>
    public CoordinateSymbol? Time { get; }

    /// <summary>The transform of an unknown scalar.</summary>
    /// <param name="name">Its name.</param>
    public UnknownTransform Transform(string name) => _transforms[name];

    /// <summary>Rewrites an expression in the problem's own variables in those that are discretised; constants become numbers.</summary>
    /// <param name="expression">An expression over coordinates, fields, unknowns and constants.</param>
    public Expression Apply(Expression expression) => Problem.InlineConstants(expression)
        .SubstituteFields(field => _physical.GetValueOrDefault(field))
        .Substitute(leaf => leaf is Parameter p && _transforms.TryGetValue(p.Name, out var transform) ? transform.Physical(p) : null);

    /// <summary>Whether a symbol has nodal values: a state or an unknown function of coordinates, but neither a table nor a function of fields.</summary>
    public bool IsDiscrete(FieldSymbol symbol) => Problem.TableOf(symbol) is null && symbol.Over.All(c => c.Field is null);

    /// <summary>Number of derivatives with respect to time.</summary>
    public int TimeOrder(MultiIndex order) => Time is null ? 0 : order[Time.Index];

    /// <summary>Number of derivatives with respect to the coordinates of space.</summary>
    public int SpaceOrder(MultiIndex order) => Space.Sum(c => order[c.Index]);

    /// <summary>The multi-index without its derivatives in space.</summary>
    public MultiIndex TimePart(MultiIndex order)
    {
        var part = MultiIndex.Zero;
        for (var k = 0; k < TimeOrder(order); k++) part += MultiIndex.Unit(Time!.Index);
        return part;
    }

    /// <summary>Numbers for all leaves, the same for the same leaf and draw, for finding out whether an expression vanishes: coordinates within their intervals, all else in (½, 1½).</summary>
    /// <param name="draw">The number of the draw.</param>
    internal Func<Expression, double> Probe(int draw) => leaf =>
    {
        var bits = (ulong)(uint)leaf.GetHashCode() * 0x9E3779B97F4A7C15UL + (ulong)(draw + 1) * 0xD1B54A32D192ED03UL;
        bits = (bits ^ (bits >> 31)) * 0x94D049BB133111EBUL;
        var part = ((bits ^ (bits >> 29)) >> 11) * (1.0 / (1UL << 53));
        return leaf is CoordinateSymbol { Field: null } c && c.Index < Problem.Coordinates.Length
            ? Problem.Coordinates[c.Index].Lower + (0.1 + 0.8 * part) * (Problem.Coordinates[c.Index].Upper - Problem.Coordinates[c.Index].Lower)
            : 0.5 + part;
    };

    /// <summary>Whether an expression is zero wherever it is tried, to rounding of its terms.</summary>
    internal bool Vanishes(Expression expression)
    {
        if (expression is Number n) return n.Value == 0;
        for (var draw = 0; draw < 3; draw++)
        {
            var probe = Probe(draw);
            var size = expression is Sum s ? s.Terms.Sum(t => Math.Abs(t.Evaluate(probe))) : 0;
            if (!(Math.Abs(expression.Evaluate(probe)) <= 1e-11 * size)) return false;
        }
        return true;
    }
}
