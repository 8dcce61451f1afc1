namespace PinnSharp.Inversion;

/// <summary>How an optimisation stands.</summary>
public enum Status
{
    /// <summary>More steps may lower the cost.</summary>
    Running,

    /// <summary>A convergence test holds; the message says which.</summary>
    Converged,

    /// <summary>No lower cost was found although no convergence test holds; the message says what to try.</summary>
    Stalled,

    /// <summary>The cost or its derivatives are not finite and could not be made so; the message says what to try.</summary>
    Diverged,
}
