using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>What a term of the loss stands for.</summary>
public enum TermKind
{
    /// <summary>A differential equation at collocation points.</summary>
    Equation,

    /// <summary>A boundary, initial or periodic condition.</summary>
    Condition,

    /// <summary>Measured data.</summary>
    Observation,

    /// <summary>What is assumed of an unknown function.</summary>
    Smoothness,

    /// <summary>A constraint, as the augmented Lagrangian has it.</summary>
    Constraint,

    /// <summary>What is known of an unknown scalar beforehand.</summary>
    Prior,
}

/// <summary>An argument of a function of fields, where the function is evaluated.</summary>
/// <param name="Symbol">The argument.</param>
/// <param name="Site">The evaluation point.</param>
public readonly record struct FunctionArgument(CoordinateSymbol Symbol, int Site);

/// <summary>
/// One residual f, in the variables that are optimised: derivatives of raw network outputs with respect to scaled coordinates
/// ("channels"), internal unknowns, coordinates and columns of data; with its symbolic derivatives. Says nothing of how they are computed.
/// </summary>
public sealed class ResidualProgram
{
    /// <summary>Finds the leaves of f and differentiates it with respect to channels and unknowns.</summary>
    /// <param name="name">The term's name.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="residual">f, after <see cref="InternalVariables.Apply"/>.</param>
    /// <param name="variables">The variables of the problem.</param>
    /// <param name="owner">The equation, condition or observation it belongs to; the term's own name where omitted.</param>
    public ResidualProgram(string name, TermKind kind, Expression residual, InternalVariables variables, string? owner = null)
    {
        (Name, Kind, Residual, Owner) = (name, kind, residual, owner ?? name);
        Dimension = variables.Problem.Coordinates.Length;
        Arguments = [.. residual.Leaves().OfType<FieldDerivative>().SelectMany(f => f.Field.Over.Where(a => a.Field is not null).Select(a => new FunctionArgument(a, f.Site))).Distinct()];
        // What is assumed of a function does not depend on where the fields are: its arguments are columns, as in a table.
        Func<CoordinateSymbol, int, Expression> argument = kind == TermKind.Smoothness ? (a, _) => new Parameter(SmoothnessTerms.Column(a)) : variables.Argument;
        var arguments = Arguments.Select(a => argument(a.Symbol, a.Site)).ToList();
        var leaves = arguments.Append(residual).SelectMany(e => e.Leaves()).Distinct().ToList();
        Unknowns = [.. leaves.OfType<Parameter>().Where(p => variables.IndexOf(p.Name) >= 0)];
        UnknownIndices = [.. Unknowns.Select(p => variables.IndexOf(p.Name))];
        Columns = [.. leaves.OfType<Parameter>().Where(p => variables.IndexOf(p.Name) < 0)];
        var channels = leaves.OfType<FieldDerivative>().ToList();
        var slopes = channels.Cast<Expression>().Concat(Unknowns).Select(leaf => residual.PartialThrough(leaf, argument)).ToList();
        // The slopes through arguments need the functions' own slopes f_u: inputs on which f does not depend.
        var further = slopes.SelectMany(e => e.Leaves()).OfType<FieldDerivative>().Except(channels).Distinct().ToList();
        Channels = [.. channels, .. further];
        slopes.InsertRange(channels.Count, further.Select(_ => (Expression)0));
        Sites = 1 + Channels.Select(c => c.Site).Where(s => variables.Problem.Site(s).IsEmpty).DefaultIfEmpty(0).Max();
        Value = BlockProgram.Compile([residual]);
        Derivatives = BlockProgram.Compile([residual, .. slopes]);
        ArgumentValues = BlockProgram.Compile(arguments);
    }

    /// <summary>The term's name.</summary>
    public string Name { get; }

    /// <summary>The equation, condition or observation it belongs to: a periodic condition has several terms.</summary>
    public string Owner { get; }

    /// <summary>What it stands for.</summary>
    public TermKind Kind { get; }

    /// <summary>f.</summary>
    public Expression Residual { get; }

    /// <summary>Number of the problem's coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Evaluation points that each row gives: 2 for a periodic condition, otherwise 1. The sites of averages are fixed in space (<see cref="InverseProblem.Site"/>).</summary>
    public int Sites { get; }

    /// <summary>The network derivatives in f.</summary>
    public ImmutableArray<FieldDerivative> Channels { get; }

    /// <summary>The unknowns in f.</summary>
    public ImmutableArray<Parameter> Unknowns { get; }

    /// <summary>The unknowns' positions in the block of unknowns.</summary>
    public ImmutableArray<int> UnknownIndices { get; }

    /// <summary>The other parameters in f: a number a row each (measured values, components of the normal).</summary>
    public ImmutableArray<Parameter> Columns { get; }

    /// <summary>The arguments of the functions of fields in f: inputs of those functions' networks.</summary>
    public ImmutableArray<FunctionArgument> Arguments { get; }

    /// <summary>The value of each of the arguments, from channels of the fields.</summary>
    public BlockProgram ArgumentValues { get; }

    /// <summary>f alone.</summary>
    public BlockProgram Value { get; }

    /// <summary>
    /// f, then ∂f/∂channel for each channel, then ∂f/∂unknown for each unknown. A field's channel acts through the functions of that field too: its slope
    /// is the whole one, at fixed weights of the functions' networks.
    /// </summary>
    public BlockProgram Derivatives { get; }
}
