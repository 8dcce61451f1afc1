namespace PinnSharp.Problems;

/// <summary>
/// An inverse problem as the user writes it, from YAML or from C#: texts that are not yet read. <see cref="Build"/> reads and validates them.
/// </summary>
/// <example><code>
/// var problem = new ProblemDeclaration
/// {
///     Name = "diffusion",
///     Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
///     Fields = { "u" },
///     Unknowns = { ["C"] = new() { Initial = 2 } },
///     Equations = { ["diffusion"] = "u_t = C*u_xx" },
///     Conditions = { ["start"] = ("t = 0", "u = sin(pi*x)"), ["ends"] = ("x = -1", "u = 0") },
///     Observations = { ["probe"] = new("u", Data.Inline([0.5, 1], [0.37])) { Noise = NoiseDeclaration.Gaussian(0.01) } },
/// }.Build();
/// </code></example>
public sealed class ProblemDeclaration
{
    /// <summary>The problem's name.</summary>
    public string Name { get; init; } = "problem";

    /// <summary>The directory that data files are relative to; the current one where it is empty.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Coordinates and their intervals; numbers or constant expressions.</summary>
    public Declarations<CoordinateDeclaration> Coordinates { get; init; } = [];

    /// <summary>The coordinate that is time; without it, the coordinate named t, if there is one.</summary>
    public SourceText? Time { get; init; }

    /// <summary>Named shapes over the space coordinates.</summary>
    public Declarations<ShapeDeclaration> Shapes { get; init; } = [];

    /// <summary>The domain as an expression of shapes, such as "box - hole"; without it, the box of the coordinates.</summary>
    public SourceText? Domain { get; init; }

    /// <summary>The unknown functions.</summary>
    public Declarations<FieldDeclaration> Fields { get; init; } = [];

    /// <summary>Named numbers, given as numbers or constant expressions of those before.</summary>
    public Declarations<SourceText> Constants { get; init; } = [];

    /// <summary>Named expressions, of anything and of the definitions before.</summary>
    public Declarations<SourceText> Definitions { get; init; } = [];

    /// <summary>Known functions of one coordinate, through points.</summary>
    public Declarations<TableDeclaration> Tables { get; init; } = [];

    /// <summary>Scalars to be recovered.</summary>
    public Declarations<UnknownDeclaration> Unknowns { get; init; } = [];

    /// <summary>Equations that hold inside the domain.</summary>
    public Declarations<SourceText> Equations { get; init; } = [];

    /// <summary>Boundary, initial and periodic conditions.</summary>
    public Declarations<ConditionDeclaration> Conditions { get; init; } = [];

    /// <summary>What was measured.</summary>
    public Declarations<ObservationDeclaration> Observations { get; init; } = [];

    /// <summary>What else is known of the answer, such as a + b &lt;= 1.</summary>
    public Declarations<ConstraintDeclaration> Constraints { get; init; } = [];

    /// <summary>True fields, where they are known.</summary>
    public Declarations<SourceText> Truth { get; init; } = [];

    /// <summary>Experiments that share the unknowns; where there are any, each has fields of its own (u[name] for u).</summary>
    public Declarations<ExperimentDeclaration> Experiments { get; init; } = [];

    /// <summary>Whether its data are to be computed by a model rather than drawn, so that 'draw' does not need the truth of the fields.</summary>
    public bool Simulated { get; init; }

    /// <summary>The problem of one experiment alone.</summary>
    internal ProblemDeclaration With(ExperimentDeclaration e) => new()
    {
        Name = Name, Directory = Directory, Coordinates = Coordinates, Time = Time, Shapes = Shapes, Domain = Domain, Fields = Fields, Equations = Equations,
        Constants = Constants.With(e.Constants), Definitions = Definitions.With(e.Definitions), Tables = Tables.With(e.Tables), Unknowns = Unknowns.With(e.Unknowns, replace: false),
        Conditions = Conditions.With(e.Conditions), Observations = Observations.With(e.Observations), Constraints = Constraints.With(e.Constraints), Truth = Truth.With(e.Truth), Simulated = Simulated,
    };

    /// <summary>Reads every text and validates the whole.</summary>
    /// <exception cref="InputException">Something is wrong; independent mistakes are reported together.</exception>
    public InverseProblem Build() => new ProblemBuilder(this).Build();
}
