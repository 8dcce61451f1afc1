namespace PinnSharp.FiniteElements;

/// <summary>Where a system is evaluated.</summary>
/// <param name="Time">t.</param>
/// <param name="U">u.</param>
/// <param name="Rate">u̇.</param>
/// <param name="P">p.</param>
internal sealed record EvolutionPoint(double Time, double[] U, double[] Rate, double[] P);
