namespace PinnSharp;

/// <summary>How a problem is solved.</summary>
public enum Method
{
    /// <summary>By networks trained on data and equations together.</summary>
    Pinn,

    /// <summary>By finite elements and steps in time, with an exact adjoint.</summary>
    FiniteElements,
}
