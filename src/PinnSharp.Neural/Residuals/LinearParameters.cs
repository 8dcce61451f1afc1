using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp.Neural;

/// <summary>
/// Finds parameters in which all residuals are jointly linear: unknowns p such as k in k·u_xx, whatever transform keeps them positive or within bounds, and the output
/// layers of networks whose fields enter linearly.
/// </summary>
/// <remarks>
/// A group of quantities q is jointly linear in f if ∂²f/∂qᵢ∂qⱼ = 0 for all pairs. The symbolic derivatives are evaluated at random values
/// of their leaves, where a function that is not zero vanishes with probability zero. For an unknown p = g(η), ∂²f/∂p² = 0 is g′ ∂²f/∂η² = g″ ∂f/∂η. In
/// k·u_xx either k or the output layer of u is linear, not both: groups are taken in the order given as long as they stay jointly linear.
/// </remarks>
public static class LinearParameters
{
    private sealed record Group(ImmutableArray<Expression> Leaves, ImmutableArray<LinearParameter> Parameters, UnknownGroup? Unknown);

    private sealed record UnknownGroup(Expression Slope, Expression Bend);

    /// <summary>The unknowns, and behind them the output layers, that are jointly linear in all residuals; null if there are none.</summary>
    /// <param name="programs">All residuals.</param>
    /// <param name="variables">Their variables.</param>
    /// <param name="networks">The networks of all fields.</param>
    /// <param name="layout">The layout of θ: a block for each network, then <c>unknowns</c>.</param>
    /// <param name="layers">Whether to look for output layers as well.</param>
    public static VariableProjection? Of(
        ImmutableArray<ResidualProgram> programs, InternalVariables variables, ImmutableArray<FieldNetwork> networks, ParameterLayout layout, bool layers = true)
    {
        var chosen = new List<Group>();
        foreach (var group in Unknowns(programs, variables, layout).Concat(layers ? Layers(programs, networks, layout) : []))
            if (programs.All(f => IsLinear(f, variables, group, chosen)))
                chosen.Add(group);
        return chosen.Count == 0 ? null : new VariableProjection([.. chosen.SelectMany(g => g.Parameters)]);
    }

    private static IEnumerable<Group> Unknowns(ImmutableArray<ResidualProgram> programs, InternalVariables variables, ParameterLayout layout)
    {
        for (var i = 0; i < variables.Unknowns.Length; i++)
        {
            if (programs.SelectMany(f => f.Unknowns).FirstOrDefault(p => p.Name == variables.Unknowns[i].Name) is not { } leaf) continue;
            var slope = variables.Transform(i).Physical(leaf).Partial(leaf);
            var chart = variables.Transform(i) is LinearTransform ? null : variables.Transform(i);
            yield return new Group([leaf], [new LinearParameter(layout["unknowns"].Offset + i, chart)], new UnknownGroup(slope, slope.Partial(leaf)));
        }
    }

    private static IEnumerable<Group> Layers(ImmutableArray<ResidualProgram> programs, ImmutableArray<FieldNetwork> networks, ParameterLayout layout)
    {
        for (var i = 0; i < networks.Length; i++)
        {
            var (network, offset) = (networks[i], layout.Blocks[i].Offset);
            var last = network.Network.Layers[^1];
            yield return new Group(
                [.. programs.SelectMany(f => f.Channels).Where(c => network.OutputOf(c.Field) >= 0).Distinct()],
                [.. Enumerable.Range(offset + last.Offset, last.Inputs * last.Outputs + last.Outputs).Select(j => new LinearParameter(j))], null);
        }
    }

    private static bool IsLinear(ResidualProgram f, InternalVariables variables, Group group, List<Group> chosen)
    {
        // A field acts through the unknown functions of it too.
        Expression Slope(Expression e, Expression leaf) => f.Kind == TermKind.Smoothness ? e.Partial(leaf) : e.PartialThrough(leaf, variables.Argument);
        foreach (var leaf in group.Leaves)
        {
            var first = Slope(f.Residual, leaf);
            if (group.Unknown is { } unknown)
            {
                if (!Vanishes(unknown.Slope * Slope(first, leaf), unknown.Bend * first)) return false;
            }
            else if (group.Leaves.Any(other => !Vanishes(Slope(first, other), 0))) return false;
            if (chosen.SelectMany(g => g.Leaves).Any(other => !Vanishes(Slope(first, other), 0))) return false;
        }
        return true;
    }

    private static bool Vanishes(Expression a, Expression b) => NumericalEquality.Holds(leaf => (a.Evaluate(leaf), b.Evaluate(leaf)));
}
