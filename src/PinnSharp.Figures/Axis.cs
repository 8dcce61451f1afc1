using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>An axis: what it shows, in which unit, on which scale.</summary>
/// <param name="Label">The quantity, taken literally; empty for none.</param>
/// <param name="Unit">The unit as written in a problem: <c>m^2/d</c> is set as m²/d, <c>*</c> as a dot; null for a pure number.</param>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="Range">The interval shown; null to fit the marks.</param>
public sealed record Axis(string Label = "", string? Unit = null, AxisScale Scale = AxisScale.Linear, AxisRange? Range = null)
{
    /// <summary>Names that stand at 0, 1, 2, … in place of numbers; empty for numbers. An automatic range leaves half a place beside the first and last.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Whether ticks, labels and caption are left out, as inside a corner plot; the scale and range hold all the same.</summary>
    public bool IsHidden { get; init; }
}
