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
        var (k, gram) = (Block.Length, new double[Block.Length * Block.Length]);
        for (var row = 0; row < Unit.Count; row++)
            for (var a = Unit.Starts[row]; a < Unit.Starts[row + 1]; a++)
                for (var b = Unit.Starts[row]; b < Unit.Starts[row + 1]; b++)
                    if (Unit.Indices[b] <= Unit.Indices[a])
                        gram[(Unit.Indices[a] - Block.Offset) * k + Unit.Indices[b] - Block.Offset] += strength * strength * Unit.Values[a] * Unit.Values[b];
        return gram;
    }
}
