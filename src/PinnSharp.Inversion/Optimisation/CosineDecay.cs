namespace PinnSharp.Inversion;

/// <summary>A learning rate that falls along a cosine: in iteration k it is f + (1 − f)(1 + cos(πk/K))/2 of the first, and f from K on.</summary>
/// <param name="Iterations">K.</param>
/// <param name="Final">f.</param>
public sealed record CosineDecay(int Iterations, double Final = 0.01)
{
    /// <summary>The rate of iteration k over the rate of iteration 0.</summary>
    /// <param name="iteration">k = 0, 1, ….</param>
    public double Factor(int iteration) =>
        Final + (1 - Final) * (1 + Math.Cos(Math.PI * Math.Min(iteration, Iterations) / Iterations)) / 2;
}
