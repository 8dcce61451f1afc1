using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PinnSharp.Figures;

/// <summary>Text with superscripts.</summary>
internal sealed partial record RichText(ImmutableArray<(string Text, bool Raised)> Runs)
{
    public const double RaisedSize = 0.72;

    public static RichText Empty { get; } = new([]);

    public bool IsEmpty => Runs.IsEmpty;

    public static implicit operator RichText(string text) => text.Length == 0 ? Empty : new([(text, false)]);

    public static RichText operator +(RichText left, RichText right) =>
        left.Runs is [.. var head, (var last, false)] && right.Runs is [(var first, false), .. var tail]
            ? new([.. head, (last + first, false), .. tail])
            : new(left.Runs.AddRange(right.Runs));

    public static RichText Power(int exponent) => new([("10", false), (Number(exponent.ToString(System.Globalization.CultureInfo.InvariantCulture)), true)]);

    /// <summary>A number's text with a true minus sign.</summary>
    public static string Number(string invariant) => invariant.Replace('-', '\u2212');

    /// <summary>A unit: <c>m^2/d</c>, <c>kg*m^-3</c>.</summary>
    public static RichText Unit(string unit)
    {
        var runs = ImmutableArray.CreateBuilder<(string, bool)>();
        var position = 0;
        foreach (Match match in Exponent().Matches(unit))
        {
            Plain(unit[position..match.Index]);
            runs.Add((Number(match.Groups[1].Value.Trim('(', ')')), true));
            position = match.Index + match.Length;
        }

        Plain(unit[position..]);
        return new(runs.ToImmutable());

        void Plain(string text)
        {
            if (text.Length > 0)
            {
                runs.Add((text.Replace('*', '\u00b7'), false));
            }
        }
    }

    public double Width(double size) => Runs.Sum(r => TextMetrics.Width(r.Text, r.Raised ? RaisedSize * size : size));

    /// <summary>As text with the superscripts of Unicode.</summary>
    public string ToPlain() => string.Concat(Runs.Select(r => r.Raised ? string.Concat(r.Text.Select(c => c switch
    {
        >= '0' and <= '9' => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[c - '0'],
        '\u2212' => '\u207b',
        '.' => '\u00b7',
        _ => '\u141f',
    })) : r.Text));

    public override string ToString() => string.Concat(Runs.Select(r => r.Raised ? "^" + r.Text : r.Text));

    [GeneratedRegex(@"\^(-?\d+(?:\.\d+)?|\(-?\d+(?:[./]\d+)?\))")]
    private static partial Regex Exponent();
}
