using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>A problem solved by finite elements at estimated unknowns.</summary>
internal sealed class FiniteElementSolution : ISolution
{
    private const int Places = 256, Moments = 16;
    private readonly Experiment _experiment;
    private readonly FiniteElementModel _model;
    private readonly ReducedInversion _inversion;
    private readonly ReducedState _state;
    private readonly Discretisation? _discretisation;
    private readonly double[]? _moves;
    private readonly Lazy<double[]?> _gram;
    private readonly Lazy<InversionReport> _report;

    public FiniteElementSolution(Experiment experiment, FiniteElementModel model, ReducedInversion inversion, ReducedState state, Discretisation? discretisation = null, double[]? moves = null)
    {
        _moves = moves;
        (_experiment, _model, _inversion, _state, _discretisation) = (experiment, model, inversion, state, discretisation);
        _gram = new(() =>
        {
            var n = state.Theta.Length;
            if (n > ReducedInversion.MostDense) return null;
            var gram = new double[n * n];
            inversion.Information(state).NormalEquations(state.Theta, gram, new double[n]);
            return gram;
        });
        _report = new(MakeReport);
    }

    public string Method => "fem";

    public string Engine => "cpu";

    public int Iterations => _state.Iteration;

    public InversionReport Report => _report.Value;

    public ImmutableArray<ResidualSample> Residuals() => 
        ResidualSample.Of(_inversion.Information(_state), _state.Theta, _experiment.Data, _inversion.Noise, name => _inversion.Noise.Quantiles(name, _state.Sigmas, Predicted(name)), _gram.Value);

    /// <summary>μ of an observation.</summary>
    private double[] Predicted(string observation)
    {
        var term = _inversion.Problem(_state).Residuals[observation];
        return _inversion.Problem(_state).Predictions(_state.Theta)[term.Offset..(term.Offset + term.Count)];
    }

    public double[] Predict(Expression expression, double[] points) => _model.Predict(_state.Theta, Known(expression), points);

    public double[][]? Deviations(IReadOnlyList<Expression> expressions, double[] points)
    {
        if (_gram.Value is not { } gram) return null;
        var (n, d) = (_state.Theta.Length, _experiment.Problem.Coordinates.Length);
        var deviations = FunctionalDeviations.OfAll(gram, n, threads: _experiment.Options.Threads);
        return [.. expressions.Select(e => deviations.Of(_model.Linearize(_state.Theta, [new ModelOutput("prediction", Known(e), points)]).Jacobian(n)))];
    }

    public ImmutableArray<(string Term, double[] Points)> Collocation() => [];

    public double[] Truth(Expression truth, double[] points) => Beside.Truth(truth, points);

    private TruthComparison Beside => new(_experiment.Problem, Predict);

    /// <summary>Noise levels replaced by their estimates.</summary>
    private Expression Known(Expression expression) => expression.Substitute(leaf =>
        leaf is Parameter p && _inversion.Noise.Unknowns.FirstOrDefault(u => u.Name == p.Name) is { } level ? (Expression)_state.Sigmas[_inversion.Noise.Unknowns.IndexOf(level)] : null);

    private InversionReport MakeReport()
    {
        var (problem, data) = (_experiment.Problem, _experiment.Data);
        var covariance = Covariance();
        var scalars = problem.Unknowns.Where(u => !u.IsNoiseLevel).ToList();
        var points = Points(problem);
        return new InversionReport
        {
            Unknowns = [.. problem.Unknowns.Select(u => u.IsNoiseLevel ? NoiseLevel(u) : Scalar(u, scalars.IndexOf(u), covariance))],
            Functions = [.. problem.UnknownFields.Select(f => new FunctionEstimate(f.Name, Beside.RelativeL2(f.Symbol, f.Truth, points), f.Unit))],
            Fields = [.. problem.Fields.Select(f => new FieldEstimate(f.Name, Beside.RelativeL2(f.Symbol, f.Truth, points)))],
            Observations = [.. data.Select(d => _inversion.Noise.Fit(d.Observation, _state.Sigmas, _inversion.Noise.UnknownOf(d.Observation) is >= 0 and var l && _inversion.IsProfiled(_state, l) ? LevelDeviation(l) : null, Predicted(d.Observation)))],
            Equations = [.. problem.Equations.Select(e => new EquationFit(e.Name, null, null, null))],
            Conditions = [.. problem.Conditions.Select(c => new EquationFit(c.Name, null, null, null))],
            Constraints = Constraints(),
            Continuation = [],
            StrongestCorrelation = covariance is null ? null : CorrelatedPair.Strongest(covariance, [.. scalars.Select(u => u.Name)]),
            Information = covariance is null ? null : new(Numbers, _state.Theta[..scalars.Count], covariance.Information),
            Discretisation = _discretisation,
        };
    }

    private ImmutableArray<ConstraintFit> Constraints() => [.. _experiment.Problem.Constraints.Select((c, k) => ConstraintFit.Of(c,
        Predict(c.Of, ConstrainedPlaces.At(_experiment.Problem, c, ConstraintFit.Density * c.Places.Count, c.Places.Seed + 1).Points), _state.Constraints!, k))];

    /// <summary>The unknown numbers that are no noise levels, which come first among the parameters.</summary>
    public ImmutableArray<NamedParameter> Numbers =>
        [.. _experiment.Problem.Unknowns.Where(u => !u.IsNoiseLevel).Select((u, i) => ScalarInformation.Named(u, i, _model.Transform(i)))];

    /// <summary>The same problem before the last refinement, where that moved the estimates by less than the tolerance; otherwise null.</summary>
    public FiniteElementSolution? Coarser { get; init; }

    /// <summary>The discretised problem.</summary>
    public FiniteElementModel Model => _model;

    /// <summary>Where the inversion stands.</summary>
    public ReducedState State => _state;

    /// <summary>The same problem with a model of its own, for a thread: of noise that is not Gaussian the likelihood itself.</summary>
    public ILeastSquares Problem()
    {
        var inversion = new ReducedInversion(_model.Copy(), _experiment.Problem, _experiment.Data, _model.Penalties);
        return inversion.Noise.IsReweighted ? new LikelihoodProblem(inversion, _state) : inversion.Problem(_state);
    }

    /// <summary>The same at other noise levels and parameters: rows by information deviations, and the gradient of −ln p there.</summary>
    /// <param name="levels">An unknown level's value by its name.</param>
    /// <param name="theta">The parameters.</param>
    public (ForwardLeastSquares Information, Func<double[], double[]> Gradient) At(Func<string, double> levels, double[] theta)
    {
        var inversion = new ReducedInversion(_model.Copy(), _experiment.Problem, _experiment.Data, _model.Penalties);
        var state = _state with { Theta = theta, Sigmas = [.. _inversion.Noise.Unknowns.Select(u => levels(u.Name)), .. _state.Sigmas.Skip(_inversion.Noise.Unknowns.Length)] };
        var information = inversion.Information(state);
        return (information, at =>
        {
            var gradient = new double[at.Length];
            inversion.Problem(state with { Means = _inversion.Noise.IsReweighted ? information.Predictions(at) : state.Means }).Gradient(at, gradient);
            return gradient;
        });
    }

    /// <summary>A difference of predictions for an observation's data in units of its noise.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="level">Its level.</param>
    /// <param name="other">Other predictions.</param>
    /// <param name="own">Those of finite elements, at which the noise is taken.</param>
    public double[] Apart(string observation, double level, double[] other, double[] own) =>
        [.. _inversion.Noise.Information(observation, level, own).Select((s, i) => (other[i] - own[i]) / s)];

    /// <summary>The level of an observation's noise.</summary>
    /// <param name="observation">Its name.</param>
    /// <param name="levels">An unknown level's value by its name.</param>
    public double Level(string observation, Func<string, double> levels) =>
        _inversion.Noise.UnknownOf(observation) is var i and >= 0 ? levels(_inversion.Noise.Unknowns[i].Name) : _inversion.Noise.Sigma(observation, _state.Sigmas) ?? 1;

    /// <summary>Unknown noise levels, which take their most likely values as other parameters change; but not those that are as small as is allowed.</summary>
    public Likelihood Likelihood
    {
        get
        {
            if (_inversion.Noise.IsReweighted) return Likelihood.OfCost;
            var levels = _inversion.Noise.Unknowns.Select((u, i) => (Unknown: u, Level: i)).Where(l => _inversion.IsProfiled(_state, l.Level) && l.Unknown.Bounds is null).Select(l => l.Level).ToList();
            var free = _inversion.FreeData(_state);
            return new([.. levels.Select(level => ImmutableArray.CreateRange(_experiment.Data.Where(d => _inversion.Noise.UnknownOf(d.Observation) == level).Select(d => d.Observation)))])
            {
                Counts = [.. levels.Select(level => free.Where((_, i) => _inversion.Noise.UnknownOf(_experiment.Data[i].Observation) == level).Sum())],
            };
        }
    }

    /// <summary>The information deviation of a datum of an observation.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="mean">What is predicted of the datum.</param>
    public double Deviation(string observation, double mean) => _inversion.Noise.Distribution(observation, _state.Sigmas).Information(mean);

    /// <summary>Standard deviations of θ; null with too many parameters. Infinite where the data leave one open.</summary>
    public double[]? ParameterDeviations()
    {
        if (_gram.Value is not { } gram) return null;
        var n = _state.Theta.Length;
        var unit = new double[n * n];
        for (var i = 0; i < n; i++) unit[i * n + i] = 1;
        var deviations = FunctionalDeviations.OfAll(gram, n, threads: _experiment.Options.Threads).Of(unit);
        var covariance = Covariance();
        for (var i = 0; i < _model.Parameters["unknowns"].Length; i++) deviations[i] = covariance?.StandardDeviation(i) ?? double.PositiveInfinity;
        return deviations;
    }

    /// <summary>Of the scalars by the data, with the coefficients of unknown functions eliminated.</summary>
    public GaussNewtonCovariance? Covariance()
    {
        if (_gram.Value is not { } gram) return null;
        var (n, k) = (_state.Theta.Length, _model.Parameters["unknowns"].Length);
        // The scalars go last.
        int[] order = [.. Enumerable.Range(k, n - k), .. Enumerable.Range(0, k)];
        var sorted = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) sorted[i * n + j] = gram[Math.Max(order[i], order[j]) * n + Math.Min(order[i], order[j])];
        return GaussNewtonCovariance.OfLast(sorted, n, n - k, threads: _experiment.Options.Threads);
    }

    private UnknownEstimate Scalar(UnknownScalar unknown, int index, GaussNewtonCovariance? covariance) =>
        _moves is null || covariance?.StandardDeviation(index) is not { } own ? UnknownEstimate.Of(unknown, _model.Transform(index), _state.Theta[index], covariance?.StandardDeviation(index))
            : UnknownEstimate.Of(unknown, _model.Transform(index), _state.Theta[index], Math.Sqrt(own * own + _moves[index] * _moves[index])) with
            {
                OfData = Math.Abs(_model.Transform(index).Slope(_state.Theta[index])) * own,
            };

    private UnknownEstimate NoiseLevel(UnknownScalar unknown)
    {
        var i = _inversion.Noise.Unknowns.IndexOf(unknown);
        return UnknownEstimate.OfNoiseLevel(unknown, _state.Sigmas[i], LevelDeviation(i), _inversion.IsProfiled(_state, i));
    }

    /// <summary>Of an unknown level's logarithm, by the data that share it less what unknown functions take of them.</summary>
    private double LevelDeviation(int level)
    {
        var free = _inversion.FreeData(_state);
        return _inversion.Noise.LevelDeviation(level, name => free[_experiment.Data.ToList().FindIndex(d => d.Observation == name)]);
    }

    /// <summary>Places spread over the domain at a few moments, which a solution in steps has to be kept at.</summary>
    private static double[] Points(InverseProblem problem)
    {
        var (d, time) = (problem.Coordinates.Length, problem.Coordinates.FirstOrDefault(c => c.IsTime));
        if (problem.IsOrdinary) return [.. Enumerable.Range(0, Places * Moments).Select(i => time!.Lower + (time.Upper - time.Lower) * (i + 0.5) / (Places * Moments))];
        var points = problem.Domain.Sample(Places * Moments, SamplingMethod.Sobol, 0);
        if (time is not null)
            for (var i = 0; i < points.Length / d; i++)
            {
                ref var t = ref points[i * d + time.Symbol.Index];
                t = time.Lower + (time.Upper - time.Lower) * (Math.Clamp(Math.Floor((t - time.Lower) / (time.Upper - time.Lower) * Moments), 0, Moments - 1) + 0.5) / Moments;
            }
        return points;
    }
}
