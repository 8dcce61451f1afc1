using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>A quadratic penalty ½γ²‖Lθ − c‖² on the coefficients of one unknown function.</summary>
/// <param name="Unit">L and c, with γ = 1.</param>
/// <param name="Block">The function's block of parameters.</param>
/// <param name="Free">Directions that it leaves free: 1 for constants, and so on.</param>
public sealed record FunctionPenalty(LinearPenalty Unit, ParameterBlock Block, int Free)
{
    /// <summary>How γ is chosen.</summary>
    public PriorStrength Strength { get; init; } = new(StrengthRule.Evidence);

    /// <summary>The norm that the rows stand for; null for the sum of their squares.</summary>
    public LaggedNorm? Norm { get; init; }

    /// <summary>γL and γc.</summary>
    /// <param name="strength">γ.</param>
    public LinearPenalty Of(double strength) =>
        Unit with { Values = [.. Unit.Values.Select(v => strength * v)], Targets = [.. Unit.Targets.Select(c => strength * c)] };

    /// <summary>γ²LᵀL in the block, k×k row-major, lower triangle.</summary>
    /// <param name="strength">γ.</param>
    public double[] Gram(double strength)
    {
        var gram = new double[Block.Length * Block.Length];
        Of(strength).AddGram(gram, Block.Length, Block.Offset);
        return gram;
    }

    /// <summary>By how much new weights change the size of the weighted rows, relatively.</summary>
    /// <param name="before">θ of the present weights.</param>
    /// <param name="theta">θ of the new ones, at which the rows are taken.</param>
    public double Renewal(double[] before, double[] theta)
    {
        double Size(double[] at)
        {
            var p = At(at).Unit;
            var rows = new double[p.Count];
            p.Multiply(theta, rows);
            return rows.Select((x, i) => (x - p.Targets[i]) * (x - p.Targets[i])).Sum();
        }
        return Size(theta) is > 0 and var size ? Math.Abs(Size(before) / size - 1) : 0;
    }

    /// <summary>With the rows weighted by <see cref="Norm"/> at some θ; the same where there is none.</summary>
    /// <param name="theta">θ.</param>
    public FunctionPenalty At(ReadOnlySpan<double> theta)
    {
        if (Norm is not { } norm) return this;
        var p = new double[Unit.Count];
        Unit.Multiply(theta, p);
        for (var i = 0; i < p.Length; i++) p[i] -= Unit.Targets[i];
        var weights = norm.Weights(p);
        var values = Unit.Values.ToBuilder();
        for (var i = 0; i < p.Length; i++)
            for (var k = Unit.Starts[i]; k < Unit.Starts[i + 1]; k++) values[k] *= weights[i];
        return this with { Unit = Unit with { Values = values.ToImmutable(), Targets = [.. Unit.Targets.Select((c, i) => weights[i] * c)] } };
    }
}
