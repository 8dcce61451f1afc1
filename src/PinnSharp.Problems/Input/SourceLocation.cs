namespace PinnSharp.Problems;

/// <summary>A place in a text file.</summary>
/// <param name="File">The file's path as the user gave it; null for a text that is not in a file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
public sealed record SourceLocation(string? File, int Line, int Column)
{
    /// <summary>"file:line:column", or "line:column" where there is no file.</summary>
    public override string ToString() => File is null ? $"{Line}:{Column}" : $"{File}:{Line}:{Column}";
}
