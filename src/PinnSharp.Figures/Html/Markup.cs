using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace PinnSharp.Figures;

/// <summary>Small pieces of text as HTML.</summary>
internal static partial class Markup
{
    /// <summary>Whether a table's cell says that there is nothing to say.</summary>
    public static bool IsBlank(string cell) => cell.Trim() is "" or "-" or "\u2013" or "\u2014";

    /// <summary>Whether a cell is a number: with a per-cent sign or an uncertainty perhaps.</summary>
    public static bool IsNumber(string cell) => NumberCell().IsMatch(cell);

    /// <summary>Text with numbers in it: true minus signs, and powers of ten as such.</summary>
    public static string Number(string text) => NumberText().Replace(HtmlWriter.Escape(text), m =>
    {
        var mantissa = m.Groups["m"].Value.Replace('-', '\u2212');
        return m.Groups["e"] is { Success: true } e
            ? $"<span class=\"power\">{mantissa}\u202f\u00d7\u202f10<sup>{int.Parse(e.Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture).Replace('-', '\u2212')}</sup></span>"
            : mantissa;
    });

    /// <summary>A unit with its powers raised.</summary>
    public static string Unit(string unit) => string.Concat(RichText.Unit(unit.Trim()).Runs.Select(r =>
        r.Raised ? $"<sup>{HtmlWriter.Escape(r.Text)}</sup>" : HtmlWriter.Escape(r.Text)));

    /// <summary>A math element; one on a line of its own has plain text for readers without MathML.</summary>
    /// <exception cref="ArgumentException">The text is not one math element.</exception>
    public static string Math(string mathMl, string? text = null)
    {
        try
        {
            var math = XElement.Parse(mathMl);
            if (math.Name.LocalName != "math")
            {
                throw new ArgumentException($"A formula is a math element, not '{math.Name.LocalName}'.");
            }

            if (text is not null)
            {
                math.SetAttributeValue("alttext", text);
                math.SetAttributeValue("display", "block");
            }

            return math.ToString(SaveOptions.DisableFormatting);
        }
        catch (XmlException e)
        {
            throw new ArgumentException($"A formula is not well-formed: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^\s*[-−+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?(\s*(±|\+/-)\s*(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?)?\s*%?\s*$")]
    private static partial Regex NumberCell();

    [GeneratedRegex(@"(?<![\w.])(?<m>-?(\d+\.?\d*|\.\d+))([eE](?<e>[-+]?\d{1,3}))?(?![\w.])")]
    private static partial Regex NumberText();
}
