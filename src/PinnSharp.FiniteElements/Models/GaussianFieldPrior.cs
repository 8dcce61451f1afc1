using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The Gaussian prior ½‖Lθ − c‖² of one unknown function's coefficients, from which true functions can be drawn: θ = (LᵀL)⁻¹Lᵀ(c + z), z standard normal, has the covariance (LᵀL)⁻¹.
/// Coefficients that a condition gives are conditioned on.
/// </summary>
public sealed class GaussianFieldPrior
{
    private readonly LinearPenalty _rows;
    private readonly SparseLu _precision;

    /// <param name="penalty">L and c, of full rank: a <see cref="WhittleMatern"/> prior.</param>
    /// <exception cref="ArgumentException">The penalty leaves directions free or has a strength to be found: it is no distribution.</exception>
    public GaussianFieldPrior(FunctionPenalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        if (penalty is not { Free: 0, Norm: null, Strength.Rule: StrengthRule.Given }) throw new ArgumentException("Only a whittle-matern prior is a distribution to draw from.", nameof(penalty));
        (Block, _rows) = (penalty.Block, penalty.Of(penalty.Strength.Value));
        _precision = new(WhittleMaternRows.Product([.. Enumerable.Range(0, _rows.Count).Select(i => Enumerable.Range(_rows.Starts[i], _rows.Starts[i + 1] - _rows.Starts[i])
            .Select(k => (_rows.Indices[k] - Block.Offset, _rows.Values[k])).ToList())], Block.Length));
        Mean = Solve(_ => 0);
    }

    /// <summary>Where the coefficients are among the parameters.</summary>
    public ParameterBlock Block { get; }

    /// <summary>The coefficients' mean.</summary>
    public double[] Mean { get; }

    /// <summary>Draws the coefficients: the internal variable of the function, whose physical value is a positive function's initial value times its exponential, and so on.</summary>
    /// <param name="random">Gives as many normal numbers as there are rows.</param>
    /// <returns>As many numbers as the block has.</returns>
    public double[] Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Solve(_ => random.NextNormal());
    }

    /// <summary>The covariance of a linear functional of the coefficients with each of them, w ↦ (LᵀL)⁻¹w.</summary>
    /// <param name="weights">w, as many as the block has.</param>
    public double[] Covariance(ReadOnlySpan<double> weights)
    {
        var result = weights.ToArray();
        _precision.Solve(result);
        return result;
    }

    private double[] Solve(Func<int, double> noise)
    {
        var product = new double[Block.Offset + Block.Length];
        _rows.AddTransposed([.. _rows.Targets.Select((c, i) => c + noise(i))], product);
        return Covariance(product.AsSpan(Block.Offset));
    }
}
