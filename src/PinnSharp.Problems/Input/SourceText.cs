using System.Globalization;

namespace PinnSharp.Problems;

/// <summary>
/// A text that knows where it stands in a file, if it stands in one. Converts from a string and from a number, so that C# users write either.
/// Two are equal when their texts are.
/// </summary>
public sealed class SourceText : IEquatable<SourceText>
{
    private readonly Func<int, SourceLocation>? _place;

    /// <summary>A text from nowhere, as C# gives it.</summary>
    public SourceText(string text) => Text = text;

    /// <summary>A text in a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">The place of its i-th character, 0 ≤ i ≤ its length.</param>
    public SourceText(string text, Func<int, SourceLocation> place) => (Text, _place) = (text, place);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Where it begins; null for a text from C#.</summary>
    public SourceLocation? Location => At(0);

    /// <summary>The place of a character; null for a text from C#.</summary>
    /// <param name="position">Its index; outside the text, the nearest end.</param>
    public SourceLocation? At(int position) => _place?.Invoke(Math.Clamp(position, 0, Text.Length));

    /// <summary>A text from C#.</summary>
    public static implicit operator SourceText(string text) => new(text);

    /// <summary>A number as its shortest text that reads back the same.</summary>
    public static implicit operator SourceText(double value) => new(value.ToString("R", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public bool Equals(SourceText? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SourceText);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
