using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Something a report says or shows. Texts are taken literally, but for minus signs and powers of ten, which are set as such in prose and tables.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }
}

/// <summary>Prose; an empty line begins a new paragraph.</summary>
/// <param name="Text">The text.</param>
public sealed record TextBlock(string Text) : ReportBlock;

/// <summary>Something the reader must know before believing a number.</summary>
/// <param name="Kind">How serious it is.</param>
/// <param name="Title">It in a few words.</param>
/// <param name="Text">What it means and what to do; empty for none.</param>
public sealed record NoticeBlock(NoticeKind Kind, string Title, string Text) : ReportBlock;

/// <summary>What was found: a card for each unknown.</summary>
/// <param name="Answers">The unknowns.</param>
public sealed record AnswerBlock(ImmutableArray<Answer> Answers) : ReportBlock;

/// <summary>A table. Columns of numbers are aligned right; a wide table scrolls inside its own box.</summary>
/// <param name="Caption">What it shows; empty for none.</param>
/// <param name="Columns">The heads.</param>
/// <param name="Rows">The cells; the first of a row is its head. A <c>math</c> element is typeset, as are units in a column named <c>unit</c>. Fewer cells than columns leave the rest empty.</param>
public sealed record TableBlock(string Caption, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows) : ReportBlock;

/// <summary>A formula on a line of its own.</summary>
/// <param name="Label">Its name, beside it; empty for none.</param>
/// <param name="MathMl">A <c>math</c> element.</param>
/// <param name="Text">The same as plain text, for readers without MathML.</param>
public sealed record FormulaBlock(string Label, string MathMl, string Text) : ReportBlock;

/// <summary>Figures side by side where there is room, else one below another.</summary>
/// <param name="Caption">What they show together; empty for none.</param>
/// <param name="Figures">The figures.</param>
public sealed record FiguresBlock(string Caption, ImmutableArray<Figure> Figures) : ReportBlock;

/// <summary>Panels that must stay together, such as a corner plot.</summary>
/// <param name="Caption">What they show; empty for none.</param>
/// <param name="Grid">The panels.</param>
public sealed record GridBlock(string Caption, FigureGrid Grid) : ReportBlock;

/// <summary>A figure at successive values of a coordinate, with a slider; in print and without a script the last one stands.</summary>
/// <param name="Caption">What it shows; empty for none.</param>
/// <param name="Film">The frames.</param>
public sealed record FilmBlock(string Caption, FigureFilm Film) : ReportBlock;

/// <summary>Text of a machine, such as a configuration, with a button that copies it.</summary>
/// <param name="Caption">What it is; empty for none.</param>
/// <param name="Text">The text, lines as they are.</param>
public sealed record CodeBlock(string Caption, string Text) : ReportBlock;

/// <summary>Names with their values.</summary>
/// <param name="Facts">The facts, in order.</param>
public sealed record FactsBlock(ImmutableArray<(string Name, string Value)> Facts) : ReportBlock;
