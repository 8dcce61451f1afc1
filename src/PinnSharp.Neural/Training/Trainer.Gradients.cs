using PinnSharp.Inversion;

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

    /// <summary>What the networks predict for the data of an observation; logarithms for log-normal noise.</summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="observation">Its name.</param>
    public double[] Means(TrainingState state, string observation)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Predicted(state, observation);
    }
}
