using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>One entry of a training schedule.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ, the weight of equations and conditions against whitened data; null keeps the one reached so far or,
/// for Gauss–Newton, chooses it by continuation.</param>
public abstract record TrainingStage(int Iterations, double? EquationWeight)
{
    /// <summary>The name in a config.</summary>
    public abstract string Name { get; }

    /// <summary>The method that the stage uses.</summary>
    /// <param name="threads">Threads for dense algebra; results do not depend on it.</param>
    internal abstract IOptimizer Optimizer(int threads);
}

/// <summary>Adam with all points at every step.</summary>
/// <param name="Iterations">Iterations.</param>
/// <param name="EquationWeight">λ.</param>
/// <param name="Rate">Step size.</param>
public sealed record AdamStage(int Iterations, double? EquationWeight = null, double Rate = 1e-3) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "adam";

    internal override IOptimizer Optimizer(int threads) => new Adam { Rate = Rate };
}

/// <summary>L-BFGS with a strong Wolfe line search.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ.</param>
/// <param name="Pairs">Curvature pairs kept.</param>
public sealed record LBfgsStage(int Iterations, double? EquationWeight = null, int Pairs = 20) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "l-bfgs";

    internal override IOptimizer Optimizer(int threads) => new LBfgs { Pairs = Pairs };
}

/// <summary>Levenberg–Marquardt on the Gram matrix; without a given weight, with continuation of the equation weight.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ, or null for continuation.</param>
public sealed record GaussNewtonStage(int Iterations, double? EquationWeight = null) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "gauss-newton";

    internal override IOptimizer Optimizer(int threads) => new LevenbergMarquardt { Threads = threads, InitialDamping = 1e-4 };
}
