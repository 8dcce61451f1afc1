using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Turns figures into files.</summary>
public interface IFigureRenderer
{
    /// <summary>The renderer's name, lower case.</summary>
    string Name { get; }

    /// <summary>The formats it writes, as file extensions in lower case without a dot; the first is its own.</summary>
    ImmutableArray<string> Formats { get; }

    /// <summary>The content of a file that shows the figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="options">Size and theme; what belongs to another renderer is left alone.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="ArgumentException">The format is not among <see cref="Formats"/>, or an axis or option is out of range.</exception>
    byte[] Render(FigureGrid figure, FigureOptions options, string format);
}
