namespace PinnSharp.Figures;

/// <summary>The background a figure is drawn for.</summary>
public enum SvgTheme
{
    /// <summary>Follows <c>prefers-color-scheme</c>; light where that is not understood.</summary>
    Automatic,

    /// <summary>Dark on white.</summary>
    Light,

    /// <summary>Light on near black.</summary>
    Dark,
}
