using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>One figure at successive values of a coordinate, such as a field through time. Its maker gives all frames the same ranges.</summary>
/// <param name="Coordinate">The coordinate that passes: its name and unit.</param>
/// <param name="Frames">The figures by ascending value of the coordinate.</param>
public sealed record FigureFilm(Axis Coordinate, ImmutableArray<(double Value, Figure Figure)> Frames);
