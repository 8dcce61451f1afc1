namespace PinnSharp.Figures;

/// <summary>A rectangle in pixels, y downwards.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;
}

/// <summary>Space inside the sides of a rectangle, in pixels.</summary>
internal readonly record struct Insets(double Left, double Top, double Right, double Bottom);
