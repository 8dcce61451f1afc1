namespace PinnSharp.Figures;

/// <summary>An unknown of a corner plot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">Its estimate, of the variable that is normal.</param>
/// <param name="Unit">Its unit; null for a pure number.</param>
/// <param name="Truth">Its true value, where known.</param>
public sealed record CornerUnknown(string Name, double Mean, string? Unit = null, double? Truth = null)
{
    /// <summary>The increasing map from the variable that is normal, of which mean and covariance are, to the unknown, such as exp; null where it is normal itself.</summary>
    public Func<double, double>? Physical { get; init; }

    internal double At(double normal) => Physical?.Invoke(normal) ?? normal;

    internal double Slope(double normal, double std) => Physical is null ? 1 : (At(normal + (1e-3 * std)) - At(normal - (1e-3 * std))) / (2e-3 * std);
}
