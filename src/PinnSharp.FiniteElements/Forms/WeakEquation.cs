using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>
/// An equation R = 0 as S + div F = 0, in the weak form ∫ S v − ∫ F·∇v + ∮ F·n v = 0 for all test functions v of a field's space. S and F hold no second derivative of a discrete
/// field.
/// </summary>
/// <param name="Name">The equation's name.</param>
/// <param name="Field">The field it is paired with.</param>
/// <param name="Source">S.</param>
/// <param name="Flux">F, one component a coordinate of space.</param>
public sealed record WeakEquation(string Name, FieldSymbol Field, Expression Source, ImmutableArray<Expression> Flux)
{
    /// <summary>Whether anything was integrated by parts, so that the boundary needs a flux.</summary>
    public bool HasFlux => Flux.Any(f => f is not Number);
}
