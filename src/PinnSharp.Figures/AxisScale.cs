namespace PinnSharp.Figures;

/// <summary>How values map to lengths.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios are equal lengths; only positive values are shown.</summary>
    Logarithmic,
}
