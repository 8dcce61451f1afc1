using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Wrong input: a problem, a configuration or a data file with one mistake or more. The message has one line a mistake.</summary>
public sealed class InputException : Exception
{
    /// <summary>One mistake.</summary>
    public InputException(string message, SourceLocation? location = null, string path = "") : this([new(location, path, message)]) { }

    /// <summary>Several independent mistakes, in the order of the file.</summary>
    public InputException(ImmutableArray<InputError> errors) : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>The mistakes; at least one.</summary>
    public ImmutableArray<InputError> Errors { get; }

    /// <summary>The file of the first mistake, if it is in a file.</summary>
    public string? File => Errors[0].Location?.File;

    /// <summary>The line of the first mistake, from 1; 0 where there is no file.</summary>
    public int Line => Errors[0].Location?.Line ?? 0;

    /// <summary>The column of the first mistake, from 1; 0 where there is no file.</summary>
    public int Column => Errors[0].Location?.Column ?? 0;
}
