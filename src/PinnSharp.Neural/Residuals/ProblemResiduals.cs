using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>How many collocation points there are and how they are chosen.</summary>
public sealed record PointOptions
{
    /// <summary>
    /// Points for each equation; null takes four for each parameter of the networks, since Gauss–Newton with fewer rows than a few times its
    /// parameters fits the points rather than the equation.
    /// </summary>
    public int? Interior { get; init; }

    /// <summary>Points for each condition; a condition at a single point has one.</summary>
    public int Boundary { get; init; } = 100;

    /// <summary>How they are chosen.</summary>
    public SamplingMethod Sampling { get; init; } = SamplingMethod.Sobol;

    /// <summary>
    /// Iterations after which new points are drawn; 0 keeps the first ones. A flexible network can satisfy an equation at any fixed set of
    /// points and break it in thin layers between them, so that the physics is bent for nothing; new points leave no such place.
    /// </summary>
    public int Resample { get; init; } = 5;

    /// <summary>How new points follow the residuals; null for points that are spread evenly.</summary>
    public AdaptiveOptions? Adaptive { get; init; }
}

/// <summary>All residual programs of a problem and the rows they are evaluated at.</summary>
public sealed class ProblemResiduals
{
    private readonly PointOptions _points;
    private readonly int _interior;
    private readonly ulong _seed;
    private readonly ImmutableArray<Func<int, int, TermRows>> _draw;
    private readonly ImmutableHashSet<ResidualProgram> _exact;

    /// <summary>Compiles every equation, condition and observation.</summary>
    /// <param name="variables">The problem and its change of variables.</param>
    /// <param name="data">The measured data, one set an observation.</param>
    /// <param name="points">Collocation points.</param>
    /// <param name="networks">The networks of its fields.</param>
    /// <param name="seed">Seed of the collocation points.</param>
    public ProblemResiduals(InternalVariables variables, ImmutableArray<MeasuredData> data, PointOptions points, ImmutableArray<FieldNetwork> networks, ulong seed)
    {
        var parameters = networks.Sum(n => n.Network.ParameterCount) + variables.Unknowns.Length;
        _interior = points.Interior ?? Math.Max(200, 4 * parameters / Math.Max(1, variables.Problem.Equations.Length));
        (Variables, Data, _points, _seed) = (variables, data, points, seed);
        var problem = variables.Problem;
        var programs = ImmutableArray.CreateBuilder<ResidualProgram>();
        var draw = ImmutableArray.CreateBuilder<Func<int, int, TermRows>>();
        var exact = ImmutableHashSet.CreateBuilder<ResidualProgram>();
        void Add(ResidualProgram program, Func<int, int, TermRows> rows)
        {
            programs.Add(program);
            draw.Add(rows);
        }

        // An equation, a condition and an observation may have the same name; terms may not.
        string Term(string name, string kind) =>
            problem.Observations.Any(o => o.Name == name) || problem.Constraints.Any(c => c.Name == name) || (kind == "condition" && problem.Equations.Any(e => e.Name == name)) ? $"{name} ({kind})" : name;

        foreach (var (name, equation) in problem.Equations)
        {
            var program = new ResidualProgram(Term(name, "equation"), TermKind.Equation, variables.Apply(equation.Residual), variables, name);
            Add(program, (number, factor) => Rows(program, Sample(problem.Domain, _interior * factor, name, number)));
        }
        foreach (var condition in problem.Conditions)
        {
            if (condition is EquationCondition { Where: var where, Equation: var equation })
            {
                var program = new ResidualProgram(Term(condition.Name, "condition"), TermKind.Condition, variables.Apply(equation.Residual), variables, condition.Name);
                if (variables.IsExact(condition.Name)) exact.Add(program);
                Add(program, (number, factor) =>
                {
                    var points = Draw(where, _points.Boundary * factor, condition.Name, number);
                    return Rows(program, points.Points, c => points.Column(c.Name));
                });
            }
            else if (condition is PeriodicCondition periodic)
                foreach (var (name, field, residual) in Differences(periodic))
                {
                    var program = new ResidualProgram(name, TermKind.Condition, variables.Apply(residual), variables, condition.Name);
                    if (networks.Any(n => n.IsPeriodic(field, periodic.Coordinate))) exact.Add(program);
                    Add(program, (number, factor) => new TermRows(program, Pair(periodic, _points.Boundary * factor, number), []));
                }
        }
        foreach (var observation in problem.Observations)
        {
            var measured = data.First(d => d.Observation == observation.Name);
            var logarithmic = observation.Noise is LogNormalNoise;
            var predicted = logarithmic ? Expression.Ln(observation.Of) : observation.Of;
            var program = new ResidualProgram(observation.Name, TermKind.Observation, variables.Apply(predicted) - new Parameter(Measured), variables);
            var values = measured.Compared;
            var rows = Rows(program, measured.Points, c => c.Name == Measured ? values : null);
            Add(program, (_, _) => rows);
        }
        foreach (var (constraint, places) in ConstrainedPlaces.Of(problem))
        {
            var program = new ResidualProgram(constraint.Name, TermKind.Constraint, variables.Apply(constraint.Of) - new Parameter(Measured), variables);
            var rows = Rows(program, places, c => c.Name == Measured ? new double[places.Length / program.Dimension] : null);
            Add(program, (_, _) => rows);
        }
        var noisy = data.Any(d => d.Noise is not ExactData);
        foreach (var field in problem.UnknownFields.DistinctBy(f => f.Shared ?? f.Name))
            if (field.Prior is WhittleMatern gaussian)
                foreach (var term in FieldPriorTerms.Of(field, gaussian, variables))
                {
                    var program = new ResidualProgram(term.Name, TermKind.Smoothness, term.Residual, variables, field.Name);
                    Add(program, (number, factor) => term.Rows(program, Draw(term.Where, SmoothnessTerms.Points * factor, term.Name, number), number));
                }
            else
                foreach (var (name, residual) in SmoothnessTerms.Of(field, (Regularisation?)field.Prior ?? new(noisy ? Regulariser.ThinPlate : Regulariser.None)))
                {
                    var program = new ResidualProgram(name, TermKind.Smoothness, residual, variables, field.Name);
                    Add(program, (number, factor) => SmoothnessTerms.Rows(program, Sample(problem.Domain, SmoothnessTerms.Points * factor, name, number), number));
                }
        foreach (var unknown in variables.Unknowns.Where(u => u.Prior is not null))
        {
            var program = new ResidualProgram(ScalarPriorRow.Term(unknown.Name), TermKind.Prior, variables.Apply(ScalarPriorRow.Of(unknown.Prior!, new Parameter(unknown.Name))), variables);
            var rows = Rows(program, Sample(problem.Domain, 1, program.Name, 0));
            Add(program, (_, _) => rows);
        }
        (Programs, _draw, _exact) = (programs.ToImmutable(), draw.ToImmutable(), exact.ToImmutable());
    }

    /// <summary>Name of the column that holds the measured values; no identifier can be equal to it.</summary>
    public const string Measured = "measured value";

    /// <summary>The problem and its change of variables.</summary>
    public InternalVariables Variables { get; }

    /// <summary>The measured data.</summary>
    public ImmutableArray<MeasuredData> Data { get; }

    /// <summary>Equations, conditions, observations, in the problem's order.</summary>
    public ImmutableArray<ResidualProgram> Programs { get; }

    /// <summary>Whether a program is zero whatever the weights, because the networks are built so: it has rows for validation only.</summary>
    /// <param name="program">One of <see cref="Programs"/>.</param>
    public bool IsExact(ResidualProgram program) => _exact.Contains(program);

    /// <summary>The rows of every program: the data, and the collocation points of the given draw.</summary>
    /// <param name="number">0, 1, 2, … for the draws of a run; negative ones are never trained on and serve for validation.</param>
    /// <param name="factor">Multiple of the configured numbers of points.</param>
    public ImmutableArray<TermRows> Draw(int number, int factor = 1) =>
        [.. _draw.Select((d, i) => number >= 0 && IsExact(Programs[i]) ? None(Programs[i]) : d(number, factor))];

    /// <summary>The rows of an observation: its data, the same in every draw.</summary>
    /// <param name="name">Its name.</param>
    public TermRows Observed(string name) => Rows(TermKind.Observation, name);

    /// <summary>The rows of a constraint, the same in every draw; its multipliers are none.</summary>
    /// <param name="name">Its name.</param>
    internal TermRows Constrained(string name) => Rows(TermKind.Constraint, name);

    private TermRows Rows(TermKind kind, string name) => _draw[Programs.Select(p => p.Kind == kind && p.Name == name).ToList().IndexOf(true)](0, 1);

    /// <summary>The rows of a draw, those of equations and conditions chosen by their residuals.</summary>
    /// <param name="number">0, 1, 2, …</param>
    /// <param name="adaptive">How.</param>
    /// <param name="residual">r of candidates.</param>
    internal ImmutableArray<TermRows> Draw(int number, AdaptiveOptions adaptive, Func<TermRows, double[]> residual) =>
        [.. Draw(number).Zip(Draw(number, adaptive.Candidates), (rows, candidates) => rows.Program.Kind is not (TermKind.Equation or TermKind.Condition) ? rows
            : AdaptiveSampling.Choose(candidates, residual(candidates), rows.Count, adaptive, new RandomSource(_seed, $"adaptive:{rows.Program.Name}:{number}")))];

    private static TermRows None(ResidualProgram program) => new(program, [.. Enumerable.Repeat(Array.Empty<double>(), program.Sites)], [.. program.Columns.Select(_ => Array.Empty<double>())]);

    private TermRows Rows(ResidualProgram program, double[] points, Func<Parameter, double[]?>? columns = null) => TermRows.At(program, Variables, points, columns);

    private double[] Sample(Region region, int count, string name, int number) => Draw(region, count, name, number).Points;

    private RegionPoints Draw(Region region, int count, string name, int number) =>
        region.Draw(count, _points.Sampling, new RandomSource(_seed, $"points:{name}:{number}").NextBits());

    private static IEnumerable<(string Name, FieldSymbol Field, Expression Residual)> Differences(PeriodicCondition condition) =>
        from field in condition.Fields
        from order in Enumerable.Range(0, condition.Order + 1)
        let index = Enumerable.Range(0, order).Aggregate(MultiIndex.Zero, (sum, _) => sum + MultiIndex.Unit(condition.Coordinate.Index))
        let suffix = order == 0 ? "" : "_" + string.Concat(Enumerable.Repeat(condition.Coordinate.Name, order))
        select ($"{condition.Name}:{field.Name}{suffix}", field, (Expression)new FieldDerivative(field, index) - new FieldDerivative(field, index, 1));

    private ImmutableArray<double[]> Pair(PeriodicCondition condition, int count, int number)
    {
        var coordinates = Variables.Problem.Coordinates;
        var c = condition.Coordinate.Index;
        var domain = Variables.Problem.Domain;
        var face = domain.Within is null ? domain : domain.With(c, coordinates[c].Lower, coordinates[c].Lower);
        var low = Sample(face, count, condition.Name, number);
        var high = (double[])low.Clone();
        for (var i = c; i < high.Length; i += coordinates.Length)
            (low[i], high[i]) = (coordinates[c].Lower, coordinates[c].Upper);
        return [low, high];
    }
}
