using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PinnSharp.Problems;

/// <summary>
/// Reads one YAML document into nodes with their places. Walks the parser's events with counted depth and size, so that no text, however
/// hostile, ends in more than an error.
/// </summary>
public static class YamlDocument
{
    /// <summary>Most characters of a file.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Deepest nesting of lists and mappings.</summary>
    public const int MaxDepth = 32;

    /// <summary>Most nodes, aliases written out.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a YAML document.</exception>
    public static YamlNode Load(string path)
    {
        string text;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > 4 * MaxLength) throw new InputException($"The file has {length:N0} bytes; at most {4 * MaxLength:N0} are read.", new(path, 1, 1));
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(e is FileNotFoundException or DirectoryNotFoundException
                ? $"There is no file '{path}'."
                : $"The file '{path}' cannot be read: {e.Message}");
        }
        return Parse(text, path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">The file it comes from, for messages.</param>
    /// <exception cref="InputException">The text is not a YAML document, or is too long or too deep.</exception>
    public static YamlNode Parse(string text, string? file = null)
    {
        if (text.Length > MaxLength) throw new InputException($"The text has {text.Length:N0} characters; at most {MaxLength:N0} are read.", new(file, 1, 1));
        RefuseTabs(text, file);
        return new Builder(text, file).Document();
    }

    private static void RefuseTabs(string text, string? file)
    {
        var (line, start) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                start = i + 1;
                continue;
            }
            if (text[i] == '\t') throw new InputException("A tab indents this line; YAML is indented with spaces.", new(file, line, i - start + 1));
            if (text[i] is not ' ')
            {
                i = text.IndexOf('\n', i);
                if (i < 0) return;
                i--;
            }
        }
    }

    private sealed class Builder(string text, string? file)
    {
        private readonly Parser _parser = new(new StringReader(text));
        private readonly Dictionary<string, YamlNode> _anchors = [];
        private readonly Stack<Mark> _open = [];
        private long _nodes;

        public YamlNode Document()
        {
            try
            {
                _parser.Consume<StreamStart>();
                if (_parser.TryConsume<StreamEnd>(out _)) throw new InputException("The file is empty.", new(file, 1, 1));
                _parser.Consume<DocumentStart>();
                var root = Node();
                _parser.Consume<DocumentEnd>();
                if (_parser.TryConsume<DocumentStart>(out var second)) throw new InputException("A second document begins here; a file holds one.", Place(second.Start));
                return root;
            }
            catch (YamlException e)
            {
                throw Invalid(e.Start, e.Message, $"; reading stopped at line {e.Start.Line}, column {e.Start.Column}");
            }
            catch (Exception e) when (e is not (InputException or OutOfMemoryException))
            {
                // YamlDotNet 16 falls over a few texts in its own code, such as "a: {b: c" before another key.
                throw Invalid(_parser.Current?.End ?? Mark.Empty, "something here cannot be read", "");
            }
        }

        private InputException Invalid(Mark at, string message, string stopped)
        {
            var brackets = _open.Where(m => m.Index < text.Length && text[(int)m.Index] is '{' or '[').ToList();
            if (brackets is [var bracket, ..])
                return new($"The '{text[(int)bracket.Index]}' here is not closed, or something after it that needs quotes has none{stopped}.", Place(bracket));
            if (message.Contains("did not find expected key", StringComparison.Ordinal))
                return new("This line is indented differently from the lines it belongs to.", new(file, Math.Max(1, (int)at.Line), Math.Max(1, (int)at.Column)));
            if (message.Contains("multiline plain scalar", StringComparison.Ordinal))
                return new("Before this line a ':' is missing, or it is indented too far.", new(file, Math.Max(1, (int)at.Line), 1));
            return new($"This is not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}.", new(file, Math.Max(1, (int)at.Line), Math.Max(1, (int)at.Column)));
        }

        private YamlNode Node()
        {
            var anchor = _parser.Current is NodeEvent e ? e.Anchor : default;
            YamlNode node = _parser.Current switch
            {
                Scalar => Text(_parser.Consume<Scalar>()),
                SequenceStart s => Sequence(s),
                MappingStart m => Mapping(m),
                _ => Alias(_parser.Consume<AnchorAlias>()),
            };
            if (++_nodes > MaxNodes || node.Size > MaxNodes) throw new InputException($"The file has more than {MaxNodes:N0} nodes.", node.Location);
            if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
            return node;
        }

        private YamlNode Alias(AnchorAlias alias) => _anchors.TryGetValue(alias.Value.Value, out var node)
            ? node
            : throw new InputException($"There is no anchor '&{alias.Value.Value}' before this alias; an expression that begins with '*' needs quotes.", Place(alias.Start));

        private YamlScalar Text(Scalar s)
        {
            var (value, start, end) = (s.Value, s.Start, (int)s.End.Index);
            return new(new SourceText(value, i => PlaceWithin(value, i, start, end)), s.Style == ScalarStyle.Plain);
        }

        private YamlSequence Sequence(SequenceStart start)
        {
            _parser.MoveNext();
            Enter(start.Start);
            var items = ImmutableArray.CreateBuilder<YamlNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node());
                if (start.Style == SequenceStyle.Flow && items.Count > 1) RefuseSplit(items[^2]);
            }
            _open.Pop();
            return new(Place(start.Start), items.ToImmutable());
        }

        private YamlMapping Mapping(MappingStart start)
        {
            _parser.MoveNext();
            Enter(start.Start);
            var entries = ImmutableArray.CreateBuilder<YamlEntry>();
            var lines = new Dictionary<string, int>();
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var key = Node();
                if (key is not YamlScalar { Text: var name }) throw new InputException("A key is a name; an expression that begins with '[' or '{' needs quotes.", key.Location);
                if (start.Style == MappingStyle.Flow && entries.Count > 0)
                {
                    RefuseSplit(entries[^1].Value);
                    RefuseDecimalComma(entries[^1].Value, name);
                }
                if (!lines.TryAdd(name.Text, key.Location.Line))
                    throw new InputException($"'{name.Text}' is given twice here, first in line {lines[name.Text]}.", key.Location);
                entries.Add(new(name, Node()));
            }
            _open.Pop();
            return new(Place(start.Start), entries.ToImmutable());
        }

        /// <summary>In flow style, an expression that was cut at its comma has more '(' than ')'.</summary>
        private static void RefuseSplit(YamlNode node)
        {
            if (node is YamlScalar { IsPlain: true, Text: var text } && text.Text.Count(c => c == '(') > text.Text.Count(c => c == ')'))
                throw new InputException($"'{text.Text}' was cut at its comma: between braces or brackets, an expression with commas needs quotes.", node.Location);
        }

        /// <summary>In flow style "initial: 1,5" is 1 and a key 5.</summary>
        private static void RefuseDecimalComma(YamlNode before, SourceText key)
        {
            if (before is YamlScalar { IsPlain: true, Text.Text: var whole } && whole.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) && key.Text.Length > 0 && key.Text.All(char.IsAsciiDigit))
                throw new InputException($"A number has a decimal point, no comma: {whole}.{key}.", before.Location);
        }

        private void Enter(Mark at)
        {
            _open.Push(at);
            if (_open.Count > MaxDepth) throw new InputException($"Lists and mappings are nested deeper than {MaxDepth} levels.", Place(at));
        }

        private SourceLocation Place(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

        /// <summary>The place of a value's i-th character: the value is matched against the source, which may have quotes, escapes and folded lines.</summary>
        private SourceLocation PlaceWithin(string value, int position, Mark start, int end)
        {
            var raw = (int)start.Index;
            if (position == 0 && (raw >= text.Length || text[raw] is not ('"' or '\'' or '|' or '>'))) return Place(start);
            if (raw < end && text[raw] is '|' or '>') raw = Math.Max(raw, text.IndexOf('\n', raw));
            var at = raw;
            for (var i = 0; i <= position; i++)
            {
                if (i == value.Length) break;
                if (char.IsWhiteSpace(value[i]))
                {
                    at = raw;
                    while (raw < end && char.IsWhiteSpace(text[raw]) && (i + 1 >= value.Length || !char.IsWhiteSpace(value[i + 1]) || raw == at)) raw++;
                    continue;
                }
                var found = raw;
                while (found < end && text[found] != value[i]) found++;
                if (found < end) (at, raw) = (found, found + 1);
            }
            if (position >= value.Length) at = raw;
            var line = text.AsSpan((int)start.Index, at - (int)start.Index).Count('\n');
            return line == 0
                ? new(file, (int)start.Line, (int)start.Column + at - (int)start.Index)
                : new(file, (int)start.Line + line, at - text.LastIndexOf('\n', at - 1));
        }
    }
}
