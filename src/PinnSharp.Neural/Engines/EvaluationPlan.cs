using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Neural;

/// <summary>
/// How one residual program is evaluated: which networks are run at which site with which derivatives ("passes"), and where each input of the
/// program comes from. Says nothing of how: jets and automatic differentiation follow the same plan.
/// </summary>
public sealed class EvaluationPlan
{
    /// <summary>Plans a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="networks">The networks of all fields.</param>
    /// <param name="variables">The problem's internal variables.</param>
    /// <exception cref="ArgumentException">No network gives a field of the program.</exception>
    public EvaluationPlan(ResidualProgram program, ImmutableArray<FieldNetwork> networks, InternalVariables variables)
    {
        Program = program;
        var groups = program.Channels
            .Select((channel, i) => (Channel: channel, Index: i, Network: Find(networks, channel.Field)))
            .GroupBy(c => (c.Network, c.Channel.Site, Function: networks[c.Network].IsUnknown ? c.Channel.Field : null))
            .OrderBy(g => IsOfFields(program, networks[g.Key.Network])).ThenBy(g => g.Key.Site).ThenBy(g => g.Key.Network).ToList();
        Passes = [.. groups.Select(g => new Pass(g.Key.Network, g.Key.Site, JetSpace.Closure(
            g.Select(c => networks[g.Key.Network].ToInputs(c.Channel.Order)), networks[g.Key.Network].Network.Inputs),
            [.. networks[g.Key.Network].Inputs.Select(i => i < program.Dimension ? new PassInput(false, i, At(variables, g.Key.Site, i))
                : new PassInput(true, ArgumentOf(program, g.Key.Function!, i, g.Key.Site)))]))];
        FirstOfFields = groups.Count(g => !IsOfFields(program, networks[g.Key.Network]));
        var places = new ChannelPlace[program.Channels.Length];
        for (var p = 0; p < groups.Count; p++)
            foreach (var (channel, index, network) in groups[p])
            {
                var fields = networks[network];
                var jet = Passes[p].Space.IndexOf(fields.ToInputs(channel.Order));
                places[index] = new ChannelPlace(p, jet, fields.OutputOf(channel.Field));
            }
        Channels = [.. places];
        (ValueInputs, DerivativeInputs, ArgumentInputs) = (Sources(program.Value), Sources(program.Derivatives), Sources(program.ArgumentValues));
    }

    /// <summary>The program.</summary>
    public ResidualProgram Program { get; }

    /// <summary>The network evaluations of a row.</summary>
    public ImmutableArray<Pass> Passes { get; }

    /// <summary>Where each of the program's channels stands in its pass's outputs.</summary>
    public ImmutableArray<ChannelPlace> Channels { get; }

    /// <summary>Where the inputs of <see cref="ResidualProgram.Value"/> come from.</summary>
    public ImmutableArray<Source> ValueInputs { get; }

    /// <summary>Where the inputs of <see cref="ResidualProgram.Derivatives"/> come from.</summary>
    public ImmutableArray<Source> DerivativeInputs { get; }

    /// <summary>Where the inputs of <see cref="ResidualProgram.ArgumentValues"/> come from.</summary>
    public ImmutableArray<Source> ArgumentInputs { get; }

    /// <summary>The first pass of a function of fields; the passes before it give the fields.</summary>
    public int FirstOfFields { get; }

    /// <summary>A scaled space coordinate of an average's site; null where it differs from row to row.</summary>
    private static double? At(InternalVariables variables, int site, int coordinate) =>
        variables.Problem.Place(site, coordinate) is { } place ? variables.Scaled(coordinate, place) : null;

    private static bool IsOfFields(ResidualProgram program, FieldNetwork network) => network.Inputs.Any(i => i >= program.Dimension);

    private static int ArgumentOf(ResidualProgram program, FieldSymbol function, int index, int site) =>
        program.Arguments.IndexOf(new(function.Over.First(a => a.Index == index), site));

    private static int Find(ImmutableArray<FieldNetwork> networks, FieldSymbol field)
    {
        for (var i = 0; i < networks.Length; i++)
            if (networks[i].OutputOf(field) >= 0)
                return i;
        throw new ArgumentException($"No network gives the field '{field.Name}'.", nameof(field));
    }

    private ImmutableArray<Source> Sources(BlockProgram program) =>
    [
        .. program.Inputs.Select(leaf => leaf switch
        {
            CoordinateSymbol c => new Source(SourceKind.Coordinate, c.Index),
            FieldDerivative d => new Source(SourceKind.Channel, Program.Channels.IndexOf(d)),
            Parameter p when Program.Unknowns.IndexOf(p) is var u and >= 0 => new Source(SourceKind.Unknown, Program.UnknownIndices[u]),
            Parameter p => new Source(SourceKind.Column, Program.Columns.IndexOf(p)),
            _ => throw new ArgumentException($"'{leaf}' cannot be an input."),
        }),
    ];

    /// <summary>A network evaluated at a site with its derivatives.</summary>
    /// <param name="Network">Its index among the networks.</param>
    /// <param name="Site">The evaluation point.</param>
    /// <param name="Space">The derivatives, by the network's inputs.</param>
    /// <param name="Inputs">Where each input of the network comes from.</param>
    public sealed record Pass(int Network, int Site, JetSpace Space, ImmutableArray<PassInput> Inputs);

    /// <summary>Where an input of a network comes from.</summary>
    /// <param name="IsArgument">Whether it is one of the program's arguments rather than a coordinate.</param>
    /// <param name="Index">Which.</param>
    /// <param name="Constant">The scaled coordinate, where it is the same for all rows.</param>
    public readonly record struct PassInput(bool IsArgument, int Index, double? Constant = null);

    /// <summary>Where a channel stands.</summary>
    /// <param name="Pass">Its pass.</param>
    /// <param name="Derivative">Its index in the pass's <see cref="JetSpace"/>.</param>
    /// <param name="Output">The network's output.</param>
    public readonly record struct ChannelPlace(int Pass, int Derivative, int Output);

    /// <summary>What an input of a program is.</summary>
    public enum SourceKind
    {
        /// <summary>A coordinate of the first site, in the problem's units.</summary>
        Coordinate,

        /// <summary>One of the program's channels.</summary>
        Channel,

        /// <summary>An unknown, by its position in the block of unknowns.</summary>
        Unknown,

        /// <summary>One of the program's columns.</summary>
        Column,
    }

    /// <summary>Where an input of a program comes from.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Index">Which.</param>
    public readonly record struct Source(SourceKind Kind, int Index);
}
