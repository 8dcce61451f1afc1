namespace PinnSharp.Figures;

/// <summary>An unknown of a corner plot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">Its estimate.</param>
/// <param name="Unit">Its unit; null for a pure number.</param>
/// <param name="Truth">Its true value, where known.</param>
public sealed record CornerUnknown(string Name, double Mean, string? Unit = null, double? Truth = null);
