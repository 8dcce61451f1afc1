namespace PinnSharp.Problems;

/// <summary>One mistake in what the user gave: where it is and what was expected.</summary>
/// <param name="Location">Its place in a file; null for a declaration built in C#.</param>
/// <param name="Path">Its place in the declaration, such as "equations.flow".</param>
/// <param name="Message">What is wrong, what was expected and the nearest valid name.</param>
public sealed record InputError(SourceLocation? Location, string Path, string Message)
{
    /// <summary>"file:line:column: message"; the path in the declaration takes the place of the location where there is none.</summary>
    public override string ToString() => Location is not null ? $"{Location}: {Message}" : Path.Length > 0 ? $"{Path}: {Message}" : Message;
}
