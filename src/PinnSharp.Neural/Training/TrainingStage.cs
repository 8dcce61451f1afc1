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

    /// <summary>Most parameters that the method can take.</summary>
    public virtual int MostParameters => int.MaxValue;

    /// <summary>The method that the stage uses.</summary>
    /// <param name="context">What a method may need to know of the run.</param>
    internal abstract IOptimizer Optimizer(StageContext context);

    /// <summary>Whether the stage ends by its own tests, of which one at each equation weight, and may raise the weight.</summary>
    internal virtual bool Continues => false;

    /// <summary>Iterations with the same points, 0 for all.</summary>
    /// <param name="resample"><see cref="PointOptions.Resample"/>.</param>
    public virtual int Segment(int resample) => resample;
}

/// <summary>What a method may need to know of a run.</summary>
/// <param name="Threads">Threads for dense algebra; results do not depend on it.</param>
/// <param name="Linear">The parameters in which all residuals are jointly linear, null if there are none.</param>
internal sealed record StageContext(int Threads, Func<VariableProjection?> Linear);

/// <summary>Adam, with all points at every step or with batches of them.</summary>
/// <param name="Iterations">Iterations.</param>
/// <param name="EquationWeight">λ.</param>
/// <param name="Rate">Step size.</param>
/// <param name="Decay">The part of the step size that is left at the end, fallen along a cosine; null keeps it.</param>
/// <param name="Batch">Rows of each term that a step has, drawn anew for each step (terms of no more rows are whole); null for all. The cost of a state is then its batch's.</param>
public sealed record AdamStage(int Iterations, double? EquationWeight = null, double Rate = 1e-3, double? Decay = null, int? Batch = null) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "adam";

    // A gradient of a batch may vanish anywhere.
    internal override IOptimizer Optimizer(StageContext context) => new Adam
    {
        Rate = Rate, Decay = Decay is { } part ? new CosineDecay(Iterations, part) : null, GradientTolerance = Batch is null ? new Adam().GradientTolerance : -1,
    };
}

/// <summary>L-BFGS with a strong Wolfe line search.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ.</param>
/// <param name="Pairs">Curvature pairs kept.</param>
public sealed record LBfgsStage(int Iterations, double? EquationWeight = null, int Pairs = 20) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "l-bfgs";

    internal override IOptimizer Optimizer(StageContext context) => new LBfgs { Pairs = Pairs };

    /// <summary>Curvature pairs would not survive new points.</summary>
    /// <param name="resample">Not followed.</param>
    public override int Segment(int resample) => 0;
}

/// <summary>Self-scaled Broyden with a dense inverse Hessian and a strong Wolfe line search.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ.</param>
/// <param name="Resample">Iterations after which new points are drawn, 0 for never; null for 200, or never where the points of all stages stay.</param>
public sealed record BroydenStage(int Iterations, double? EquationWeight = null, int? Resample = null) : TrainingStage(Iterations, EquationWeight)
{
    private static readonly SelfScaledBroyden Method = new();

    /// <inheritdoc/>
    public override string Name => "broyden";

    /// <inheritdoc/>
    public override int MostParameters => Method.MaximumParameters;

    internal override IOptimizer Optimizer(StageContext context) => Method;

    /// <summary>The inverse Hessian survives new points, but needs many iterations with the same ones to be learnt: it has a number of its own.</summary>
    /// <param name="resample">Followed only where it is 0.</param>
    public override int Segment(int resample) => Resample ?? (resample == 0 ? 0 : 200);
}

/// <summary>Levenberg–Marquardt on the Gram matrix; without a given weight, with continuation of the equation weight.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ, or null for continuation.</param>
/// <param name="Projection">Whether parameters that enter linearly are eliminated (<see cref="LinearParameters"/>).</param>
/// <param name="Damping">How the damping is chosen.</param>
public sealed record GaussNewtonStage(int Iterations, double? EquationWeight = null, bool Projection = false, StageDamping Damping = StageDamping.GainRatio)
    : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "gauss-newton";

    /// <summary>JᵀJ of so many has 3 GB.</summary>
    public override int MostParameters => 20_000;

    internal override bool Continues => true;

    internal override IOptimizer Optimizer(StageContext context) => new LevenbergMarquardt
    {
        Threads = context.Threads,
        InitialDamping = 1e-4,
        Projection = Projection ? context.Linear() : null,
        Damping = Damping == StageDamping.MeasuredRatio ? new MeasuredRatioRule() : new NielsenRule(),
    };
}

/// <summary>How a Gauss–Newton stage chooses its damping.</summary>
public enum StageDamping
{
    /// <summary><see cref="NielsenRule"/>.</summary>
    GainRatio,

    /// <summary><see cref="MeasuredRatioRule"/>.</summary>
    MeasuredRatio,
}

/// <summary>Gauss–Newton by conjugate gradients, without a matrix; without a given weight, with continuation of the equation weight.</summary>
/// <param name="Iterations">Most iterations.</param>
/// <param name="EquationWeight">λ, or null for continuation.</param>
/// <param name="Products">Most iterations of conjugate gradients in one trial.</param>
public sealed record GaussNewtonConjugateGradientStage(int Iterations, double? EquationWeight = null, int Products = 200) : TrainingStage(Iterations, EquationWeight)
{
    /// <inheritdoc/>
    public override string Name => "gauss-newton-cg";

    internal override bool Continues => true;

    internal override IOptimizer Optimizer(StageContext context) => new GaussNewtonConjugateGradient { InitialDamping = 1e-4, MaximumProducts = Products };
}
