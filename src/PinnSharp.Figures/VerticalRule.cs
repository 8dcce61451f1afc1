namespace PinnSharp.Figures;

/// <summary>A line across the whole height at one abscissa, such as a true value or the start of a stage. Automatic ink is neutral.</summary>
/// <param name="X">The abscissa; an automatic axis includes it.</param>
public sealed record VerticalRule(double X) : Mark
{
    /// <summary>The stroke.</summary>
    public Dash Dash { get; init; } = Dash.Dashed;
}
