using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// The change of variables between a problem as declared and as optimised: coordinates on [−1, 1], fields u = m + c·N (or e^(m + c·N)
/// where positive) of a network output N of order one, unknown scalars and functions through their <see cref="UnknownTransform"/>, and the arguments of
/// functions of fields scaled as the fields are. It is applied to expressions, so that derivatives, constraints and scaling need no code of their own in an engine.
/// </summary>
public sealed class InternalVariables
{
    private readonly ImmutableDictionary<string, UnknownTransform> _transforms;
    private readonly ImmutableDictionary<FieldSymbol, Expression> _physical;
    private readonly ImmutableDictionary<FieldSymbol, FieldScale> _ranges;
    private readonly ImmutableHashSet<string> _exact;

    /// <summary>Prepares the change of variables.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="scales">m and c of each field, in the problem's order.</param>
    /// <param name="exact">Whether conditions u = g are built into the fields where they can be: u = G + φ·c·N meets them for any N.</param>
    public InternalVariables(InverseProblem problem, ImmutableArray<FieldScale> scales, bool exact = false)
    {
        (Problem, Scales) = (problem, scales);
        Unknowns = [.. problem.Unknowns.Where(u => !u.IsNoiseLevel)];
        _transforms = Unknowns.ToImmutableDictionary(u => u.Name, UnknownTransform.Of);
        var builtIn = problem.Fields.Select(f => exact ? BuiltInConditions.Of(problem, f) : null).ToArray();
        _ranges = Ranges(problem, scales);
        _exact = [.. builtIn.SelectMany(b => b is null ? [] : b.Names)];
        _physical = problem.Fields.Select((f, i) => (f.Symbol, Value: builtIn[i] is { } b ? b.Lift + b.Factor * scales[i].Factor * f.Symbol.Value : scales[i].Physical(f)))
            .Concat(problem.UnknownFields.Select(f => (f.Symbol, Value: UnknownTransform.Physical(f))))
            .ToImmutableDictionary(f => f.Symbol, f => f.Value);
    }

    /// <summary>The problem.</summary>
    public InverseProblem Problem { get; }

    /// <summary>m and c of each field.</summary>
    public ImmutableArray<FieldScale> Scales { get; }

    /// <summary>The unknowns that are optimised with the weights, in order: all but noise levels, which are profiled.</summary>
    public ImmutableArray<UnknownScalar> Unknowns { get; }

    /// <summary>Whether a condition is built into its field, so that it holds whatever the network says.</summary>
    /// <param name="condition">A condition's name.</param>
    public bool IsExact(string condition) => _exact.Contains(condition);

    /// <summary>Position of an unknown in the block of unknowns, −1 if it is none.</summary>
    /// <param name="name">A name.</param>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Unknowns.Length; i++)
            if (Unknowns[i].Name == name)
                return i;
        return -1;
    }

    /// <summary>The transform of an unknown.</summary>
    /// <param name="index">Its position in the block of unknowns.</param>
    public UnknownTransform Transform(int index) => _transforms[Unknowns[index].Name];

    /// <summary>
    /// Rewrites an expression in the problem's own variables in the internal ones: u_α = c·Π(2/L_i)^α_i N_α and so on. Tables become columns
    /// (<see cref="Column"/>), and numbers at an average's sites.
    /// </summary>
    /// <param name="expression">An expression over coordinates, fields, unknowns and constants.</param>
    public Expression Apply(Expression expression) => Problem.ExpandAverages(Problem.InlineConstants(expression)
        .SubstituteFields(field => _physical.GetValueOrDefault(field))
        .Substitute(leaf => leaf switch
        {
            FieldDerivative d when Problem.TableOf(d.Field) is null => Chain(d) * d,
            Parameter p when _transforms.TryGetValue(p.Name, out var transform) => transform.Physical(p),
            _ => null,
        })).Substitute(leaf => leaf is FieldDerivative f && Problem.TableOf(f.Field) is { } table
            ? Problem.Place(f.Site, table.Coordinate.Index) is { } place ? table.Value(place, f.Order.Order) : new Parameter(ColumnName(table, f.Order.Order))
            : null);

    /// <summary>A table or its derivative at each row's point; null where a column is no table's.</summary>
    /// <param name="column">A column of a program.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    public double[]? Column(Parameter column, double[] points)
    {
        var d = Problem.Coordinates.Length;
        foreach (var table in Problem.Tables)
            for (var order = 0; order <= table.Derivatives; order++)
                if (ColumnName(table, order) == column.Name)
                    return [.. Enumerable.Range(0, points.Length / d).Select(row => table.Value(points[row * d + table.Coordinate.Index], order))];
        return null;
    }

    /// <summary>No identifier can be equal to it.</summary>
    private static string ColumnName(Table table, int order) => $"{table.Name}({order})";

    /// <summary>The scaled coordinate 2(x − a)/(b − a) − 1.</summary>
    /// <param name="coordinate">The coordinate's index.</param>
    /// <param name="value">x.</param>
    public double Scaled(int coordinate, double value)
    {
        var c = Problem.Coordinates[coordinate];
        return 2 * (value - c.Lower) / (c.Upper - c.Lower) - 1;
    }

    /// <summary>The scaled value (u − m)/c of a function's argument u, in terms of network outputs; m and c are the middle and half the range of u.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="site">Where the function is evaluated.</param>
    public Expression Argument(CoordinateSymbol argument, int site)
    {
        var range = _ranges[argument.Field!];
        var value = (_physical[argument.Field!] - range.Shift) / range.Factor;
        return site == 0 ? value : value.Substitute(leaf => leaf switch
        {
            FieldDerivative f => new FieldDerivative(f.Field, f.Order, site),
            CoordinateSymbol c when Problem.Place(site, c.Index) is { } place => place,
            _ => null,
        });
    }

    /// <summary>The range m ± c of each field's values, in its own unit; the union of those that are arguments of one function, which experiments share.</summary>
    private static ImmutableDictionary<FieldSymbol, FieldScale> Ranges(InverseProblem problem, ImmutableArray<FieldScale> scales)
    {
        var ranges = problem.Fields.Select((f, i) => (f.Symbol, Range: f.Positive ? scales[i].OfExponential : scales[i])).ToImmutableDictionary(f => f.Symbol, f => f.Range);
        foreach (var group in problem.UnknownFields.Where(f => f.Shared is not null).GroupBy(f => f.Shared))
            for (var k = 0; k < group.First().Symbol.Over.Length; k++)
            {
                var fields = group.Select(f => f.Symbol.Over[k].Field).OfType<FieldSymbol>().ToList();
                if (fields.Count == 0) continue;
                var (low, high) = (fields.Min(f => ranges[f].Shift - ranges[f].Factor), fields.Max(f => ranges[f].Shift + ranges[f].Factor));
                ranges = ranges.SetItems(fields.Select(f => KeyValuePair.Create(f, new FieldScale((low + high) / 2, (high - low) / 2))));
            }
        return ranges;
    }

    /// <summary>The derivative of the scaled variable with respect to what a function is over, a coordinate or an argument: 2 over its extent.</summary>
    /// <param name="variable">One of the variables of a function.</param>
    public double Slope(CoordinateSymbol variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Field is { } field ? 1 / _ranges[field].Factor : 2 / (Problem.Coordinates[variable.Index].Upper - Problem.Coordinates[variable.Index].Lower);
    }

    private double Chain(FieldDerivative derivative)
    {
        var product = 1.0;
        foreach (var c in derivative.Field.Over)
            for (var k = 0; k < derivative.Order[c.Index]; k++) product *= Slope(c);
        return product;
    }
}
