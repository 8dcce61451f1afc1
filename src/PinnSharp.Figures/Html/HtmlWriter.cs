using System.Text;

namespace PinnSharp.Figures;

/// <summary>Writes HTML that is well-formed XML too, but for its first line: text escaped, elements closed.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>Opens an element; closed by disposing of what is returned. Attributes without a value are left out.</summary>
    public Scope Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append(">\n");
        return new Scope(this, name);
    }

    /// <summary>An element with text in it.</summary>
    public void Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append('>').Append(Escape(text)).Append("</").Append(name).Append(">\n");
    }

    /// <summary>An element with markup in it.</summary>
    public void Markup(string name, string markup, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append('>').Append(markup).Append("</").Append(name).Append(">\n");
    }

    /// <summary>An element that never has anything in it.</summary>
    public void Leaf(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append("/>\n");
    }

    /// <summary>Markup as it is.</summary>
    public void Raw(string markup) => _text.Append(markup);

    /// <summary>Text for an element or an attribute in double quotes; characters that no page may hold become �.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\n' or '\t' => rune.ToString(),
                < 0x20 or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(key).Append("=\"").Append(Escape(value)).Append('"');
            }
        }
    }

    public readonly struct Scope(HtmlWriter html, string name) : IDisposable
    {
        public void Dispose() => html._text.Append("</").Append(name).Append(">\n");
    }
}
