namespace PinnSharp.Inversion;

/// <summary>
/// What <see cref="Adam"/> knows at one θ: the gradient g and its running moments m and v, kept where the problem computes, in the host's memory or on a device. A value: a step makes new ones
/// (<see cref="ILeastSquares.Advance"/>).
/// </summary>
/// <remarks>
/// Disposed when the optimiser has gone on, and at once if its step is undone; the last ones of a run are not, since states are values without an end: memory that is not the runtime's must be freed by
/// finalisers too.
/// </remarks>
public interface IMoments : IDisposable
{
    /// <summary>θ, on the host, as it is kept: where it is kept with fewer digits, it has these. Not to be changed.</summary>
    double[] Theta { get; }

    /// <summary>½‖r(θ)‖².</summary>
    double Cost { get; }

    /// <summary>‖Jᵀr‖₂ at θ.</summary>
    double GradientNorm { get; }

    /// <summary>Copies of g = Jᵀr, m and v, from which an equal value can be made, so that what is saved continues bit for bit. Not to be changed. Asked for only where a state is saved
    /// or left for another problem, as at each step with minibatches.</summary>
    (double[] Gradient, double[] Mean, double[] Square) Fetch();
}

/// <summary>The numbers of one step m′ = β₁m + (1 − β₁)g, v′ = β₂v + (1 − β₂)g², θ′ = P(θ − ρm′/(√(cv′) + ε)), of which P goes to the nearest point of the problem's <see cref="Box"/>.</summary>
/// <param name="Rate">ρ: the step size over 1 − β₁ᵏ.</param>
/// <param name="Correction">c = 1/(1 − β₂ᵏ).</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct AdamUpdate(double Rate, double Correction, double Beta1, double Beta2, double Epsilon);
