using System.Globalization;
using System.Text;
using System.Xml;

namespace PinnSharp.Figures;

/// <summary>Writes SVG elements: numbers short and invariant, text escaped.</summary>
internal sealed class SvgWriter : IDisposable
{
    public const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public SvgWriter(Theme theme, bool interactive = false)
    {
        (Theme, Interactive) = (theme, interactive);
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" });
    }

    public Theme Theme { get; }

    /// <summary>Whether marks carry the values that scripts read.</summary>
    public bool Interactive { get; }

    public Paint Background => new("background", Theme.Background);

    public Paint Foreground => new("foreground", Theme.Foreground);

    public Paint Muted => new("muted", Theme.Muted);

    public Paint Grid => new("grid", Theme.Grid);

    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The middle of a pixel, so that thin lines are sharp.</summary>
    public static double Snap(double value) => Math.Floor(value) + 0.5;

    /// <summary>Opens an element; closed by disposing of what is returned.</summary>
    public Scope Open(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
            {
                _xml.WriteAttributeString(key, value is double number ? Number(number) : Clean(value.ToString()!));
            }
        }

        return new Scope(_xml);
    }

    public void Leaf(string name, params ReadOnlySpan<(string Name, object? Value)> attributes) => Open(name, attributes).Dispose();

    public void Text(string text) => _xml.WriteString(Clean(text));

    public void Line(string name, string text, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        using (Open(name, attributes))
        {
            Text(text);
        }
    }

    /// <summary>Text on the base line at (x, y), turned by <paramref name="angle"/> degrees.</summary>
    public void Label(RichText text, double x, double y, double size, Paint paint, string anchor = "start", double angle = 0, string? weight = null)
    {
        if (text.IsEmpty)
        {
            return;
        }

        using (Open("text", ("x", x), ("y", y), ("class", "f-" + paint.Name), ("fill", paint.Fallback), ("font-size", size),
            ("text-anchor", anchor == "start" ? null : anchor), ("font-weight", weight),
            ("transform", angle == 0 ? null : $"rotate({Number(angle)} {Number(x)} {Number(y)})")))
        {
            var raised = false;
            foreach (var run in text.Runs)
            {
                if (run.Raised == raised && !raised)
                {
                    Text(run.Text);
                }
                else
                {
                    using (Open("tspan", ("dy", run.Raised == raised ? null : (run.Raised ? -0.36 : 0.36) * size),
                        ("font-size", run.Raised ? RichText.RaisedSize * size : null)))
                    {
                        Text(run.Text);
                    }
                }

                raised = run.Raised;
            }
        }
    }

    public string Finish()
    {
        _xml.Flush();
        return _text.ToString();
    }

    public void Dispose() => _xml.Dispose();

    // XML has no way to write some characters, escaped or not.
    private static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
                continue;
            }

            (clean ??= new StringBuilder(text))[i] = '\ufffd';
        }

        return clean?.ToString() ?? text;
    }

    public readonly struct Scope(XmlWriter xml) : IDisposable
    {
        public void Dispose() => xml.WriteEndElement();
    }
}
