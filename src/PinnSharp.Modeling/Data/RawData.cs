using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Points and values before they are checked.</summary>
/// <param name="Points">Row-major [count × coordinates].</param>
/// <param name="Values">One a point.</param>
/// <param name="Place">Where point i's j-th coordinate comes from, or its value for j = the number of coordinates.</param>
internal sealed record RawData(double[] Points, double[] Values, Func<int, int, (SourceLocation? Location, string Point)> Place);
