using PinnSharp.Modeling;

namespace PinnSharp.Cli.Tests;

/// <summary>What a comparison says of two results, made up for each case: y = 2 exp(−kt) with k near a half, and a standard deviation of 0.01.</summary>
public sealed class ComparisonTests
{
    private static readonly Discretisation Settled = new(100, 1, 2, 0.03, 0.001);

    [Test]
    public void Results_that_agree_leave_nothing_to_say() => Assert.That(Findings(Network(0.5), Elements(0.51, Settled)), Is.Empty);

    [Test]
    public void A_contradiction_of_runs_that_did_not_converge_is_optimisation() => Assert.That(Findings(Network(0.5, status: RunStatus.Stalled), Elements(0.6, Settled)), Is.EqualTo(new[]
    {
        "The network's run did not converge (stalled): its deviations say little. As it was made.",
        "k differs by 7.1 standard deviations: optimisation, as one of the runs did not converge.",
    }));

    [TestCase(10, 30, "k differs by 7.1 standard deviations: optimisation, as finite elements fit the data worse and may be at a local minimum.")]
    [TestCase(30, 10, "k differs by 7.1 standard deviations: optimisation, as the network fits the data worse and may not be at its best.")]
    [TestCase(10, 18.8, "k differs by 7.1 standard deviations: noise, as both fit the data equally well, which do not tell the two apart.")]
    [TestCase(10, 19.2, "k differs by 7.1 standard deviations: optimisation, as finite elements fit the data worse and may be at a local minimum.")]
    public void A_contradiction_of_unequal_fits_is_optimisation(double network, double elements, string finding) =>
        Assert.That(Findings(Network(0.5, chi2: network), Elements(0.6, Settled, chi2: elements)), Is.EqualTo(new[] { finding }));

    [Test]
    public void A_contradiction_while_the_mesh_still_moves_the_estimates_is_discretisation([Values(0.11, 3)] double moved) =>
        Assert.That(Findings(Network(0.5), Elements(0.6, Settled with { Moved = moved })), Is.EqualTo(new[]
        {
            FormattableString.Invariant($"k differs by 7.1 standard deviations: discretisation, as the last refinement of the mesh still moved the estimates by {moved} standard deviations."),
        }));

    [Test]
    public void So_it_is_where_the_mesh_was_never_refined() =>
        Assert.That(Findings(Network(0.5), Elements(0.6, new(100, 1, 0, null, null))), Is.EqualTo(new[]
        {
            "k differs by 7.1 standard deviations: discretisation, as the mesh was never refined to see whether the estimates stay.",
        }));

    [Test]
    public void Without_a_mesh_it_is_noise() =>
        Assert.That(Findings(Network(0.5), Elements(0.6, new(1, 50, null, null, null))), Is.EqualTo(new[]
        {
            "k differs by 7.1 standard deviations: noise, as both fit the data equally well, which do not tell the two apart.",
        }));

    [Test]
    public void A_contradiction_of_exact_data_is_discretisation_whatever_the_fits() =>
        Assert.That(Findings(Network(0.5, sigma: null), Elements(0.6, Settled, sigma: null)), Is.EqualTo(new[]
        {
            "k differs by 7.1 standard deviations: discretisation, as without noise the intervals leave out the methods' own errors.",
        }));

    [TestCase(0.02, 0.02, "The network's standard deviation of k is 2 times the Cramér–Rao bound: it may not use all that the equations say.")]
    [TestCase(0.005, 0.02, "The network's standard deviation of k is 0.5 times the Cramér–Rao bound: it may claim more than the data give.")]
    [TestCase(0.02, null, "The network's standard deviation of k is 2 times the Cramér–Rao bound: without noise both only measure the methods' own errors.")]
    public void Deviations_far_from_the_bound_are_named(double std, double? sigma, string finding) =>
        Assert.That(Findings(Network(0.5, std: std, sigma: sigma), Elements(0.5, Settled, sigma: sigma)), Is.EqualTo(new[] { finding }));

    [Test]
    public void Deviations_near_the_bound_are_not([Values(0.0081, 0.0124)] double std) => Assert.That(Findings(Network(0.5, std: std), Elements(0.5, Settled)), Is.Empty);

    private static System.Collections.Immutable.ImmutableArray<string> Findings(MadeSolution network, MadeSolution elements)
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        return new Comparison(network.Of(experiment), elements.Of(experiment), fromNetwork: false).Findings;
    }

    private static MadeSolution Network(double k, double std = 0.01, double chi2 = 10, double? sigma = 0.02, RunStatus status = RunStatus.Converged) =>
        new() { Report = Report(k, std, chi2, sigma, null), Status = status };

    private static MadeSolution Elements(double k, Discretisation discretisation, double chi2 = 10, double? sigma = 0.02) =>
        new() { Report = Report(k, 0.01, chi2, sigma, discretisation) };

    private static InversionReport Report(double k, double std, double chi2, double? sigma, Discretisation? discretisation) => new()
    {
        Unknowns = [new("k", k, std, k - 1.96 * std, k + 1.96 * std, null, null)],
        Functions = [],
        Fields = [],
        Observations = [new("weighed", 10, 0.02, sigma is null ? null : chi2, sigma, null)],
        Equations = [],
        Conditions = [],
        Continuation = [],
        Discretisation = discretisation,
    };
}
