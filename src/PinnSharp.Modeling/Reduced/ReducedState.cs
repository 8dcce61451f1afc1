using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp.Modeling;

/// <summary>Where a <see cref="ReducedInversion"/> stands.</summary>
public sealed record ReducedState
{
    /// <summary>θ.</summary>
    public required double[] Theta { get; init; }

    /// <summary>The unknown noise levels; for each set of exact data that of its discretisation error.</summary>
    public required double[] Sigmas { get; init; }

    /// <summary>γ of each penalty.</summary>
    public required double[] Strengths { get; init; }

    /// <summary>½‖r‖².</summary>
    public double Cost { get; init; }

    /// <summary>Steps made.</summary>
    public int Iteration { get; init; }

    /// <summary>How often noise levels and strengths were found anew.</summary>
    public int Round { get; init; }

    /// <summary>How it stands.</summary>
    public Status Status { get; init; } = Status.Running;

    /// <summary>In words.</summary>
    public string Message { get; init; } = "";

    /// <summary>The optimiser's state; null before its first step.</summary>
    public OptimizerState? Inner { get; init; }

    /// <summary>Whether the residuals changed under the optimiser.</summary>
    public bool Stale { get; init; }

    /// <summary>Whether nothing more will be done.</summary>
    public bool IsFinished => Status != Status.Running;
}
