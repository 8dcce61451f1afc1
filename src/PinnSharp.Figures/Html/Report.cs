using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>A page for people: what it says and in which order, not how it looks. <see cref="HtmlRenderer"/> draws it.</summary>
public sealed record Report
{
    /// <summary>The heading of the page.</summary>
    public string Title { get; init; } = "";

    /// <summary>A line below it; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the page says, the answer first.</summary>
    public ImmutableArray<ReportSection> Sections { get; init; } = [];
}

/// <summary>A part of the page under a heading of its own, which the table of contents names.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Blocks">What it says.</param>
public sealed record ReportSection(string Title, ImmutableArray<ReportBlock> Blocks);
