using System.Globalization;
using PinnSharp.Inversion;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>What happens between rounds of the optimiser: noise levels, strengths, weights and multipliers are found anew.</summary>
public sealed partial class ReducedInversion
{
    /// <summary>
    /// For each observation the number of data less the directions of the unknowns that they determine, Σ of the leverages J_i H⁻¹J_iᵀ with H = JᵀJ. The marginal
    /// likelihood over numbers and functions has σ² = χ²/(m − γ) (D. J. C. MacKay, Bayesian interpolation, Neural Computation 4 (1992) 415–447), of a linear model the unbiased χ²/(m − p);
    /// the most likely χ²/m is too small.
    /// </summary>
    /// <param name="state">Where the inversion stands.</param>
    public double[] FreeData(ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (n, problem) = (state.Theta.Length, Information(state));
        double[] free = [.. _data.Select(d => (double)d.Count)];
        if (n == 0 || _levels.All(l => l < 0) || n > MostDense) return free;
        var gram = new double[n * n];
        problem.NormalEquations(state.Theta, gram, new double[n]);
        if (RidgedCholesky.Factor(gram, n, n, _threads) is not { } factor) return free;
        var row = new double[n];
        for (var d = 0; d < _data.Length; d++)
        {
            var term = problem.Residuals[_data[d].Observation];
            for (var i = 0; _levels[d] >= 0 && i < term.Count; i++)
            {
                problem.Rows(state.Theta, term.Offset + i, 1, row);
                Cholesky.SolveLower(factor, n, row);
                free[d] -= VectorKernels.SumOfSquares(row);
            }
            free[d] = Math.Max(free[d], LeastFree * term.Count);
        }
        return free;
    }

    /// <summary>½gᵀ(JᵀJ)⁻¹g, by which the cost would still fall: the cost is the negative logarithm of the posterior density, so that a standard deviation is a half.</summary>
    private static double Decrement(ForwardLeastSquares problem, double[] theta)
    {
        var n = theta.Length;
        if (n > MostDense) return double.PositiveInfinity;
        var (gram, gradient) = (new double[n * n], new double[n]);
        problem.NormalEquations(theta, gram, gradient);
        int[] held = problem.Parameters.Box?.Held(theta, gradient) ?? [], free = [.. Enumerable.Range(0, n).Except(held)];
        if (RidgedCholesky.Factor(gram, n, free) is not { } factor) return double.PositiveInfinity;
        double[] own = [.. free.Select(i => gradient[i])], step = (double[])own.Clone();
        Cholesky.Solve(factor, free.Length, step);
        return VectorKernels.Dot(own, step) / 2;
    }

    /// <summary>New noise levels and strengths; where they stay and the optimiser has ended, the end.</summary>
    private ReducedState Settle(ReducedState state, bool ended)
    {
        var (problem, information) = (Problem(state), Information(state));
        var (n, r, means) = (state.Theta.Length, new double[problem.Residuals.Count], problem.Predictions(state.Theta));
        problem.Residual(state.Theta, r);
        var free = FreeData(state);
        double Chi2(int i) => problem.Residuals[_data[i].Observation] is var term ? r.AsSpan(term.Offset, term.Count).ToArray().Sum(x => x * x) : 0;
        var sigmas = _noise.Profile(name => means[_rows[Number(name)]], name => free[Number(name)], state.Sigmas);
        int[] exact = [.. Enumerable.Range(0, _data.Length).Where(i => _levels[i] >= _noise.Unknowns.Length)];
        sigmas = [.. sigmas, .. exact.Select(i => Math.Clamp(state.Sigmas[_levels[i]] * Math.Sqrt(Chi2(i) / free[i]), ExactFloor * Size(_data[i]), Missed * Size(_data[i])))];
        var strengths = n <= MostDense ? Strengths(state, information, r) : state.Strengths;
        var isLate = state.Round - state.RoundsBefore >= (_noise.IsReweighted ? MostReweightings : MostRounds);
        var weighed = (!_noise.IsReweighted || (state.Means is not null && information.Distance(means.AsSpan(0, _values.Length), state.Means.AsSpan(0, _values.Length)) <= (isLate ? Nearly : SameMeans)))
            && _penalties.All(p => p.Norm is null || (state.Reference is { } at && p.Renewal(at, state.Theta) <= SameNorm));
        var constraints = Constrained(state, means);
        var same = weighed && constraints?.IsSettled != false && Same(sigmas, state.Sigmas, SameLevel) && Same(strengths, state.Strengths, SameStrength);
        if (same && !ended) return state;
        double Miss(int i) => Sigma(i, state) * Math.Sqrt(Chi2(i) / _data[i].Count) / Size(_data[i]);
        var missed = exact.FirstOrDefault(i => Miss(i) > Missed, -1);
        if (same && missed >= 0)
            return state with { Sigmas = sigmas, Round = state.Round + 1, Status = Status.Stalled, Message = string.Create(CultureInfo.InvariantCulture,
                $"The exact data '{_data[missed].Observation}' are missed by {100 * Miss(missed):g2} % of their spread: the equations do not describe them, they are not exact (declare noise), or the discretisation is too coarse.") };
        if (same || isLate)
            return state with
            {
                Sigmas = same ? sigmas : state.Sigmas, Constraints = constraints, Round = state.Round + 1,
                Status = same ? Status.Converged : Status.Stalled,
                Message = same ? "The cost no longer falls." : constraints?.WhyUnsettled ?? string.Create(CultureInfo.InvariantCulture, $"Noise levels, smoothness and the weights of data had not settled after {state.Round - state.RoundsBefore} rounds."),
            };
        return state with
        {
            Sigmas = sigmas, Strengths = strengths, Constraints = constraints, Means = _noise.IsReweighted ? means : null, Reference = _penalties.Any(p => p.Norm is not null) ? state.Theta : null, Stale = true,
            Round = state.Round + 1,
        };
    }

    private double[] Strengths(ReducedState state, ForwardLeastSquares problem, double[] r)
    {
        if (_penalties.IsEmpty) return state.Strengths;
        var (n, result) = (state.Theta.Length, (double[])state.Strengths.Clone());
        var (gram, gradient) = (new double[n * n], new double[n]);
        problem.NormalEquations(state.Theta, gram, gradient);
        for (var p = 0; p < _penalties.Length; p++)
        {
            if (_penalties[p].Strength.Rule == StrengthRule.Given) continue;
            var (penalty, term) = (Weighted(_penalties[p], state), problem.Residuals[_penalties[p].Unit.Name]);
            var (rows, slope) = (r[term.Offset..(term.Offset + term.Count)], new double[n]);
            penalty.Of(result[p]).AddTransposed(rows, slope);
            var squares = rows.Sum(x => x * x);
            var block = penalty.Block;
            if (squares == 0 || MarginalLikelihood.Of(gram, n, block, penalty.Gram(result[p]), _threads, _model.Parameters) is not { } likelihood) continue;
            // Where the data determine no more than what is free, any larger strength is the same.
            var choice = new StrengthChoice(likelihood, slope[block.Offset..(block.Offset + block.Length)], squares, penalty.Free)
            {
                Misfit = _data.Sum(d => problem.Residuals[d.Observation] is var t ? r[t.Offset..(t.Offset + t.Count)].Sum(x => x * x) : 0), Count = _data.Sum(d => d.Count), Others = Scalars.Length,
            };
            var factor = likelihood.DeterminedDirections() < penalty.Free + 0.1 ? 1 : choice.Factor(penalty.Strength.Rule);
            result[p] = Math.Clamp(result[p] * Math.Clamp(factor, 1 / Step, Step), 1 / Range, Range);
        }
        return result;
    }

    private static bool Same(double[] a, double[] b, double tolerance) => a.Zip(b).All(p => Math.Abs(Math.Log(p.First / p.Second)) <= tolerance);

    /// <summary>The data's spread, their size where they are all the same, 1 where all are zero.</summary>
    private static double Size(MeasuredData data)
    {
        var spread = MeasuredData.StandardDeviation(data.Values);
        return spread > 0 ? spread : data.Values[0] != 0 ? Math.Abs(data.Values[0]) : 1;
    }
}
