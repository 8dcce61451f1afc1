namespace PinnSharp.Figures;

/// <summary>The heading of a grid and the places of its panels below, whoever draws them.</summary>
internal sealed class Sheet
{
    /// <param name="grid">The panels.</param>
    /// <param name="options">Size and size of text.</param>
    /// <param name="single">Whether it is one figure, larger than in a grid and with its title beside the axes only.</param>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public Sheet(FigureGrid grid, FigureOptions options, bool single)
    {
        var columns = Math.Clamp(grid.Columns ?? Math.Min(3, (int)Math.Ceiling(Math.Sqrt(grid.Panels.Length))), 1, Math.Max(1, grid.Panels.Length));
        var joined = GridLayout.IsJoined(grid.Panels);
        Width = options.Width ?? (single ? 600 : joined ? 170 + (130 * Math.Max(2, columns)) : 380 * columns);
        var rowHeight = single ? Math.Max(0.625 * Width, 270) : 270;
        TitleSize = 1.25 * options.FontSize;
        Title = single ? [] : TextMetrics.Wrap(grid.Title, TitleSize, Width - 24);
        Note = TextMetrics.Wrap(grid.Note, options.FontSize, Width - 24);
        Head = Title.Count + Note.Count == 0 ? 0 : Math.Ceiling(NoteTop + (1.35 * options.FontSize * Note.Count));
        var rows = Math.Max(1, (grid.Panels.Length + columns - 1) / columns);
        Check(options, Width / columns, options.Height is { } given ? (given - Head) / rows : rowHeight, joined ? 6 : 12);

        Layout = new GridLayout(grid.Panels, columns, Width, options.Height - Head, options.FontSize, rowHeight);
        Height = options.Height ?? (Head + Layout.Height);
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The lines of the title.</summary>
    public List<string> Title { get; }

    public double TitleSize { get; }

    /// <summary>The lines of the note.</summary>
    public List<string> Note { get; }

    /// <summary>Where the note begins.</summary>
    public double NoteTop => 8 + (1.3 * TitleSize * Title.Count);

    /// <summary>The height of the heading.</summary>
    public double Head { get; }

    /// <summary>The panels below the heading.</summary>
    public GridLayout Layout { get; }

    private static void Check(FigureOptions options, double width, double height, double room)
    {
        if (!(options.FontSize is >= 4 and <= 100))
        {
            throw new ArgumentException(FormattableString.Invariant($"A font size lies between 4 and 100; this one is {options.FontSize}."));
        }

        // Space for axes beside their labels.
        if (!(width >= room * options.FontSize && height >= (room - 2) * options.FontSize && width <= 20000 && height <= 20000))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A panel of {width:0.#} by {height:0.#} is too small or too large: give at least {room * options.FontSize} by {(room - 2) * options.FontSize}, at most 20000."));
        }
    }
}
