using System.Globalization;
using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>What was found at one equation weight.</summary>
/// <param name="Weight">λ.</param>
/// <param name="Iterations">Iterations spent at it.</param>
/// <param name="Cost">½‖r‖² at its end.</param>
/// <param name="Estimates">The unknowns' internal values.</param>
/// <param name="Deviations">Their standard deviations; infinite where undetermined.</param>
/// <param name="Sigmas">The unknown noise levels it was found with.</param>
/// <param name="Rms">The equations' and conditions' root mean square, equilibrated, at points that were not trained on.</param>
/// <param name="Converged">Whether the cost had stopped falling.</param>
/// <param name="Functions">The unknown functions at fixed points, one after the other, as their networks give them.</param>
/// <param name="FunctionDeviations">Their standard deviations.</param>
/// <param name="Strengths">The strength γ of each unknown function's smoothness.</param>
public sealed record ContinuationLevel(
    double Weight, int Iterations, double Cost, double[] Estimates, double[] Deviations, double[] Sigmas, double Rms, bool Converged,
    double[] Functions, double[] FunctionDeviations, double[] Strengths)
{
    /// <summary>
    /// The largest move of an estimate since another level, in standard deviations (of an unknown function the root mean square over its points; a tenth of its size
    /// stands for deviations that are not known); infinite where there is no other level.
    /// </summary>
    /// <param name="previous">An earlier level.</param>
    public double MovedSince(ContinuationLevel? previous)
    {
        if (previous is null) return double.PositiveInfinity;
        double largest = 0;
        for (var i = 0; i < Estimates.Length; i++)
            if (double.IsFinite(Deviations[i]))
                largest = Math.Max(largest, Math.Abs(Estimates[i] - previous.Estimates[i]) / Math.Max(Deviations[i], 1e-9 * Math.Max(1, Math.Abs(Estimates[i]))));
        var size = Math.Sqrt(Functions.Select(f => f * f).DefaultIfEmpty(0).Average());
        var moves = Functions.Select((f, i) => (f - previous.Functions[i]) / Math.Max(double.IsFinite(FunctionDeviations[i]) ? FunctionDeviations[i] : Unknown * size, 1e-9))
            .Select(m => m * m).DefaultIfEmpty(0).Average();
        return Math.Max(largest, Math.Sqrt(moves));
    }

    /// <summary>The part of its size that stands for a function's deviation where networks are too large to say.</summary>
    private const double Unknown = 0.1;

    /// <summary>The smallest factor, at least 1, between noise levels of this level and an earlier one.</summary>
    /// <param name="previous">An earlier level.</param>
    public double NoiseChangedSince(ContinuationLevel previous) => Sigmas.Length == 0 ? 1
        : Sigmas.Zip(previous.Sigmas).Min(pair => Math.Max(pair.First / pair.Second, pair.Second / pair.First));

    /// <summary>
    /// Whether no standard deviation differs by more than a fifth from an earlier level's. While the equations give way, estimates have wide
    /// intervals, in which any move looks small.
    /// </summary>
    /// <param name="previous">An earlier level.</param>
    public bool IsAsCertainAs(ContinuationLevel previous) =>
        Deviations.Zip(previous.Deviations).All(pair => pair.First.Equals(pair.Second) || (pair.First <= 1.2 * pair.Second && pair.Second <= 1.2 * pair.First));

    /// <summary>In words, why the estimates do not count as settled here.</summary>
    /// <param name="previous">The level before, if there is one.</param>
    internal string WhyUnsettled(ContinuationLevel? previous) =>
        !Converged ? "the cost still fell"
        : previous is null ? "no other weight or noise level was tried"
        : !previous.Converged ? "the cost still fell at the weight before"
        : !IsAsCertainAs(previous) ? "their standard deviations still changed"
        : string.Create(CultureInfo.InvariantCulture, $"they still moved by {MovedSince(previous):g2} standard deviations");

    internal StateBag Save() => new StateBag()
        .Add("weight", Weight).Add("iterations", Iterations).Add("cost", Cost)
        .Add("functions", Functions).Add("function-deviations", FunctionDeviations).Add("strengths", Strengths)
        .Add("estimates", Estimates).Add("deviations", Deviations).Add("sigmas", Sigmas).Add("rms", Rms).Add("converged", Converged ? 1L : 0L);

    internal static ContinuationLevel Load(StateBag bag) => new(
        bag.Number("weight"), (int)bag.Integer("iterations"), bag.Number("cost"),
        bag.Array("estimates"), bag.Array("deviations"), bag.Array("sigmas"), bag.Number("rms"), bag.Integer("converged") != 0,
        bag.Array("functions"), bag.Array("function-deviations"), bag.Array("strengths"));
}
