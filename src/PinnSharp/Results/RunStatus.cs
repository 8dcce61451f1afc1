namespace PinnSharp;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>A convergence test holds.</summary>
    Converged,

    /// <summary>No convergence test holds; the message says what to try.</summary>
    Stalled,

    /// <summary>Values were not finite and could not be made so; the message says what to try.</summary>
    Diverged,

    /// <summary>It was stopped and can be resumed.</summary>
    Stopped,
}
