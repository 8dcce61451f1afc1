using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>A function of several parameters, such as a·b, T/S, a + b or a·(b + c).</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Value">Its value for the parameters' physical values.</param>
/// <param name="Change">How much it differs between two sets of physical values: of products the logarithm of their ratio, of sums the difference over the sum of sizes.</param>
/// <param name="Gradient">Its derivatives by all parameters in natural units, times a factor.</param>
/// <param name="Members">The numbers of its parameters.</param>
/// <param name="Complexity">The simpler the smaller.</param>
public sealed record ParameterCombination(
    string Text, Func<double[], double> Value, Func<double[], double[], double> Change, double[] Gradient, ImmutableArray<int> Members, double Complexity)
{
    /// <summary>Π θ_i^e_i.</summary>
    /// <param name="names">Names of all parameters.</param>
    /// <param name="theta">Their physical values.</param>
    /// <param name="units">dθ_i by the natural unit of i.</param>
    /// <param name="members">The factors.</param>
    /// <param name="exponents">e, the first positive.</param>
    public static ParameterCombination Product(IReadOnlyList<string> names, double[] theta, double[] units, ImmutableArray<int> members, int[] exponents)
    {
        ArgumentNullException.ThrowIfNull(theta);
        var gradient = new double[theta.Length];
        for (var m = 0; m < members.Length; m++) gradient[members[m]] = exponents[m] * units[members[m]] / theta[members[m]];
        double Value(double[] x) => members.Select((i, m) => Math.Pow(x[i], exponents[m])).Aggregate(1.0, (a, b) => a * b);
        string Part(int sign) => string.Join('·', members.Select((i, m) => (i, e: sign * exponents[m])).Where(f => f.e > 0).Select(f => f.e == 1 ? names[f.i] : $"{names[f.i]}{(f.e == 2 ? "²" : $"^{f.e}")}"));
        var (above, below) = (Part(1), Part(-1));
        var text = below.Length == 0 ? above : $"{above}/{(exponents.Count(e => e < 0) > 1 ? $"({below})" : below)}";
        return new(text, Value, (a, b) => Math.Abs(Math.Log(Math.Abs(Value(a) / Value(b)))), gradient, members, exponents.Sum(Math.Abs) + 0.1 * exponents.Count(e => e < 0));
    }

    /// <summary>Σ ±θ_i.</summary>
    /// <param name="names">Names of all parameters.</param>
    /// <param name="units">dθ_i by the natural unit of i.</param>
    /// <param name="members">The terms.</param>
    /// <param name="signs">Their signs, the first 1.</param>
    public static ParameterCombination Sum(IReadOnlyList<string> names, double[] units, ImmutableArray<int> members, int[] signs)
    {
        ArgumentNullException.ThrowIfNull(units);
        var gradient = new double[units.Length];
        for (var m = 0; m < members.Length; m++) gradient[members[m]] = signs[m] * units[members[m]];
        double Value(double[] x) => members.Select((i, m) => signs[m] * x[i]).Sum();
        return new(string.Concat(members.Select((i, m) => (m == 0 ? "" : signs[m] > 0 ? " + " : " − ") + names[i])), Value,
            (a, b) => Math.Abs(Value(a) - Value(b)) / members.Sum(i => (Math.Abs(a[i]) + Math.Abs(b[i])) / 2), gradient, members, members.Length + 0.5 + 0.1 * signs.Count(s => s < 0));
    }

    /// <summary>θ_p·(θ_q ± θ_r).</summary>
    /// <param name="names">Names of all parameters.</param>
    /// <param name="theta">Their physical values.</param>
    /// <param name="units">dθ_i by the natural unit of i.</param>
    /// <param name="factor">p.</param>
    /// <param name="first">q.</param>
    /// <param name="second">r.</param>
    /// <param name="sign">±1.</param>
    public static ParameterCombination Factored(IReadOnlyList<string> names, double[] theta, double[] units, int factor, int first, int second, int sign)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(units);
        var (gradient, sum) = (new double[theta.Length], theta[first] + sign * theta[second]);
        (gradient[factor], gradient[first], gradient[second]) = (units[factor] * sum, theta[factor] * units[first], sign * theta[factor] * units[second]);
        double Value(double[] x) => x[factor] * (x[first] + sign * x[second]);
        return new($"{names[factor]}·({names[first]} {(sign > 0 ? '+' : '−')} {names[second]})", Value,
            (a, b) => Math.Abs(Value(a) - Value(b)) / Math.Max((Math.Abs(Value(a)) + Math.Abs(Value(b))) / 2, 1e-300), gradient, [factor, first, second], 4.2 + (sign < 0 ? 0.1 : 0));
    }
}
