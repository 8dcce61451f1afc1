using System.Collections.Immutable;

namespace PinnSharp.Expressions.Tests;

/// <summary>The names the tests use.</summary>
internal static class Texts
{
    public static readonly CoordinateSymbol X = new("x", 0), Y = new("y", 1), T = new("t", 2);
    public static readonly FieldSymbol U = new("u", [X, Y, T]), K = new("k", [X, Y]);

    public static readonly Vocabulary Plane = new()
    {
        Coordinates = [X, Y, T],
        Time = T,
        Fields = [U, K],
        Parameters = ["a", "b", "nu_e", "u_0"],
        Definitions = ImmutableDictionary<string, Expression>.Empty.Add("flux", K.Value * new FieldDerivative(U, MultiIndex.Unit(0))),
    };

    public static readonly Vocabulary Boundary = Plane with { HasNormal = true };

    public static Expression Parse(string text) => ExpressionParser.Parse(text, Plane);
}
