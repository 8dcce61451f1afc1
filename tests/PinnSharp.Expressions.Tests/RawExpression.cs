using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace PinnSharp.Expressions.Tests;

/// <summary>
/// An expression as it was written, before any simplification, with an arithmetic of its own: the independent judge of what the parser
/// and the simplifier make of its text. A value carries a bound of its rounding error, found by disturbing each argument.
/// </summary>
public sealed record RawExpression(string Operation, params RawExpression[] Arguments)
{
    private const double Epsilon = 4e-16;

    private static readonly string[] Leaves = ["x", "y", "t", "a", "b", "u", "k", "u_x"];
    private static readonly string[] Numbers = ["0", "1", "2", "3", "0.5", "1.5", "0.3", "pi", "7e-1", "4"];
    private static readonly string[] Smooth = ["sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "exp", "ln", "sqrt", "erf", "asin", "acos", "log10"];
    private static readonly string[] Kinked = ["abs", "sign", "heaviside", "min", "max"];

    public string Text => Arguments.Length switch
    {
        0 => Operation,
        1 when Operation == "neg" => $"(-{Arguments[0].Text})",
        2 when Operation is "+" or "-" or "*" or "/" or "^" => $"({Arguments[0].Text} {Operation} {Arguments[1].Text})",
        _ => $"{Operation}({string.Join(", ", Arguments.Select(a => a.Text))})",
    };

    public override string ToString() => Text;

    /// <summary>The value and a bound of its error; not finite if any part is not.</summary>
    public (double Value, double Error) Evaluate(Func<string, double> leaf)
    {
        if (Arguments.Length == 0)
            return (char.IsDigit(Operation[0]) ? double.Parse(Operation, CultureInfo.InvariantCulture) : Operation == "pi" ? Math.PI : leaf(Operation), 0);
        var inner = Arguments.Select(a => a.Evaluate(leaf)).ToArray();
        var values = inner.Select(p => p.Value).ToArray();
        if (!values.All(double.IsFinite)) return (double.NaN, 0);
        var value = Apply(values);
        var error = Epsilon * Math.Abs(value);
        for (var i = 0; i < values.Length; i++)
            foreach (var step in (double[])[-1, 1])
            {
                var disturbed = values.ToArray();
                disturbed[i] += step * (inner[i].Error + Epsilon * Math.Abs(values[i]));
                var change = Math.Abs(Apply(disturbed) - value);
                error = double.IsNaN(change) ? double.NaN : Math.Max(error, 0) + change;
            }
        return (value, error);
    }

    /// <summary>Whether the value is finite and its rounding error small.</summary>
    public bool IsKnown(Func<string, double> leaf) => Evaluate(leaf) is var (value, error) && double.IsFinite(value) && error < 1e-6 * (1 + Math.Abs(value));

    private double Apply(double[] v) => Operation switch
    {
        "neg" => -v[0],
        "+" => v[0] + v[1],
        "-" => v[0] - v[1],
        "*" => v[0] * v[1],
        "/" => v[0] / v[1],
        "^" => Math.Pow(v[0], v[1]),
        "sin" => ExactZero(Math.Sin(v[0]), v[0]),
        "cos" => ExactZero(Math.Cos(v[0]), v[0]),
        "tan" => ExactZero(Math.Tan(v[0]), v[0]),
        "asin" => Math.Asin(v[0]),
        "acos" => Math.Acos(v[0]),
        "atan" => Math.Atan(v[0]),
        "sinh" => Math.Sinh(v[0]),
        "cosh" => Math.Cosh(v[0]),
        "tanh" => Math.Tanh(v[0]),
        "exp" => Math.Exp(v[0]),
        "ln" => Math.Log(v[0]),
        "log10" => Math.Log10(v[0]),
        "sqrt" => Math.Sqrt(v[0]),
        "abs" => Math.Abs(v[0]),
        "sign" => v[0] > 0 ? 1 : v[0] < 0 ? -1 : v[0],
        "heaviside" => v[0] > 0 ? 1 : v[0] < 0 ? 0 : v[0] + 0.5,
        "erf" => Expression.Call(Function.Erf, new Parameter("x")).Evaluate(_ => v[0]),
        "min" => Math.Min(v[0], v[1]),
        "max" => Math.Max(v[0], v[1]),
        _ => throw new InvalidOperationException(Operation),
    };

    /// <summary>sin(pi) is meant to be 0, whatever the rounding of pi.</summary>
    private static double ExactZero(double value, double x) => Math.Abs(value) < Epsilon * Math.Abs(x) && Math.Abs(x) is > 1 and < 1000 ? 0 : value;

    public static Gen<RawExpression> Generator(int depth, bool smooth)
    {
        var leaf = Gen.OneOf(Gen.Elements(Leaves), Gen.Elements(Leaves), Gen.Elements(Numbers)).Select(name => new RawExpression(name));
        if (depth == 0) return leaf;
        var inner = Generator(depth - 1, smooth);
        var binary = Gen.Elements("+", "-", "*", "*", "/").SelectMany(op => Gen.Two(inner).Select(p => new RawExpression(op, p.Item1, p.Item2)));
        var exponent = Gen.OneOf(Gen.Elements("2", "3", "0.5", "1.5", "4").Select(n => new RawExpression(n)),
            Gen.Elements("1", "2", "0.5").Select(n => new RawExpression("neg", new RawExpression(n))), leaf);
        var power = inner.SelectMany(b => exponent.Select(e => new RawExpression("^", b, e)));
        var call = Gen.Elements(smooth ? Smooth : [.. Smooth, .. Kinked])
            .SelectMany(f => Gen.Two(inner).Select(p => f is "min" or "max" ? new RawExpression(f, p.Item1, p.Item2) : new RawExpression(f, p.Item1)));
        var negation = inner.Select(e => new RawExpression("neg", e));
        return Gen.Frequency((1, leaf), (5, binary), (2, power), (2, call), (1, negation));
    }
}

/// <summary>Anything the language can say, up to five levels deep.</summary>
public static class AnyExpression
{
    public static Arbitrary<RawExpression> Arbitrary() =>
        Arb.From(Gen.Choose(1, 5).SelectMany(depth => RawExpression.Generator(depth, smooth: false)), Smaller);

    internal static IEnumerable<RawExpression> Smaller(RawExpression e) =>
        e.Arguments.Concat(e.Arguments.SelectMany((a, i) => Smaller(a).Select(s => e with { Arguments = [.. e.Arguments.Select((b, j) => i == j ? s : b)] })));
}

/// <summary>Only functions that have derivatives, up to three levels deep.</summary>
public static class SmoothExpression
{
    public static Arbitrary<RawExpression> Arbitrary() =>
        Arb.From(Gen.Choose(1, 3).SelectMany(depth => RawExpression.Generator(depth, smooth: true)), AnyExpression.Smaller);
}
