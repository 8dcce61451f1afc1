using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>The gradients of the loss for the unknowns.</summary>
public sealed partial class Trainer
{
    /// <summary>
    /// The gradient of the loss for the unknowns, in their internal variables, at the points that were trained on last: with the weights held, and with the weights following
    /// (<see cref="ReducedGradient"/>). Both vanish at a minimum.
    /// </summary>
    /// <param name="state">Where the training stands.</param>
    /// <returns>Null where the networks are too large for JᵀJ.</returns>
    public (double[] Joint, double[] Reduced)? Gradients(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (IsMatrixFree) return null;
        var n = ParameterCount;
        var (gram, gradient) = (new double[n * n], new double[n]);
        Assemble(state).NormalEquations(state.Theta, gram, gradient);
        return (gradient[FirstUnknown..], ReducedGradient.Of(gram, gradient, FirstUnknown, _options.Threads));
    }

    /// <summary>
    /// Of each unknown function with smoothness the marginal likelihood of its network's weights, all others eliminated, at the points that were trained on last: how many of their directions the data determine.
    /// </summary>
    /// <param name="state">Where the training stands.</param>
    public ImmutableArray<(string Name, int Weights, MarginalLikelihood Likelihood)> Modes(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (IsMatrixFree || _smoothness.IsEmpty) return [];
        var (n, problem) = (ParameterCount, Assemble(state));
        var (gram, found) = (Normal(state, problem).Gram, ImmutableArray.CreateBuilder<(string, int, MarginalLikelihood)>());
        foreach (var function in Problem.UnknownFields.DistinctBy(f => f.Shared ?? f.Name))
        {
            var block = _engine.Parameters.Blocks[_networks.Select(network => network.OutputOf(function.Symbol)).ToList().FindIndex(o => o >= 0)];
            var (k, own) = (block.Length, _residuals.Programs.Where(p => p.Kind == TermKind.Smoothness && p.Owner == function.Name).Select(p => problem.Residuals[p.Name]).ToList());
            if (own.Count == 0) continue;
            var (prior, row) = (new double[k * k], new double[n]);
            foreach (var term in own)
                for (var i = 0; i < term.Count; i++)
                {
                    problem.Rows(state.Theta, term.Offset + i, 1, row);
                    var part = row.AsSpan(block.Offset, k);
                    for (var a = 0; a < k; a++) VectorKernels.AddScaled(part[a], part[..(a + 1)], prior.AsSpan(a * k, a + 1));
                }
            if (MarginalLikelihood.Of(gram, n, block, prior, _options.Threads) is { } likelihood) found.Add((function.Name, k, likelihood));
        }
        return found.ToImmutable();
    }

    /// <summary>What the networks predict for the data of an observation; logarithms for log-normal noise.</summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="observation">Its name.</param>
    public double[] Means(TrainingState state, string observation)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Predicted(state, observation);
    }
}
