using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>What is known at the end of a level: estimates, their certainty, how well equations hold, how smooth functions are.</summary>
public sealed partial class Trainer
{
    /// <summary>An unknown function is as precise as asked when at half its points the standard deviation is below this many times what is asked of scalars
    /// (its scale is of order one).</summary>
    private const double FunctionPrecision = 20;

    /// <summary>A strength that changes by less than this, in its logarithm, stays; and this many changes are made at one weight.</summary>
    private const double SameStrength = 0.1;
    private const int MostStrengths = 6;

    /// <summary>Whether every determined unknown has a standard deviation below a part of itself (of its initial value, where it is near zero).</summary>
    private bool IsPrecise(ContinuationLevel level, double precision) => FunctionsArePrecise(level, precision) && Variables.Unknowns.Select((u, i) => (u, i)).All(pair =>
    {
        var (transform, eta) = (Variables.Transform(pair.i), level.Estimates[pair.i]);
        var size = Math.Max(Math.Abs(transform.ToPhysical(eta)), 1e-3 * Math.Abs(pair.u.Initial));
        return !double.IsFinite(level.Deviations[pair.i]) || transform.Slope(eta) * level.Deviations[pair.i] <= precision * (size > 0 ? size : 1);
    });

    /// <summary>With exact data, residuals above this mean that equations, conditions and data contradict each other or the network is too small.</summary>
    private const double Holds = 1e-2;

    private static bool FunctionsArePrecise(ContinuationLevel level, double precision) => level.FunctionDeviations.Length == 0
        || level.FunctionDeviations.Order().ElementAt(level.FunctionDeviations.Length / 2) <= FunctionPrecision * precision;

    /// <summary>The state with new strengths of smoothness; null where they stay.</summary>
    private TrainingState? Strengthened(TrainingState state, ILeastSquares problem)
    {
        if (!_smoothness.IsOpen || IsMatrixFree || state.Strengthened >= MostStrengths) return null;
        var (gram, variance) = Normal(state, Informed(state, problem));
        var (r, noisy) = (new double[problem.Residuals.Count], _residuals.Data.Where(d => _noise.IsWhitened(d.Observation)).ToList());
        problem.Residual(state.Theta, r);
        var misfit = noisy.Select(d => problem.Residuals[d.Observation]).Sum(t => r.AsSpan(t.Offset, t.Count).ToArray().Sum(x => x * x));
        var strengths = _smoothness.Strengths(state.Theta, state.Strengths, state.DrawTheta, gram, variance, state.Draw, _options.Threads, (misfit, noisy.Sum(d => d.Count), Variables.Unknowns.Length));
        return strengths.Zip(state.Strengths).All(s => Math.Abs(Math.Log(s.First / s.Second)) <= SameStrength) ? null : state with { Strengths = strengths, Strengthened = state.Strengthened + 1 };
    }

    private ContinuationLevel Level(TrainingState state, ILeastSquares problem, bool converged)
    {
        problem = Informed(state, problem);
        var k = Variables.Unknowns.Length;
        var (gram, variance) = IsMatrixFree ? ([], 1) : Normal(state, problem);
        var covariance = IsMatrixFree ? ByConjugateGradients(state, problem) : Covariance(state, problem, gram, variance);
        return new ContinuationLevel(state.Weight, state.LevelIteration, state.Cost, state.Theta[FirstUnknown..],
            [.. Enumerable.Range(0, k).Select(i => covariance.StandardDeviation(i) ?? double.PositiveInfinity)], state.Sigmas, HeldOut(state), converged,
            _smoothness.Values(state.Theta), _smoothness.Deviations(state.Theta, IsMatrixFree || _smoothness.HasNone ? null : FunctionalDeviations(state, _residuals.Draw(state.Draw), gram, variance)), state.Strengths);
    }

    /// <summary>Covariance of the unknowns in internal variables. With exact data only, residuals are taken to be of one unknown variance.</summary>
    internal GaussNewtonCovariance Covariance(TrainingState state, ILeastSquares problem)
    {
        if (IsMatrixFree) return ByConjugateGradients(state, problem);
        var (gram, variance) = Normal(state, problem);
        return Covariance(state, problem, gram, variance);
    }

    private GaussNewtonCovariance Covariance(TrainingState state, ILeastSquares problem, double[] gram, double variance) => _noise.IsExact
        ? GaussNewtonCovariance.OfLast(gram, ParameterCount, FirstUnknown, variance, _options.Threads)
        : GaussNewtonCovariance.OfData(problem, state.Theta, gram, FirstUnknown, term => IsData(term.Name), _options.Threads);

    /// <summary>Whether a term is data or prior knowledge of the unknowns: noisy data, smoothness, and conditions that no field stands in.</summary>
    private bool IsData(string term) => _noise.IsWhitened(term) || _smoothness.Contains(term) || _constraints.Any(c => c.Constraint.Name == term)
        || _residuals.Programs.Any(p => p.Name == term && p.Channels.All(c => Problem.UnknownFields.Any(f => f.Symbol == c.Field)) && p.Arguments.IsEmpty);

    /// <summary>Parameters up to which the covariance is computed from JᵀJ although no stage needs that matrix.</summary>
    private const int DenseCovariance = 3_000;

    private bool IsMatrixFree => ParameterCount > DenseCovariance && !_options.Stages.Any(stage => stage is GaussNewtonStage);

    private GaussNewtonCovariance ByConjugateGradients(TrainingState state, ILeastSquares problem)
    {
        var r = new double[problem.Residuals.Count];
        var variance = _noise.IsExact ? Variance(state, problem, problem.Residual(state.Theta, r)) : 1;
        return GaussNewtonCovariance.ByConjugateGradients(problem, state.Theta, FirstUnknown, variance, isData: _noise.IsExact ? null : term => IsData(term.Name));
    }

    /// <summary>JᵀJ and the variance of the residuals: 1, or with exact data only that which they have.</summary>
    private (double[] Gram, double Variance) Normal(TrainingState state, ILeastSquares problem)
    {
        var n = ParameterCount;
        var (gram, gradient) = (new double[n * n], new double[n]);
        var cost = problem.NormalEquations(state.Theta, gram, gradient);
        return (gram, _noise.IsExact ? Variance(state, problem, cost) : 1);
    }

    /// <summary>The variance of residuals that are all of one unknown variance; 1 where there are too few to say.</summary>
    private double Variance(TrainingState state, ILeastSquares problem, double cost)
    {
        var (own, count) = Loss(state, problem, cost);
        return GaussNewtonCovariance.NoiseVariance(own, count, ParameterCount) ?? 1;
    }

    /// <summary>Root mean square of equations and conditions, equilibrated, at points that are never trained on.</summary>
    private double HeldOut(TrainingState state)
    {
        var problem = Assemble(state, _residuals.Draw(Validation));
        var r = new double[problem.Residuals.Count];
        problem.Residual(state.Theta, r);
        var terms = _residuals.Programs.Where(p => p.Kind is TermKind.Equation or TermKind.Condition && !_residuals.IsExact(p)).Select(p => problem.Residuals[p.Name]).ToArray();
        return terms.Length == 0 ? 0 : Math.Sqrt(terms.Average(t => r.AsSpan(t.Offset, t.Count).ToArray().Sum(x => x * x))) / state.Weight;
    }

    /// <summary>The draw of points kept for validation.</summary>
    internal const int Validation = -1;
}
