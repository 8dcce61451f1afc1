using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>An unknown function that the equations govern.</summary>
/// <param name="Symbol">Its symbol; fields depend on all coordinates.</param>
/// <param name="Positive">Whether it is positive everywhere (a population, a concentration).</param>
/// <param name="Unit">Its unit, for reports.</param>
/// <param name="Truth">The declared true field over the coordinates, constants inlined and unknowns at their truths; null where none is declared.</param>
public sealed record Field(FieldSymbol Symbol, bool Positive, string? Unit, Expression? Truth)
{
    /// <summary>The experiment it is of; null where there is only one.</summary>
    public string? Experiment { get; init; }

    /// <summary>The field's name.</summary>
    public string Name => Symbol.Name;
}
