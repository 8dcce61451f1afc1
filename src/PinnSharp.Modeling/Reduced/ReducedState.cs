using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp.Modeling;

/// <summary>Where a <see cref="ReducedInversion"/> stands.</summary>
public sealed record ReducedState
{
    /// <summary>θ.</summary>
    public required double[] Theta { get; init; }

    /// <summary>The unknown noise levels; for each set of exact data that of its discretisation error.</summary>
    public required double[] Sigmas { get; init; }

    /// <summary>γ of each penalty.</summary>
    public required double[] Strengths { get; init; }

    /// <summary>The predictions by which rows are weighed; null before there are some worth the name, and where no deviation depends on them.</summary>
    public double[]? Means { get; init; }

    /// <summary>Multipliers of the constraints; null where there are none.</summary>
    public AugmentedLagrangian? Constraints { get; init; }

    /// <summary>θ at which the norms of functions are weighed; null before there is one worth the name, and where there are none.</summary>
    public double[]? Reference { get; init; }

    /// <summary>½‖r‖².</summary>
    public double Cost { get; init; }

    /// <summary>Steps made.</summary>
    public int Iteration { get; init; }

    /// <summary>How often noise levels, strengths and the weights of rows were found anew.</summary>
    public int Round { get; init; }

    /// <summary>Whether scalars are held at their initial values, until unknown functions have come near theirs.</summary>
    public bool Held => HeldAt is not null;

    /// <summary>The values at which scalars are held; null where they are not.</summary>
    public double[]? HeldAt { get; init; }

    /// <summary><see cref="Round"/> when the model was last changed.</summary>
    public int RoundsBefore { get; init; }

    /// <summary>How it stands.</summary>
    public Status Status { get; init; } = Status.Running;

    /// <summary>In words.</summary>
    public string Message { get; init; } = "";

    /// <summary>The optimiser's state; null before its first step.</summary>
    public OptimizerState? Inner { get; init; }

    /// <summary>Whether the residuals changed under the optimiser.</summary>
    public bool Stale { get; init; }

    /// <summary>The state as named values.</summary>
    public StateBag Save()
    {
        var bag = new StateBag().Add("theta", Theta).Add("sigmas", Sigmas).Add("strengths", Strengths).Add("cost", Cost).Add("iteration", Iteration).Add("round", Round)
            .Add("status", Status.ToString()).Add("message", Message).Add("stale", Stale ? 1L : 0L).Add("rounds-before", RoundsBefore);
        if (HeldAt is not null) bag.Add("held-at", HeldAt);
        if (Means is not null) bag.Add("means", Means);
        if (Constraints is not null) bag.Add("constraints", Constraints.Save());
        if (Reference is not null) bag.Add("reference", Reference);
        return Inner is null ? bag : bag.Add("inner", Inner.Save());
    }

    /// <summary>The state that <see cref="Save"/> gave.</summary>
    /// <param name="bag">The values.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <exception cref="InvalidDataException">They are no such state.</exception>
    public static ReducedState Load(StateBag bag, IOptimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(bag);
        ArgumentNullException.ThrowIfNull(optimizer);
        return new()
        {
            Theta = bag.Array("theta"), Sigmas = bag.Array("sigmas"), Strengths = bag.Array("strengths"), Cost = bag.Number("cost"),
            Iteration = (int)bag.Integer("iteration"), Round = (int)bag.Integer("round"),
            Status = Enum.TryParse<Status>(bag.Text("status"), out var status) ? status : throw new InvalidDataException($"'{bag.Text("status")}' is no status."),
            Message = bag.Text("message"), Stale = bag.Integer("stale") != 0, HeldAt = Optional("held-at"), Means = Optional("means"), Reference = Optional("reference"),
            Constraints = bag.Contains("constraints") ? AugmentedLagrangian.Load(bag.Bag("constraints")) : null, RoundsBefore = (int)bag.Integer("rounds-before"),
            Inner = bag.Contains("inner") ? optimizer.Restore(bag.Bag("inner")) : null,
        };

        double[]? Optional(string key) => bag.Contains(key) ? bag.Array(key) : null;
    }

    /// <summary>Whether nothing more will be done.</summary>
    public bool IsFinished => Status != Status.Running;
}
