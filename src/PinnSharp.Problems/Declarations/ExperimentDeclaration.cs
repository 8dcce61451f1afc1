namespace PinnSharp.Problems;

/// <summary>
/// One of several experiments that share unknowns: what it adds to the problem, or has in place of what the problem declares under the same name. It has fields of its own.
/// </summary>
public sealed record ExperimentDeclaration
{
    /// <summary>Named numbers.</summary>
    public Declarations<SourceText> Constants { get; init; } = [];

    /// <summary>Named expressions.</summary>
    public Declarations<SourceText> Definitions { get; init; } = [];

    /// <summary>Tabulated inputs.</summary>
    public Declarations<TableDeclaration> Tables { get; init; } = [];

    /// <summary>Unknowns of this experiment alone.</summary>
    public Declarations<UnknownDeclaration> Unknowns { get; init; } = [];

    /// <summary>Conditions.</summary>
    public Declarations<ConditionDeclaration> Conditions { get; init; } = [];

    /// <summary>What was measured.</summary>
    public Declarations<ObservationDeclaration> Observations { get; init; } = [];

    /// <summary>What else is known of the answer.</summary>
    public Declarations<ConstraintDeclaration> Constraints { get; init; } = [];

    /// <summary>True fields.</summary>
    public Declarations<SourceText> Truth { get; init; } = [];
}
