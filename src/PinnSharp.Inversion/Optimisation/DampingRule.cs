namespace PinnSharp.Inversion;

/// <summary>One damped step that was tried.</summary>
/// <param name="Damping">μ.</param>
/// <param name="Theta">θ + δ.</param>
/// <param name="Cost">½‖r‖² there; may be non-finite.</param>
/// <param name="Ratio">ρ = measured/predicted decrease.</param>
/// <param name="Length">‖δ‖/‖θ‖ in the norm of D.</param>
internal readonly record struct Trial(double Damping, double[] Theta, double Cost, double Ratio, double Length)
{
    public bool Lowers => double.IsFinite(Cost) && Ratio > 1e-4;
}

/// <summary>How the damping μ is chosen.</summary>
public abstract record DampingRule
{
    /// <summary>What to do after a trial: accept one of those made in this step and go on with another μ, or try another μ.</summary>
    /// <param name="trials">The trials of this step so far; at least one.</param>
    /// <param name="growth">Nielsen's ν, kept from step to step.</param>
    internal abstract (Trial? Accepted, double Next) Choose(IReadOnlyList<Trial> trials, ref double growth);
}

/// <summary>The first step that lowers the cost is taken, and μ ← μ·max(1/3, 1 − (2ρ − 1)³); otherwise μ ← μν, ν ← 2ν.</summary>
/// <remarks>Source: H. B. Nielsen, IMM-REP-1999-05 (1999).</remarks>
public sealed record NielsenRule : DampingRule
{
    internal override (Trial? Accepted, double Next) Choose(IReadOnlyList<Trial> trials, ref double growth)
    {
        var last = trials[^1];
        if (last.Lowers)
        {
            growth = 2;
            return (last, last.Damping * Math.Max(1.0 / 3, 1 - Math.Pow(2 * last.Ratio - 1, 3)));
        }
        var next = last.Damping * growth;
        growth *= 2;
        return (null, next);
    }
}

/// <summary>
/// The smallest μ, so the longest step, whose measured decrease is still the part <see cref="Target"/> of the predicted one: found by trials from
/// the last step's μ, in factors of <see cref="Factor"/> until it is bracketed, then by bisection of ln μ. A small target keeps μ small, for steps along directions of
/// small singular values, which a cautious rule leaves for the end.
/// </summary>
/// <remarks>
/// The step choice of DSGNAR (arXiv 2607.02194, algorithm 3) without its sketches: there a singular value decomposition gives the steps of 24 to 32 trust-region radii, all of
/// which are measured, and the radius at the target ratio is interpolated; here each trial costs a Cholesky factorisation, so few are made. The
/// published target 0.075 is for a prediction of twice the decrease: 0.15 here. Its weights by condition and its second stage are left out.
/// </remarks>
public sealed record MeasuredRatioRule : DampingRule
{
    /// <summary>The part of the predicted decrease that must be measured.</summary>
    public double Target { get; init; } = 0.15;

    /// <summary>Factor between trials.</summary>
    public double Factor { get; init; } = 8;

    /// <summary>Trials after which the best so far is taken.</summary>
    public int Trials { get; init; } = 4;

    internal override (Trial? Accepted, double Next) Choose(IReadOnlyList<Trial> trials, ref double growth)
    {
        double high = double.PositiveInfinity, low = 0, largest = 0;
        Trial? best = null;
        foreach (var trial in trials)
        {
            largest = Math.Max(largest, trial.Damping);
            if (!trial.Lowers || trial.Ratio < Target || trial.Damping >= high) continue;
            (high, best) = (trial.Damping, trial);
        }
        foreach (var trial in trials)
            if (trial.Damping < high && !(trial.Lowers && trial.Ratio >= Target)) low = Math.Max(low, trial.Damping);
        if (best is null)
        {
            if (trials.Count < Trials || !trials.Any(t => t.Lowers)) return (null, largest * Factor * Math.Max(1, trials.Count - 1));
            best = trials.Where(t => t.Lowers).MinBy(t => t.Cost);
            return (best, best.Value.Damping);
        }
        if (trials.Count >= Trials || (low > 0 && high <= 2 * low)) return (best, high);
        return (null, low > 0 ? Math.Sqrt(low * high) : high / Factor);
    }
}
