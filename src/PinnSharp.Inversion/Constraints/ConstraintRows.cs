namespace PinnSharp.Inversion;

/// <summary>A constraint c ≤ 0 or c = 0 that is asked for at several places: one row each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="IsEquality">Whether c = 0.</param>
/// <param name="IsOfNumbers">Whether c is of numbers alone, whose sizes tell its own.</param>
public sealed record ConstraintRows(string Name, int Count, bool IsEquality, bool IsOfNumbers = false);
