namespace PinnSharp.Problems;

/// <summary>Collects mistakes, so that independent ones are reported together.</summary>
public sealed class InputErrors
{
    private readonly List<InputError> _errors = [];
    private readonly HashSet<InputError> _seen = [];

    /// <summary>How many there are.</summary>
    public int Count => _errors.Count;

    internal IReadOnlyList<InputError> All => _errors;

    /// <summary>Adds a mistake at a place in a file.</summary>
    public void Add(SourceLocation? location, string path, string message)
    {
        var error = new InputError(location, path, message);
        if (_seen.Add(error)) _errors.Add(error);
    }

    /// <summary>Adds a mistake at a character of a text.</summary>
    public void Add(SourceText text, string path, string message, int position = 0) => Add(text.At(position), path, message);

    /// <summary>Throws all that was collected, in the order of the lines.</summary>
    /// <exception cref="InputException">There is at least one.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new InputException([.. _errors.OrderBy(e => e.Location?.Line ?? 0).ThenBy(e => e.Location?.Column ?? 0)]);
    }
}
