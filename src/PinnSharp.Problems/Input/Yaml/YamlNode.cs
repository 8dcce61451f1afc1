using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>A node of a YAML document that knows its place.</summary>
/// <param name="Location">Where the node begins.</param>
public abstract record YamlNode(SourceLocation Location)
{
    /// <summary>What the node is, for messages: "a mapping", "a list", "text", "nothing".</summary>
    public abstract string Kind { get; }

    /// <summary>Number of nodes of the tree with aliases written out.</summary>
    internal abstract long Size { get; }
}

/// <summary>Text: a name, a number, an expression.</summary>
/// <param name="Text">The text with the place of each character.</param>
/// <param name="IsPlain">Whether it was written without quotes.</param>
public sealed record YamlScalar(SourceText Text, bool IsPlain) : YamlNode(Text.Location!)
{
    /// <summary>Whether there is nothing: an empty plain scalar, null or ~.</summary>
    public bool IsNull => IsPlain && Text.Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : "text";

    internal override long Size => 1;
}

/// <summary>A list.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Items">Its items.</param>
public sealed record YamlSequence(SourceLocation Location, ImmutableArray<YamlNode> Items) : YamlNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a list";

    internal override long Size { get; } = 1 + Items.Sum(i => i.Size);
}

/// <summary>A mapping; its keys are distinct.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Entries">Its entries in order.</param>
public sealed record YamlMapping(SourceLocation Location, ImmutableArray<YamlEntry> Entries) : YamlNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    internal override long Size { get; } = 1 + Entries.Sum(e => e.Value.Size + 1);
}

/// <summary>A key and its value.</summary>
public sealed record YamlEntry(SourceText Key, YamlNode Value);
