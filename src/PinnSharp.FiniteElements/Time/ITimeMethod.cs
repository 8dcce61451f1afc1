namespace PinnSharp.FiniteElements;

/// <summary>A method for systems in time: an immutable description of its steps.</summary>
public interface ITimeMethod
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>q: the error at a fixed time is O(h^q).</summary>
    int Order { get; }

    /// <summary>The longest history that it uses.</summary>
    int HistoryLength { get; }

    /// <summary>The coefficients of a step.</summary>
    /// <param name="size">h.</param>
    /// <param name="previous">The sizes of the steps before, the latest first: empty at the beginning, where the history is the initial value alone.</param>
    GeneralLinearStep Step(double size, ReadOnlySpan<double> previous);
}
