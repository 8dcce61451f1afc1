using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>Where a training run stands; an immutable value. Saved and restored, it continues to the same numbers bit for bit.</summary>
public sealed record TrainingState
{
    /// <summary>θ: weights, then unknowns in internal variables. Not to be changed.</summary>
    public required double[] Theta { get; init; }

    /// <summary>Steps made in all.</summary>
    public int Iteration { get; init; }

    /// <summary>Index of the stage in the schedule.</summary>
    public int Stage { get; init; }

    /// <summary>Steps made in this stage.</summary>
    public int StageIteration { get; init; }

    /// <summary>Steps made at this equation weight.</summary>
    public int LevelIteration { get; init; }

    /// <summary>Steps made with these collocation points.</summary>
    public int SegmentIteration { get; init; }

    /// <summary>Number of the collocation points' draw.</summary>
    public int Draw { get; init; }

    /// <summary>λ.</summary>
    public required double Weight { get; init; }

    /// <summary>The unknown noise levels.</summary>
    public required double[] Sigmas { get; init; }

    /// <summary>The strength γ of each unknown function's smoothness.</summary>
    public required double[] Strengths { get; init; }

    /// <summary>How often strengths were found anew at this weight.</summary>
    public int Strengthened { get; init; }

    /// <summary>How often more levels were made at this weight because data were weighed anew.</summary>
    public int Reweighted { get; init; }

    /// <summary>Multipliers of the constraints; null where there are none.</summary>
    public AugmentedLagrangian? Constraints { get; init; }

    /// <summary>The θ at which rows were equilibrated last.</summary>
    public required double[] Reference { get; init; }

    /// <summary>The θ at which the collocation points were drawn; adaptive ones follow its residuals.</summary>
    public required double[] DrawTheta { get; init; }

    /// <summary>½‖r‖² after the last step.</summary>
    public double Cost { get; init; } = double.NaN;

    /// <summary>The cost when the last draw of points at this weight was given up; NaN at the first.</summary>
    public double PreviousCost { get; init; } = double.NaN;

    /// <summary>The equation weights passed so far.</summary>
    public ImmutableArray<ContinuationLevel> Levels { get; init; } = [];

    /// <summary>The optimiser's own state; null before the first step of a stage.</summary>
    public OptimizerState? Inner { get; init; }

    /// <summary>Whether the optimiser's state belongs to an earlier draw or weight.</summary>
    public bool Stale { get; init; }

    /// <summary>Steps into non-finite values that were undone.</summary>
    public long Undone { get; init; }

    /// <summary>How the run stands.</summary>
    public Status Status { get; init; } = Status.Running;

    /// <summary>In words, with what to try if it failed.</summary>
    public string Message { get; init; } = "running";

    /// <summary>Whether there is nothing more to do.</summary>
    public bool IsFinished => Status != Status.Running;

    /// <summary>The state as named values.</summary>
    public StateBag Save()
    {
        var levels = new StateBag();
        for (var i = 0; i < Levels.Length; i++)
            levels.Add($"{i}", Levels[i].Save());
        var bag = new StateBag()
            .Add("theta", Theta).Add("iteration", Iteration).Add("stage", Stage).Add("stage-iteration", StageIteration)
            .Add("level-iteration", LevelIteration).Add("segment-iteration", SegmentIteration).Add("draw", Draw).Add("weight", Weight)
            .Add("sigmas", Sigmas).Add("strengths", Strengths).Add("reference", Reference).Add("draw-theta", DrawTheta).Add("cost", Cost).Add("previous-cost", PreviousCost)
            .Add("levels", levels).Add("stale", Stale ? 1L : 0L).Add("undone", Undone).Add("strengthened", Strengthened).Add("reweighted", Reweighted).Add("status", Status.ToString()).Add("message", Message);
        if (Constraints is not null) bag.Add("constraints", Constraints.Save());
        return Inner is null ? bag : bag.Add("optimizer", Inner.Save());
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="bag">The saved state.</param>
    /// <param name="optimizer">The optimiser of the stage with that index.</param>
    /// <exception cref="InvalidDataException">The bag is not a training state.</exception>
    internal static TrainingState Load(StateBag bag, Func<int, IOptimizer> optimizer)
    {
        if (!Enum.TryParse<Status>(bag.Text("status"), out var status)) throw new InvalidDataException($"Unknown status '{bag.Text("status")}'.");
        var (levels, stage) = (bag.Bag("levels"), (int)bag.Integer("stage"));
        return new TrainingState
        {
            Theta = bag.Array("theta"),
            Iteration = (int)bag.Integer("iteration"),
            Stage = stage,
            StageIteration = (int)bag.Integer("stage-iteration"),
            LevelIteration = (int)bag.Integer("level-iteration"),
            SegmentIteration = (int)bag.Integer("segment-iteration"),
            Draw = (int)bag.Integer("draw"),
            Weight = bag.Number("weight"),
            Sigmas = bag.Array("sigmas"),
            Strengths = bag.Array("strengths"),
            Reference = bag.Array("reference"),
            DrawTheta = bag.Array("draw-theta"),
            Cost = bag.Number("cost"),
            PreviousCost = bag.Number("previous-cost"),
            Levels = [.. levels.Names.Select(name => ContinuationLevel.Load(levels.Bag(name)))],
            Stale = bag.Integer("stale") != 0,
            Undone = bag.Integer("undone"),
            Strengthened = (int)bag.Integer("strengthened"),
            Reweighted = (int)bag.Integer("reweighted"),
            Status = status,
            Message = bag.Text("message"),
            Constraints = bag.Contains("constraints") ? AugmentedLagrangian.Load(bag.Bag("constraints")) : null,
            Inner = bag.Contains("optimizer") ? optimizer(stage).Restore(bag.Bag("optimizer")) : null,
        };
    }
}
