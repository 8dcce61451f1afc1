using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>
/// What a trajectory keeps of its steps' linear systems, as long as that fits some memory. One is open at a time: the next takes over its factors' memory, after which the trajectory of the first
/// has to factor again.
/// </summary>
internal sealed class FactorStore
{
    private readonly List<SparseLu> _copies = [];
    private readonly Stack<SparseLu> _spare = [];
    private readonly long _most;
    private StepFactors[] _steps;
    private (StepFactors Step, int Number)? _last;

    /// <summary>Opens a store and closes another.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="bytes">What may be kept.</param>
    /// <param name="previous">The store that is closed.</param>
    public FactorStore(int steps, long bytes, FactorStore? previous)
    {
        (_steps, _most) = ([.. Enumerable.Range(0, steps).Select(_ => new StepFactors(this))], bytes);
        if (previous is null) return;
        _spare = new(previous._copies.Concat(previous._spare));
        previous._steps = [];
        previous._copies.Clear();
        previous._spare.Clear();
    }

    /// <summary>Bytes set aside.</summary>
    public long Bytes { get; private set; }

    /// <summary>A step; null where nothing is kept.</summary>
    public StepFactors? this[int step] => _steps.Length == 0 ? null : _steps[step];

    /// <summary>Keeps the factors with which a step was found, if there is room for them.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="lu">The factors.</param>
    /// <param name="number">A number of theirs: those of the same number are kept once.</param>
    /// <param name="more">How many numbers will be kept of the step besides.</param>
    public void Keep(int step, SparseLu lu, int number, long more)
    {
        var own = _steps[step];
        if (_last is var (last, before) && before == number)
        {
            if (last.Near is null || !TryReserve(8 * more)) return;
            (own.Near, own.IsShared, last.IsShared) = (last.Near, true, true);
        }
        else if (TryReserve(8 * more + lu.Bytes)) own.Near = Copy(lu);
        _last = (own, number);
    }

    /// <summary>Sets some bytes aside, if they are left.</summary>
    public bool TryReserve(long bytes)
    {
        if (bytes > _most - Bytes) return false;
        Bytes += bytes;
        return true;
    }

    /// <summary>Copies factors for which there is room.</summary>
    /// <param name="lu">The factors.</param>
    /// <param name="into">A copy that is given up for it; null for memory of the store before.</param>
    public SparseLu Copy(SparseLu lu, SparseLu? into = null)
    {
        if (into is null) _spare.TryPop(out into);
        else _copies.Remove(into);
        _copies.Add(lu.Copy(into));
        return _copies[^1];
    }

    /// <summary>Gives back what the store before had more.</summary>
    public void Trim() => _spare.Clear();
}

/// <summary>What is kept of a step.</summary>
internal sealed class StepFactors(FactorStore store)
{
    /// <summary>Factors of a Jacobian near the solution, from the way there.</summary>
    public SparseLu? Near { get; set; }

    /// <summary>Whether another step has them too.</summary>
    public bool IsShared { get; set; }

    /// <summary>Whether they have served once: then factors at the solution are worth their cost.</summary>
    public bool IsSpent { get; set; }

    /// <summary>Solves with the Jacobian at the solution, once that is kept, with ∂F/∂u of each stage.</summary>
    public (SparseLu Lu, SparseMatrix[] Stiffness)? Solution { get; set; }

    /// <summary>Copies factors in the place of <see cref="Near"/>; null if none are kept or there is no room.</summary>
    public SparseLu? Take(SparseLu lu)
    {
        if (Near is null || (IsShared && !store.TryReserve(lu.Bytes))) return null;
        var copy = store.Copy(lu, IsShared ? null : Near);
        Near = null;
        return copy;
    }
}
