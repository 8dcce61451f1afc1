using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>The names of functions in text.</summary>
internal static class FunctionNames
{
    public static readonly ImmutableDictionary<string, Function> ByName = new Dictionary<string, Function>
    {
        ["sin"] = Function.Sin,
        ["cos"] = Function.Cos,
        ["tan"] = Function.Tan,
        ["asin"] = Function.Asin,
        ["acos"] = Function.Acos,
        ["atan"] = Function.Atan,
        ["sinh"] = Function.Sinh,
        ["cosh"] = Function.Cosh,
        ["tanh"] = Function.Tanh,
        ["exp"] = Function.Exp,
        ["ln"] = Function.Ln,
        ["log"] = Function.Ln,
        ["log10"] = Function.Log10,
        ["abs"] = Function.Abs,
        ["sign"] = Function.Sign,
        ["erf"] = Function.Erf,
        ["heaviside"] = Function.Heaviside,
        ["step"] = Function.Heaviside,
        ["min"] = Function.Min,
        ["max"] = Function.Max,
    }.ToImmutableDictionary();

    /// <summary>What only the parser knows: they become other nodes.</summary>
    public static readonly ImmutableArray<string> Operators = ["sqrt", "d", "grad", "div", "laplacian", "dot", "dn", "average"];

    public static string Of(Function function) => function.ToString().ToLowerInvariant();
}
