namespace PinnSharp.Inversion;

/// <summary>How a learning rate changes with the iteration.</summary>
public abstract record RateSchedule
{
    /// <summary>The rate of iteration k = 0, 1, … over the rate of iteration 0.</summary>
    /// <param name="iteration">k.</param>
    public abstract double Factor(int iteration);
}

/// <summary>Factor 1.</summary>
public sealed record ConstantRate : RateSchedule
{
    /// <inheritdoc/>
    public override double Factor(int iteration) => 1;
}

/// <summary>Factor γ^(k/K).</summary>
/// <param name="Decay">γ.</param>
/// <param name="Every">K.</param>
public sealed record ExponentialDecay(double Decay, int Every) : RateSchedule
{
    /// <inheritdoc/>
    public override double Factor(int iteration) => Math.Pow(Decay, (double)iteration / Every);
}

/// <summary>Factor f + (1−f)(1 + cos(πk/K))/2, and f from K on.</summary>
/// <param name="Iterations">K.</param>
/// <param name="Final">f.</param>
public sealed record CosineDecay(int Iterations, double Final = 0.01) : RateSchedule
{
    /// <inheritdoc/>
    public override double Factor(int iteration) =>
        Final + (1 - Final) * (1 + Math.Cos(Math.PI * Math.Min(iteration, Iterations) / Iterations)) / 2;
}
