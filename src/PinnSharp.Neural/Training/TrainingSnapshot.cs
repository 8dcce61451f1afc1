using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>One term of the loss at one moment.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Rms">Root mean square of its residual: equilibrated for equations and conditions, in units of σ for observations.</param>
public sealed record TermStatus(string Name, TermKind Kind, double Rms);

/// <summary>A training run at one moment, for history and progress.</summary>
/// <param name="Iteration">Steps made.</param>
/// <param name="MaximumIterations">Steps the schedule allows in all.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Weight">λ.</param>
/// <param name="Cost">½‖r‖².</param>
/// <param name="Terms">Every term.</param>
/// <param name="Unknowns">Every unknown, noise levels included, in the order of the problem.</param>
public sealed record TrainingSnapshot(
    int Iteration, int MaximumIterations, string Stage, double Weight, double Cost,
    ImmutableArray<TermStatus> Terms, ImmutableArray<(string Name, double Value)> Unknowns);
