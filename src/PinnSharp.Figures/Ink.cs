namespace PinnSharp.Figures;

/// <summary>A colour by role: each theme has its own shade, and all pairs stay apart for colour-blind readers.</summary>
/// <remarks>After M. Okabe and K. Ito, Color universal design, 2008.</remarks>
public enum Ink
{
    /// <summary>The next of the six colours, in the order below.</summary>
    Automatic,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Vermillion.</summary>
    Vermillion,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Reddish purple.</summary>
    Purple,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Sky blue.</summary>
    Sky,

    /// <summary>Grey, for references.</summary>
    Neutral,

    /// <summary>The colour of text: black on light, near white on dark.</summary>
    Foreground,
}
