namespace PinnSharp.Figures;

/// <summary>The shape of a point.</summary>
public enum Marker
{
    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle, tip up.</summary>
    Triangle,

    /// <summary>A filled diamond.</summary>
    Diamond,

    /// <summary>Two crossed strokes: for many points, or points on a heat map.</summary>
    Cross,
}
