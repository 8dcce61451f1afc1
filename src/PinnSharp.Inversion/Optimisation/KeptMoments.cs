namespace PinnSharp.Inversion;

/// <summary>
/// The moments that a problem keeps for a state elsewhere than on the host. They are fetched when they are asked for; once the optimiser has gone on and they are gone, they are computed again, bit for bit, by
/// the steps from an earlier state whose moments are on the host.
/// </summary>
internal sealed class KeptMoments
{
    private readonly Adam _method;
    private readonly ILeastSquares _problem;
    private readonly OptimizerState _root;
    private readonly Lazy<(double[] Gradient, double[] Mean, double[] Square)> _vectors;

    /// <summary>Keeps the moments after a step.</summary>
    /// <param name="method">The method.</param>
    /// <param name="problem">The problem that made the step.</param>
    /// <param name="before">The state before it. If another problem or method led to it, its moments are fetched now: only steps of one kind are repeated.</param>
    /// <param name="moments">The moments after it.</param>
    public KeptMoments(Adam method, ILeastSquares problem, OptimizerState before, IMoments moments)
    {
        (_method, _problem, Held) = (method, problem, moments);
        if (before.Scratch is KeptMoments kept && kept._method == method && ReferenceEquals(kept._problem, problem) && !kept._vectors.IsValueCreated) _root = kept._root;
        else
        {
            (before.Scratch as KeptMoments)?.Fetch();
            _root = before with { Scratch = null };
        }
        var iteration = before.Iteration + 1;
        _vectors = new(() => Held?.Fetch() ?? Again(iteration));
    }

    /// <summary>The moments; null once they are gone.</summary>
    public IMoments? Held { get; private set; }

    /// <summary>The memory of a state that has them.</summary>
    public StateBag Remember(int undone) => Remember(undone, _vectors);

    /// <summary>Brings them to the host, where they stay.</summary>
    public void Fetch() => _ = _vectors.Value;

    /// <summary>Frees them where they are.</summary>
    public void Release()
    {
        Held?.Dispose();
        Held = null;
    }

    // Static, so that a memory whose vectors have come holds no earlier state.
    private static StateBag Remember(int undone, Lazy<(double[] Gradient, double[] Mean, double[] Square)> vectors) => new StateBag().Add("undone", undone)
        .Add("gradient", new Lazy<double[]>(() => vectors.Value.Gradient)).Add("m", new Lazy<double[]>(() => vectors.Value.Mean)).Add("v", new Lazy<double[]>(() => vectors.Value.Square));

    private (double[] Gradient, double[] Mean, double[] Square) Again(int iteration)
    {
        var state = _root;
        while (state.Iteration < iteration) state = _method.Step(_problem, state);
        var again = HostMoments.Of(state).Fetch();
        (state.Scratch as KeptMoments)?.Release();
        return again;
    }
}
