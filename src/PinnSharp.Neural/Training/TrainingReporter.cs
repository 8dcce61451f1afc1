using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>What a training state says in the problem's own variables.</summary>
public static class TrainingReporter
{
    private const int FieldPoints = 4096, RangePoints = 256;

    /// <summary>Progress at a moment; costs one evaluation of the residuals.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">Where it stands.</param>
    public static TrainingSnapshot Snapshot(this Trainer trainer, TrainingState state)
    {
        var problem = trainer.Assemble(state);
        var rms = Rms(trainer, state, problem);
        return new TrainingSnapshot(
            state.Iteration, trainer.Options.Stages.Sum(s => s.Iterations), trainer.Options.Stages[state.Stage].Name, state.Weight, state.Cost,
            [.. trainer.Residuals.Programs.Select(p => new TermStatus(p.Name, p.Kind, rms(p.Name)))],
            [.. trainer.Problem.Unknowns.Select(u => (u.Name, Value(trainer, state, u)))]);
    }

    /// <summary>The whole outcome, with intervals and at points that were not trained on.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">Where it stands.</param>
    public static InversionReport Report(this Trainer trainer, TrainingState state)
    {
        var problem = trainer.Assemble(state, trainer.Residuals.Draw(Trainer.Validation));
        var rms = Rms(trainer, state, problem);
        var covariance = trainer.Covariance(state, trainer.Informed(state, trainer.Residuals.Draw(Trainer.Validation)));
        var (programs, free) = (trainer.Residuals.Programs, trainer.FreeData(state));
        var (truth, points) = (Beside(trainer, state), trainer.Problem.Domain.Sample(FieldPoints, SamplingMethod.Sobol, 0));
        ImmutableArray<EquationFit> Fits(TermKind kind) =>
        [
            .. programs.Where(p => p.Kind == kind).GroupBy(p => p.Owner)
                .Select(g => new EquationFit(g.Key, Math.Sqrt(g.Average(p => rms(p.Name) * rms(p.Name))), state.Weight, g.All(trainer.Residuals.IsExact))),
        ];
        return new InversionReport
        {
            Unknowns = [.. trainer.Problem.Unknowns.Select(u => u.IsNoiseLevel ? NoiseLevel(trainer, state, u, free) : Scalar(trainer, state, u, covariance))],
            Fields = [.. trainer.Problem.Fields.Select(f => new FieldEstimate(f.Name, truth.RelativeL2(f.Symbol, f.Truth, points)))],
            Functions = [.. trainer.Problem.UnknownFields.Select(f => new FunctionEstimate(f.Name, truth.RelativeL2(f.Symbol, f.Truth, points), f.Unit))],
            Observations = [.. programs.Where(p => p.Kind == TermKind.Observation).Select(p => Fit(trainer, state, p.Name, free))],
            Equations = Fits(TermKind.Equation),
            Conditions = Fits(TermKind.Condition),
            Constraints = trainer.ConstraintFits(state),
            Continuation = [.. state.Levels.Select(level => Level(trainer, level))],
            StrongestCorrelation = CorrelatedPair.Strongest(covariance, [.. trainer.Variables.Unknowns.Select(u => u.Name)]),
            Information = Information(trainer, state, covariance),
        };
    }

    /// <summary>The value of an expression over coordinates, fields and unknowns at given points.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="expression">The expression, in the problem's own variables.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    public static double[] Predict(this Trainer trainer, TrainingState state, Expression expression, double[] points) =>
        trainer.Engine.Values(trainer.Rows(state, expression, points), state.Theta);

    /// <summary>The least and the greatest value of each unknown function at some points of the domain.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">Where it stands.</param>
    public static ImmutableArray<(string Name, double Lower, double Upper)> Ranges(this Trainer trainer, TrainingState state)
    {
        if (trainer.Problem.UnknownFields.IsEmpty) return [];
        var points = trainer.Problem.Domain.Sample(RangePoints, SamplingMethod.Sobol, 0);
        return [.. trainer.Problem.UnknownFields.Select(f => (f.Name, Values: trainer.Predict(state, f.Symbol.Value, points))).Select(f => (f.Name, f.Values.Min(), f.Values.Max()))];
    }

    private static double Value(Trainer trainer, TrainingState state, UnknownScalar unknown)
    {
        if (unknown.IsNoiseLevel) return state.Sigmas[trainer.Noise.Unknowns.IndexOf(unknown)];
        var i = trainer.Variables.IndexOf(unknown.Name);
        return trainer.Variables.Transform(i).ToPhysical(state.Theta[trainer.FirstUnknown + i]);
    }

    private static UnknownEstimate Scalar(Trainer trainer, TrainingState state, UnknownScalar unknown, GaussNewtonCovariance covariance)
    {
        var i = trainer.Variables.IndexOf(unknown.Name);
        return UnknownEstimate.Of(unknown, trainer.Variables.Transform(i), state.Theta[trainer.FirstUnknown + i], covariance.StandardDeviation(i));
    }

    /// <summary>Null where conjugate gradients, stopped early, leave everything open.</summary>
    private static ScalarInformation? Information(Trainer trainer, TrainingState state, GaussNewtonCovariance covariance)
    {
        var k = covariance.Count;
        if (covariance.Variance is not { } variance) return null;
        return new([.. trainer.Variables.Unknowns.Select((u, i) => ScalarInformation.Named(u, i, trainer.Variables.Transform(i)))],
            state.Theta[trainer.FirstUnknown..(trainer.FirstUnknown + k)], [.. covariance.Information.Select(s => s / variance)]);
    }

    private static UnknownEstimate NoiseLevel(Trainer trainer, TrainingState state, UnknownScalar unknown, Func<string, double> free)
    {
        var i = trainer.Noise.Unknowns.IndexOf(unknown);
        return UnknownEstimate.OfNoiseLevel(unknown, state.Sigmas[i], trainer.Noise.LevelDeviation(i, free), trainer.IsProfiled(state, i));
    }

    private static ObservationFit Fit(Trainer trainer, TrainingState state, string name, Func<string, double> free)
    {
        var (noise, unknown) = (trainer.Noise, trainer.Noise.UnknownOf(name));
        return noise.Fit(name, state.Sigmas, unknown >= 0 && trainer.IsProfiled(state, unknown) ? noise.LevelDeviation(unknown, free) : null, trainer.Predicted(state, name));
    }

    /// <summary>A true field or function at given points; the fields that a function is of are taken as found.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="truth">The truth over coordinates and arguments.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    public static double[] Truth(this Trainer trainer, TrainingState state, Expression truth, double[] points) => Beside(trainer, state).Truth(truth, points);

    private static TruthComparison Beside(Trainer trainer, TrainingState state) => new(trainer.Problem, (expression, points) => trainer.Predict(state, expression, points));

    private static LevelReport Level(Trainer trainer, ContinuationLevel level) => new(
        level.Weight, level.Iterations, level.Cost, level.Rms,
        [.. trainer.Variables.Unknowns.Select((u, i) =>
        {
            var transform = trainer.Variables.Transform(i);
            return (u.Name, transform.ToPhysical(level.Estimates[i]), Finite(transform.Slope(level.Estimates[i]) * level.Deviations[i]));
        })]);

    /// <summary>Root mean square of a term in its own scale: σ for observations, the equilibrated one for all others.</summary>
    private static Func<string, double> Rms(Trainer trainer, TrainingState state, ILeastSquares problem)
    {
        var residual = new double[problem.Residuals.Count];
        problem.Residual(state.Theta, residual);
        var kinds = trainer.Residuals.Programs.ToDictionary(p => p.Name, p => p.Kind);
        return name =>
        {
            var term = problem.Residuals[name];
            double sum = 0;
            for (var i = term.Offset; i < term.Offset + term.Count; i++)
                sum += residual[i] * residual[i];
            if (kinds[name] is TermKind.Smoothness or TermKind.Constraint or TermKind.Prior) return Math.Sqrt(sum);
            return trainer.Noise.IsWhitened(name) ? Math.Sqrt(sum / term.Count) : Math.Sqrt(sum) / state.Weight;
        };
    }

    private static double? Finite(double x) => double.IsFinite(x) ? x : null;
}
