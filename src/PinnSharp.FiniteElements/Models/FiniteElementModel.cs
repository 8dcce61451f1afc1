using System.Collections.Immutable;
using System.Numerics.Tensors;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// A problem solved by finite elements and, in time, by steps: unknowns to predictions, with exact tangent and adjoint of the discretised problem. The unknowns are the scalars through their
/// transforms, block "unknowns", then the coefficients of each unknown function that no condition gives.
/// </summary>
/// <remarks>
/// The steps in time are chosen at the initial values of the unknowns, or where <see cref="ChooseSteps"/> was last called, and then stay, so that the model is a differentiable
/// function.
/// </remarks>
public sealed class FiniteElementModel : IForwardModel
{
    private const double OrdinaryTolerance = 1e-9;

    /// <summary>Most coefficients of the fields that <see cref="Refined"/> makes unless told otherwise.</summary>
    public const int MostStates = 60_000;

    /// <summary>Most coefficients times steps that <see cref="Refined"/> makes.</summary>
    private const long MostValues = 4_000_000;

    private readonly ImmutableArray<MeasuredData> _data;
    private readonly ImmutableArray<ModelOutput> _outputs;
    private readonly SystemLayout _layout;
    private readonly FiniteElementSystem _system;
    private readonly TimeIntegrator _integrator;
    private readonly ObservationOperator _observations;
    private readonly double[] _fixed;
    private readonly int[] _free;
    private readonly Coordinate? _time;
    private readonly ImmutableArray<double> _jumps;
    private readonly Lazy<ImmutableArray<FunctionPenalty>> _penalties;
    private TimeGrid _grid;

    /// <summary>Discretises a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its data, from which the sizes of fields are taken.</param>
    /// <param name="outputs">What is predicted.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormException">The problem has no weak form here; the message says which term and why.</exception>
    /// <exception cref="TimeIntegrationException">There is no solution at the initial values of the unknowns.</exception>
    public FiniteElementModel(InverseProblem problem, ImmutableArray<MeasuredData> data, ImmutableArray<ModelOutput> outputs, FiniteElementOptions? options = null)
        : this(problem, data, outputs, options, null)
    {
    }

    private FiniteElementModel(InverseProblem problem, ImmutableArray<MeasuredData> data, ImmutableArray<ModelOutput> outputs, FiniteElementOptions? options, double[]? stepsAt)
    {
        ArgumentNullException.ThrowIfNull(problem);
        options ??= new();
        (Problem, Options, _data, _outputs) = (problem, options, data, outputs);
        var form = new WeakForm(problem);
        var mesh = form.Variables.Space.IsEmpty ? null : MeshBuilder.Build(problem, options.Mesh);
        _layout = new(form, mesh, options with { Coarse = size => MeshBuilder.Build(problem, options.Mesh with { Size = size, Level = 0 }) }, data);
        var (sizes, degree) = (Sizes(data), mesh is { Dimension: 2 } ? Math.Max(2, 2 * options.Order) : 2 * options.Order + 1);
        _system = new(_layout, sizes, degree);
        OpenDirections.Check(_layout, () => form.Conditions.Any(c => c.Kind == ConditionKind.Point) ? new(_layout, sizes, degree, points: false) : _system);
        _time = form.Variables.Time is { } t ? problem.Coordinates[t.Index] : null;
        var ordinary = mesh is null;
        ITimeMethod method = _time is null ? new Steady() : ordinary ? Collocation.Radau : options.TimeMethod ?? (mesh!.Dimension == 1 ? Collocation.Radau : new BackwardDifferentiation());
        if (method == Collocation.CrankNicolson && Enumerable.Range(0, form.Equations.Length).Where(form.IsAlgebraic).Select(e => form.Equations[e].Field.Name).FirstOrDefault() is { } without)
            throw new FormException($"No equation holds the rate of '{without}', and the method crank-nicolson would keep the error of its first value for ever; choose bdf2 or radau.");
        _integrator = new(_system, method, options.Time ?? new() { Tolerance = ordinary ? OrdinaryTolerance : new TimeOptions().Tolerance }) { LargestStep = LargestStep() };
        _observations = new(_layout, outputs);
        var given = FixedCoefficients.Of(_layout);
        _fixed = new double[_layout.ParameterCount];
        foreach (var (index, value) in given) _fixed[index] = value;
        _free = [.. Enumerable.Range(0, _layout.ParameterCount).Where(i => !given.ContainsKey(i))];
        Parameters = new ParameterLayout([("unknowns", _layout.Scalars.Length),
            .. _layout.Functions.Select(f => (f.Name, Enumerable.Range(f.Offset, f.Count).Count(i => !given.ContainsKey(i))))]) { Box = UnknownTransform.Box(problem.Unknowns.Where(u => !u.IsNoiseLevel), 0) };
        var d = problem.Coordinates.Length;
        Outputs = new ResidualLayout([.. outputs.Select(o => (o.Name, o.Points.Length / d))]);
        _jumps = _time is null ? [] : [.. _system.Breaks, .. problem.Tables.Where(table => table.Coordinate == _time.Symbol && table.Interpolation != Interpolation.Cubic).SelectMany(table => table.Nodes)];
        _penalties = new(MakePenalties);
        _grid = Steady.Grid;
        ChooseSteps(stepsAt is { } theta && theta.Length == _free.Length ? theta : Start);
    }

    /// <summary>The problem.</summary>
    public InverseProblem Problem { get; }

    /// <summary>How it is discretised.</summary>
    public FiniteElementOptions Options { get; }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ResidualLayout Outputs { get; }

    /// <summary>The mesh; null for a problem without space.</summary>
    public Mesh? Mesh => _layout.Mesh;

    /// <summary>Number of coefficients of the fields.</summary>
    public int StateCount => _layout.StateCount;

    /// <summary>The steps in time; one for a steady problem.</summary>
    public TimeGrid Grid => _grid;

    /// <summary>θ at which the steps in time were chosen.</summary>
    public double[] StepsAt { get; private set; } = [];

    /// <summary>Factorisations, solutions of linear systems and steps of their refinement so far.</summary>
    public (int Factorisations, int Solutions, int Refinements) Work => _integrator.Work;

    /// <summary>θ at the initial values of all unknowns.</summary>
    public double[] Start => [.. _layout.Scalars.Select(name => _layout.Form.Variables.Transform(name).ToInternal(Problem.Unknowns.First(u => u.Name == name).Initial)), .. new double[_free.Length - _layout.Scalars.Length]];

    /// <summary>
    /// What each unknown function's <see cref="UnknownField.Prior"/> says, by default small second derivatives, over the function's variables scaled to their extent. Those without a
    /// free coefficient, or of which nothing is assumed, are left out.
    /// </summary>
    public ImmutableArray<FunctionPenalty> Penalties => _penalties.Value;

    private ImmutableArray<FunctionPenalty> MakePenalties()
    {
        var parameter = Enumerable.Repeat(-1, _fixed.Length).ToArray();
        for (var i = 0; i < _free.Length; i++) parameter[_free[i]] = i;
        return [.. _layout.Functions.Where(f => Parameters[f.Name].Length > 0).Select(f => f.Penalty(i => (parameter[i], _fixed[i]), Parameters[f.Name])).OfType<FunctionPenalty>()];
    }

    /// <summary>The prior of an unknown function, to draw true functions from.</summary>
    /// <param name="function">Its name; that which experiments share.</param>
    /// <exception cref="ArgumentException">It has no whittle-matern prior.</exception>
    public GaussianFieldPrior Prior(string function) => new(Penalties.FirstOrDefault(p => p.Block.Name == function) ?? throw new ArgumentException($"'{function}' has no prior.", nameof(function)));

    /// <summary>
    /// The same problem with cells of half the size and errors of steps an eighth; null where there is nothing to refine, or there would be too many coefficients or other unknowns.
    /// </summary>
    /// <param name="theta">θ at which the steps in time are chosen.</param>
    /// <param name="mostStates">Most coefficients of the fields.</param>
    public FiniteElementModel? Refined(double[] theta, int mostStates = MostStates)
    {
        if (Mesh is null && _time is null) return null;
        var states = (long)StateCount << (Mesh?.Dimension ?? 0);
        if (states > mostStates || states * _grid.Steps * 2 > MostValues) return null;
        var finer = new FiniteElementModel(Problem, _data, _outputs, Options with
        {
            Mesh = Options.Mesh with { Level = Options.Mesh.Level + 1 }, Coefficients = _layout.Functions.SelectMany(f => f.Factors).OfType<PlaceFactor>().FirstOrDefault()?.Space.Mesh,
            Ground = Options.Ground ?? Mesh,
            Time = _integrator.Options with { Tolerance = _integrator.Options.Tolerance / 8 },
        }, theta);
        return finer.Parameters.Blocks.SequenceEqual(Parameters.Blocks) ? finer : null;
    }

    /// <summary>The same model with workspaces of its own, as a thread needs.</summary>
    public FiniteElementModel Copy() => new(Problem, _data, _outputs, Options, StepsAt);

    /// <summary>Chooses the steps in time by the error at some θ; nothing for a steady problem.</summary>
    /// <param name="theta">θ.</param>
    /// <exception cref="TimeIntegrationException">There is no solution at θ.</exception>
    public void ChooseSteps(double[] theta)
    {
        if (_time is not null) _grid = _integrator.ChooseGrid(Full(theta), _time.Lower, _time.Upper, _jumps);
        StepsAt = (double[])theta.Clone();
    }

    /// <summary>No step leaps over an interval of an unknown function of time, which at first is constant and may vary later.</summary>
    private double LargestStep() => _layout.Functions.SelectMany(f => f.Factors).OfType<LineFactor>().Where(f => f.Variable == _time?.Symbol)
        .Select(f => (f.Line.Interval.Upper - f.Line.Interval.Lower) / (f.Line.Count - 3)).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
    {
        if (Solve(theta, _observations, linearise: false) is { } solution) _observations.Evaluate(solution, Full(theta), outputs);
        else outputs.Fill(double.NaN);
    }

    /// <inheritdoc/>
    public ILinearizedModel Linearize(ReadOnlySpan<double> theta) => Linearize(theta, _observations);

    /// <summary>Expressions at other points, linearised.</summary>
    /// <param name="theta">θ.</param>
    /// <param name="outputs">What is predicted, in the problem's own variables.</param>
    public ILinearizedModel Linearize(ReadOnlySpan<double> theta, IReadOnlyList<ModelOutput> outputs) => Linearize(theta, new ObservationOperator(_layout, outputs));

    /// <summary>An expression at other points.</summary>
    /// <param name="theta">θ.</param>
    /// <param name="of">The expression, in the problem's own variables.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    /// <returns>One value a point; NaN where there is no solution.</returns>
    public double[] Predict(double[] theta, Expression of, double[] points) => Linearize(theta, [new ModelOutput("prediction", of, points)]).Outputs.ToArray();

    /// <summary>An unknown scalar's value.</summary>
    /// <param name="theta">θ.</param>
    /// <param name="index">Its number among the scalars that are no noise levels.</param>
    public double Scalar(double[] theta, int index) => Transform(index).ToPhysical(theta[index]);

    /// <summary>An unknown scalar's transform.</summary>
    /// <param name="index">Its number among the scalars that are no noise levels.</param>
    public UnknownTransform Transform(int index) => _layout.Form.Variables.Transform(_layout.Scalars[index]);

    private Linearized Linearize(ReadOnlySpan<double> theta, ObservationOperator observations)
    {
        var (p, values) = (Full(theta), new double[observations.Count]);
        var solution = Solve(theta, observations, linearise: true);
        if (solution is null) values.AsSpan().Fill(double.NaN);
        else observations.Evaluate(solution, p, values);
        return new Linearized(this, observations, solution, p, values);
    }

    private Trajectory? Solve(ReadOnlySpan<double> theta, ObservationOperator observations, bool linearise)
    {
        try
        {
            return theta.IsEmpty || TensorPrimitives.IsFiniteAll(theta) ? _integrator.Solve(Full(theta), _grid, _time is null ? [.. observations.Times.Select(_ => 1.0)] : observations.Times, linearise) : null;
        }
        catch (Exception e) when (e is TimeIntegrationException or SingularMatrixException)
        {
            return null;
        }
    }

    private double[] Full(ReadOnlySpan<double> theta)
    {
        if (theta.Length != _free.Length) throw new ArgumentException($"There are {_free.Length} parameters, not {theta.Length}.", nameof(theta));
        var p = (double[])_fixed.Clone();
        for (var i = 0; i < _free.Length; i++) p[_free[i]] = theta[i];
        return p;
    }

    private double[] Sizes(ImmutableArray<MeasuredData> data)
    {
        var scales = FieldScale.For(Problem, data);
        return [.. _layout.States.Select(Size)];

        double Size(FieldSymbol state)
        {
            if (_layout.Form.Origin(state) is var (origin, inTime))
            {
                var c = inTime ? Problem.Coordinates.First(c => c.IsTime) : Problem.Coordinates.First(c => !c.IsTime);
                return Size(origin) / Math.Pow(c.Upper - c.Lower, inTime ? 1 : 2);
            }
            var i = Problem.Fields.ToList().FindIndex(f => f.Symbol == state);
            var scale = Problem.Fields[i].Positive ? scales[i].OfExponential : scales[i];
            return Math.Max(Math.Abs(scale.Shift), 0) + scale.Factor;
        }
    }

    private sealed class Linearized(FiniteElementModel model, ObservationOperator observations, Trajectory? solution, double[] p, double[] values) : ILinearizedModel
    {
        public ReadOnlySpan<double> Outputs => values;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product)
        {
            var products = new double[values.Length];
            Tangents([v.ToArray()], [products]);
            products.CopyTo(product);
        }

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
        {
            var products = new double[model._free.Length];
            Adjoints([w.ToArray()], [products]);
            products.CopyTo(product);
        }

        public void Tangents(double[][] directions, double[][] products)
        {
            if (solution is null)
            {
                foreach (var product in products) product.AsSpan().Fill(double.NaN);
                return;
            }
            double[][] deltas = [.. directions.Select(v =>
            {
                var delta = new double[p.Length];
                for (var i = 0; i < v.Length; i++) delta[model._free[i]] = v[i];
                return delta;
            })];
            solution.Tangent(deltas, (time, u, rate) => observations.Tangents(solution, p, time, u, rate, deltas, products));
        }

        public void Adjoints(double[][] weights, double[][] products)
        {
            if (solution is null)
            {
                foreach (var product in products) product.AsSpan().Fill(double.NaN);
                return;
            }
            double[][] gradients = [.. weights.Select(_ => new double[p.Length])];
            var n = model._system.StateCount;
            solution.Adjoint(time =>
            {
                double[][] u = [.. weights.Select(_ => new double[n])], rate = [.. weights.Select(_ => new double[n])];
                observations.Adjoints(solution, p, time, weights, u, rate, gradients);
                return (u, rate);
            }, gradients);
            for (var k = 0; k < weights.Length; k++)
                for (var i = 0; i < model._free.Length; i++) products[k][i] = gradients[k][model._free[i]];
        }
    }
}
