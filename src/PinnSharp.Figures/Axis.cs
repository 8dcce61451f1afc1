namespace PinnSharp.Figures;

/// <summary>An axis: what it shows, in which unit, on which scale.</summary>
/// <param name="Label">The quantity, taken literally; empty for none.</param>
/// <param name="Unit">The unit as written in a problem: <c>m^2/d</c> is set as m²/d, <c>*</c> as a dot; null for a pure number.</param>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="Range">The interval shown; null to fit the marks.</param>
public sealed record Axis(string Label = "", string? Unit = null, AxisScale Scale = AxisScale.Linear, AxisRange? Range = null);
