using System.Globalization;
using System.Xml.Linq;

namespace PinnSharp.Figures;

/// <summary>Writes the blocks of a report that are made of words and numbers.</summary>
internal sealed class BlockWriter(HtmlWriter html)
{
    private readonly FigureWriter _figures = new(html);

    public void Write(ReportBlock block)
    {
        switch (block)
        {
            case TextBlock text:
                Paragraphs(text.Text);
                break;
            case NoticeBlock notice:
                Notice(notice);
                break;
            case AnswerBlock answers:
                using (html.Open("ul", ("class", "answers")))
                {
                    foreach (var answer in answers.Answers)
                    {
                        Card(answer);
                    }
                }

                break;
            case TableBlock table:
                Table(table);
                break;
            case FormulaBlock formula:
                Formula(formula);
                break;
            case FiguresBlock figures:
                _figures.Write(figures);
                break;
            case GridBlock grid:
                _figures.Write(grid);
                break;
            case FilmBlock film:
                _figures.Write(film);
                break;
            case CodeBlock code:
                Code(code);
                break;
            case FactsBlock facts:
                using (html.Open("dl", ("class", "facts")))
                {
                    foreach (var (name, value) in facts.Facts)
                    {
                        using var pair = html.Open("div");
                        html.Element("dt", name);
                        html.Element("dd", value);
                    }
                }

                break;
            default:
                throw new ArgumentException($"A report has no {block.GetType().Name}.");
        }
    }

    private static (string Class, string Word, string Sign) Look(NoticeKind kind) => kind switch
    {
        NoticeKind.Good => ("good", "Good", "\u2713"),
        NoticeKind.Note => ("note", "Note", "i"),
        NoticeKind.Warning => ("warning", "Warning", "!"),
        _ => ("problem", "Problem", "\u00d7"),
    };

    private void Paragraphs(string text)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            html.Markup("p", Markup.Number(paragraph));
        }
    }

    private void Notice(NoticeBlock notice)
    {
        var (css, word, sign) = Look(notice.Kind);
        using var aside = html.Open("div", ("class", "notice " + css), ("role", "note"));
        html.Element("span", sign, ("class", "sign"), ("aria-hidden", "true"));
        using var body = html.Open("div");
        html.Markup("p", $"<span class=\"unseen\">{word}: </span>{HtmlWriter.Escape(notice.Title)}", ("class", "notice-title"));
        Paragraphs(notice.Text);
    }

    private void Card(Answer answer)
    {
        var (css, word, sign) = Look(answer.Standing);
        using var card = html.Open("li", ("class", "answer " + css));
        var symbol = answer.Symbol.StartsWith("<math", StringComparison.Ordinal) ? Markup.Math(answer.Symbol) : $"<i>{HtmlWriter.Escape(answer.Symbol)}</i>";
        // σ for sigma, but not T for T.
        var name = XElement.Parse($"<i>{symbol}</i>").Value == answer.Name ? "" : $" <span class=\"name\">{HtmlWriter.Escape(answer.Name)}</span>";
        html.Markup("h3", $"<span class=\"symbol\">{symbol}</span>{name}");
        var unit = string.IsNullOrWhiteSpace(answer.Unit) ? "" : $" <span class=\"unit\">{Markup.Unit(answer.Unit)}</span>";
        var uncertainty = answer.Uncertainty is { } u ? $" <span class=\"uncertainty\">\u00b1\u00a0{Markup.Number(u)}</span>" : "";
        html.Markup("p", $"<strong>{Markup.Number(answer.Value)}</strong>{uncertainty}{unit}", ("class", "value"));
        using (html.Open("dl"))
        {
            Row("95\u00a0% interval", answer.Interval);
            Row("Truth", answer.Truth);
        }

        if (answer.Verdict is { } verdict)
        {
            html.Markup("p", $"<span class=\"sign\" aria-hidden=\"true\">{sign}</span> <span class=\"unseen\">{word}: </span>{HtmlWriter.Escape(verdict)}", ("class", "verdict"));
        }

        if (answer.Note is { } note)
        {
            html.Element("p", note, ("class", "answer-note"));
        }

        void Row(string name, string? value)
        {
            if (value is null)
            {
                return;
            }

            using var row = html.Open("div");
            html.Element("dt", name);
            html.Markup("dd", Markup.Number(value));
        }
    }

    private void Table(TableBlock table)
    {
        var numeric = table.Columns.Select((_, c) => table.Rows.Any(r => c < r.Length && Markup.IsNumber(r[c]))
            && table.Rows.All(r => c >= r.Length || Markup.IsNumber(r[c]) || Markup.IsBlank(r[c]))).ToArray();
        using var box = html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", table.Caption.Length > 0 ? table.Caption : "Table"));
        using var element = html.Open("table");
        if (table.Caption.Length > 0)
        {
            html.Element("caption", table.Caption);
        }

        using (html.Open("thead"))
        using (html.Open("tr"))
        {
            foreach (var (c, column) in table.Columns.Index())
            {
                html.Element("th", column, ("scope", "col"), ("class", numeric[c] ? "number" : null));
            }
        }

        using var body = html.Open("tbody");
        foreach (var row in table.Rows)
        {
            using var line = html.Open("tr");
            for (var c = 0; c < table.Columns.Length; c++)
            {
                var cell = c < row.Length ? row[c] : "";
                html.Markup(c == 0 ? "th" : "td", Cell(table.Columns[c], cell),
                    ("scope", c == 0 ? "row" : null), ("class", numeric[c] ? "number" : null));
            }
        }
    }

    private static string Cell(string column, string cell) => column == "unit" ? Markup.Unit(cell)
        : cell.StartsWith("<math", StringComparison.Ordinal) ? Markup.Math(cell)
        : Markup.Number(cell);

    private void Formula(FormulaBlock formula)
    {
        using var line = html.Open("div", ("class", "formula"));
        if (formula.Label.Length > 0)
        {
            html.Element("span", formula.Label, ("class", "label"));
        }

        html.Markup("div", Markup.Math(formula.MathMl, formula.Text), ("class", "scroll"), ("role", "region"), ("tabindex", "0"),
            ("aria-label", formula.Label.Length > 0 ? formula.Label : "Formula"));
    }

    private void Code(CodeBlock code)
    {
        using var block = html.Open("div", ("class", "code"));
        using (html.Open("div", ("class", "code-head")))
        {
            html.Element("span", code.Caption, ("class", "code-caption"));
            html.Element("button", "Copy", ("type", "button"), ("class", "copy"), ("hidden", ""));
        }

        html.Markup("pre", $"<code>{HtmlWriter.Escape(code.Text)}</code>", ("tabindex", "0"), ("role", "region"),
            ("aria-label", code.Caption.Length > 0 ? code.Caption : string.Create(CultureInfo.InvariantCulture, $"Text of {code.Text.Length} characters")));
    }
}
