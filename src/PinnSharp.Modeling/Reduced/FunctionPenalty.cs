using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp.Modeling;

/// <summary>A quadratic penalty ½γ²‖Lθ − c‖² on the coefficients of one unknown function, whose strength γ is found from the data.</summary>
/// <param name="Unit">L and c, with γ = 1.</param>
/// <param name="Block">The function's block of parameters.</param>
/// <param name="Free">Directions that it leaves free: 1 for constants, and so on.</param>
public sealed record FunctionPenalty(LinearPenalty Unit, ParameterBlock Block, int Free)
{
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
}
