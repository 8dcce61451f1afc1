namespace PinnSharp.Figures;

/// <summary>A line across the whole width at one ordinate, such as a true or published value. Automatic ink is neutral.</summary>
/// <param name="Y">The ordinate; an automatic axis includes it.</param>
public sealed record HorizontalRule(double Y) : Mark
{
    /// <summary>The stroke.</summary>
    public Dash Dash { get; init; } = Dash.Dashed;
}
