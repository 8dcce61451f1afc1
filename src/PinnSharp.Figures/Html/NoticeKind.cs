namespace PinnSharp.Figures;

/// <summary>How good or bad news is: told by colour, sign and word.</summary>
public enum NoticeKind
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>To be read before the numbers are used.</summary>
    Warning,

    /// <summary>The numbers cannot be used as they are.</summary>
    Problem,
}
