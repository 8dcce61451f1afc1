namespace PinnSharp.FiniteElements;

/// <summary>How a system is integrated in time.</summary>
public sealed record TimeOptions
{
    /// <summary>The error of a step, in the states' own sizes, by which the sizes of steps are chosen.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Most steps of a grid.</summary>
    public int MostSteps { get; init; } = 100_000;

    /// <summary>Bytes that a trajectory may keep; a longer one is computed again from checkpoints when its adjoint needs it.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Threads of the sparse solver; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
