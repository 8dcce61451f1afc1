using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp.Neural;

/// <summary>θ as every engine has it.</summary>
public static class EngineParameters
{
    /// <summary>A block of weights for each network, then the block <c>unknowns</c>.</summary>
    /// <param name="variables">The problem's internal variables.</param>
    /// <param name="networks">The networks of all its fields.</param>
    public static ParameterLayout Layout(InternalVariables variables, ImmutableArray<FieldNetwork> networks) =>
        new([.. networks.Select(n => ($"network:{n.Name}", n.Network.ParameterCount)), ("unknowns", variables.Unknowns.Length)])
        {
            Box = UnknownTransform.Box(variables.Unknowns, networks.Sum(n => n.Network.ParameterCount)),
        };
}
