using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// Minibatches: each step has N rows of every term of more, drawn anew without replacement and weighted by √(count/N), so that cost and gradient have the expectation of the whole ones.
/// </summary>
public sealed partial class Trainer
{
    private (TrainingState State, ImmutableArray<WeightedRows> Rows)? _whole;

    /// <summary>The number of rows of the largest term.</summary>
    public int LargestTerm => _residuals.Draw(0).Max(rows => rows.Count);

    /// <summary>The next step's problem, and where the optimiser stands before it.</summary>
    private (ILeastSquares Problem, OptimizerState Inner) Next(TrainingState state, TrainingStage stage, IOptimizer optimizer)
    {
        if (stage is AdamStage { Batch: { } size })
        {
            // The step is made with the gradient that the state holds and leaves that of the next batch: one gradient a step, through draws of points as well.
            if (state.Inner is { } held) return (Batch(state, size, state.Iteration + 1), held);
            var first = Batch(state, size, state.Iteration);
            using var rows = first as IDisposable;
            return (Batch(state, size, state.Iteration + 1), optimizer.Start(first, state.Theta));
        }
        _whole = null;
        var problem = Assemble(state);
        return (problem, state.Inner is null ? optimizer.Start(problem, state.Theta) : state.Stale ? optimizer.Rebase(problem, state.Inner) : state.Inner);
    }

    /// <summary>r(θ) of a batch.</summary>
    /// <param name="state">What decides on the whole's rows and weights.</param>
    /// <param name="size">N.</param>
    /// <param name="iteration">The iteration that the batch is drawn for.</param>
    internal ILeastSquares Batch(TrainingState state, int size, int iteration)
    {
        if (_whole is not { } whole || !HaveSameRows(whole.State, state))
            _whole = whole = (state with { Inner = null }, [.. Draw(state).Select(r => Weighted(state, r))]);
        return _engine.Assemble([.. whole.Rows.Select(r => r.Batch(size, new RandomSource(_options.Seed, $"batch:{r.Rows.Program.Kind}:{r.Rows.Program.Name}:{iteration}")))]);
    }
}
