using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// A function to be recovered: of some of the coordinates (a coefficient k(x, y), a source, an initial value u0(x)) or of fields' values (a
/// constitutive law f(u)). In expressions it is a field.
/// </summary>
/// <param name="Symbol">Its symbol, over coordinates and arguments (<see cref="CoordinateSymbol.Field"/>).</param>
/// <param name="Positive">Whether it is known to be positive everywhere.</param>
/// <param name="Bounds">The interval its values are known to lie in, if there is one.</param>
/// <param name="Initial">The constant that the search starts from; inside the bounds.</param>
/// <param name="Unit">Its unit, for reports.</param>
/// <param name="Truth">The declared true function of what it is over, constants inlined; null where none is declared.</param>
/// <param name="Prior">What is assumed of it; null for the default, which depends on the noise of the data.</param>
public sealed record UnknownField(FieldSymbol Symbol, bool Positive, (double Lower, double Upper)? Bounds, double Initial, string? Unit, Expression? Truth, FunctionPrior? Prior = null)
{
    /// <summary>
    /// The name of the function that experiments share, of which this is the one of a single experiment, f[slow] of u[slow]: all with the same name here are the
    /// same function. Null for any other.
    /// </summary>
    public string? Shared { get; init; }

    /// <summary>The function's name.</summary>
    public string Name => Symbol.Name;

    /// <summary>Whether it is a function of fields rather than of coordinates alone.</summary>
    public bool IsOfFields => Symbol.Over.Any(c => c.Field is not null);
}
