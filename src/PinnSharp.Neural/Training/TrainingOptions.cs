using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>Everything a training run depends on besides the problem and its data.</summary>
public sealed record TrainingOptions
{
    /// <summary>The networks.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The collocation points.</summary>
    public PointOptions Points { get; init; } = new();

    /// <summary>The schedule.</summary>
    public ImmutableArray<TrainingStage> Stages { get; init; } = [new AdamStage(300), new GaussNewtonStage(2000)];

    /// <summary>How the equation weight is raised where a stage leaves it open.</summary>
    public ContinuationOptions Continuation { get; init; } = new();

    /// <summary>Seed of the weights and the collocation points.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What evaluates the residuals. Engines of the same precision agree up to rounding.</summary>
    public IEngineFactory Engine { get; init; } = JetEngineFactory.Instance;

    /// <summary>Threads; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>Continuation of the equation weight λ: raised from converged points until the estimates no longer move.</summary>
public sealed record ContinuationOptions
{
    /// <summary>
    /// First λ; null takes ten times ‖(y − ȳ)/σ‖ over all noisy data: breaking an equation by a tenth costs as much as missing the data
    /// altogether. Much below that, physics may be bent at will and the estimates start from a place without meaning.
    /// </summary>
    public double? Start { get; init; }

    /// <summary>Factor between levels. The bias of an estimate falls with λ⁻², so each level leaves a tenth of it.</summary>
    public double Factor { get; init; } = Math.Sqrt(10);

    /// <summary>Largest λ, as a multiple of the first.</summary>
    public double Range { get; init; } = 1e4;

    /// <summary>A level is converged when the cost changes between draws of points by less than this part of itself.</summary>
    public double Tolerance { get; init; } = 2e-3;

    /// <summary>Iterations after which a level that has not converged is left; estimates count as settled only between converged ones.</summary>
    public int LevelIterations { get; init; } = 200;

    /// <summary>Training ends when each unknown's standard deviation is below this part of it: with exact data, residuals taken for noise, or where equations and
    /// conditions leave so little open.</summary>
    public double Precision { get; init; } = 5e-6;

    /// <summary>With exact data only, the part below which the standard deviations must be when the cost no longer falls; else the run has stalled.</summary>
    public double CoarsePrecision { get; init; } = 1e-3;

    /// <summary>The estimates have settled when none moves between levels by more than this many of its standard deviations.</summary>
    public double Settled { get; init; } = 0.1;
}
