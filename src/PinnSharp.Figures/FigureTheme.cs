namespace PinnSharp.Figures;

/// <summary>The background a figure is drawn for.</summary>
public enum FigureTheme
{
    /// <summary>Follows the reader's preference (<c>prefers-color-scheme</c>) where the format can; else light.</summary>
    Automatic,

    /// <summary>Dark on white.</summary>
    Light,

    /// <summary>Light on near black.</summary>
    Dark,
}
