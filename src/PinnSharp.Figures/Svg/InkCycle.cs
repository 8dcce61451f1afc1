using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Inks of marks that leave theirs open: the next of the theme, marks with one label the same, a rule neutral, arrows as text.</summary>
internal static class InkCycle
{
    /// <summary>Each mark with its ink.</summary>
    /// <param name="marks">The marks.</param>
    public static ImmutableArray<(Mark Mark, Ink Ink)> Of(ImmutableArray<Mark> marks)
    {
        var next = 0;
        var byLabel = marks.Where(m => m.Label is not null && m.Ink != Ink.Automatic)
            .GroupBy(m => m.Label!).ToDictionary(g => g.Key, g => g.First().Ink);
        return [.. marks.Select(m => (m, Choose(m)))];

        Ink Choose(Mark mark)
        {
            if (mark.Ink != Ink.Automatic)
            {
                return mark.Ink;
            }

            if (mark is HorizontalRule or VerticalRule or HeatMap)
            {
                return Ink.Neutral;
            }

            if (mark is Arrows)
            {
                return Ink.Foreground;
            }

            if (mark.Label is not null && byLabel.TryGetValue(mark.Label, out var shared))
            {
                return shared;
            }

            var ink = (Ink)(1 + (next++ % Theme.Cycle));
            if (mark.Label is not null)
            {
                byLabel[mark.Label] = ink;
            }

            return ink;
        }
    }
}
