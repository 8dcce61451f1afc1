using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>An unknown function of coordinates, or of other fields' values.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Over">What it depends on: coordinates and, for a function of fields, arguments (<see cref="CoordinateSymbol.Field"/>), through which it is
/// differentiated by the chain rule. Its derivative with respect to any other coordinate is 0.</param>
public sealed record FieldSymbol(string Name, ImmutableArray<CoordinateSymbol> Over)
{
    /// <summary>The field's value, as an expression.</summary>
    public FieldDerivative Value => new(this, MultiIndex.Zero);

    /// <summary>A field where an expression is expected stands for its value.</summary>
    public static implicit operator Expression(FieldSymbol field) => field.Value;

    /// <summary>Same name over the same coordinates.</summary>
    public bool Equals(FieldSymbol? other) => other is not null && Name == other.Name && Over.SequenceEqual(other.Over);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Over.Length);
}
