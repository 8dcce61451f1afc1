using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// The change of variables between a problem as declared and as optimised: coordinates on [−1, 1], fields u = m + c·N (or e^(m + c·N)
/// where positive) of a network output N of order one, unknowns through their <see cref="UnknownTransform"/>. It is applied to
/// expressions, so that derivatives, constraints and scaling need no code of their own in an engine.
/// </summary>
public sealed class InternalVariables
{
    private readonly ImmutableDictionary<string, UnknownTransform> _transforms;

    /// <summary>Prepares the change of variables.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="scales">m and c of each field, in the problem's order.</param>
    public InternalVariables(InverseProblem problem, ImmutableArray<FieldScale> scales)
    {
        (Problem, Scales) = (problem, scales);
        Unknowns = [.. problem.Unknowns.Where(u => !u.IsNoiseLevel)];
        _transforms = Unknowns.ToImmutableDictionary(u => u.Name, UnknownTransform.Of);
    }

    /// <summary>The problem.</summary>
    public InverseProblem Problem { get; }

    /// <summary>m and c of each field.</summary>
    public ImmutableArray<FieldScale> Scales { get; }

    /// <summary>The unknowns that are optimised with the weights, in order: all but noise levels, which are profiled.</summary>
    public ImmutableArray<UnknownScalar> Unknowns { get; }

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

    /// <summary>Rewrites an expression in the problem's own variables in the internal ones: u_α = c·Π(2/L_i)^α_i N_α and so on.</summary>
    /// <param name="expression">An expression over coordinates, fields, unknowns and constants.</param>
    public Expression Apply(Expression expression) => Problem.InlineConstants(expression)
        .SubstituteFields(Physical)
        .Substitute(leaf => leaf switch
        {
            FieldDerivative d => Chain(d.Order) * d,
            Parameter p when _transforms.TryGetValue(p.Name, out var transform) => transform.Physical(p),
            _ => null,
        });

    /// <summary>The scaled coordinate 2(x − a)/(b − a) − 1.</summary>
    /// <param name="coordinate">The coordinate's index.</param>
    /// <param name="value">x.</param>
    public double Scaled(int coordinate, double value)
    {
        var c = Problem.Coordinates[coordinate];
        return 2 * (value - c.Lower) / (c.Upper - c.Lower) - 1;
    }

    private Expression? Physical(FieldSymbol field)
    {
        for (var i = 0; i < Problem.Fields.Length; i++)
            if (Problem.Fields[i].Symbol == field)
            {
                var inner = Scales[i].Shift + Scales[i].Factor * field.Value;
                return Problem.Fields[i].Positive ? Expression.Exp(inner) : inner;
            }
        return null;
    }

    private double Chain(MultiIndex order)
    {
        var product = 1.0;
        for (var i = 0; i < Problem.Coordinates.Length; i++)
            product *= Math.Pow(2 / (Problem.Coordinates[i].Upper - Problem.Coordinates[i].Lower), order[i]);
        return product;
    }
}
