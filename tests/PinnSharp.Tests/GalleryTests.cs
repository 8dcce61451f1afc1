namespace PinnSharp.Tests;

/// <summary>The gallery: configurations of two lines, solved with the defaults, each against its truth.</summary>
[NonParallelizable]
public sealed class GalleryTests
{
    [Test]
    public void Brinkman_recovers_viscosity_and_permeability() => Exact("brinkman", ("nu_e", 1e-3), ("K", 1e-3));

    [Test, Category("Slow")]
    public void Lorenz_recovers_three_parameters() => Exact("lorenz", ("sigma", 1e-4), ("rho", 1e-4), ("beta", 1e-4));

    [Test, Category("Slow")]
    public void Burgers_recovers_advection_and_diffusion() => Exact("burgers", ("lambda1", 1e-5), ("lambda2", 5e-4));

    [Test]
    public void Reaction_rate_recovers_the_field() => Field("reaction-rate", "k", 1e-2);

    [Test]
    public void Cantilever_recovers_the_stiffness() => Field("cantilever", "EI", 1e-2);

    [Test]
    public void Source_is_recovered() => Field("source", "q", 1e-3);

    /// <summary>The deviation that sensitivities give is 0.094 %; it may not be much less, which only a failing network could say.</summary>
    [Test, Category("Slow")]
    public void Kovasznay_recovers_the_viscosity_without_a_pressure() => Noisy("kovasznay", ("nu", 0.03, 0.7 * 0.00094));

    /// <summary>The deviations that sensitivities give are 0.33 % and 1.5 %.</summary>
    [Test, Category("Slow")]
    public void Plate_with_a_hole_recovers_conduction_and_cooling() => Noisy("plate-with-hole", ("k", 0.02, 0.7 * 0.0033), ("h", 0.03, 0.7 * 0.015));

    /// <summary>The deviations that exact sensitivities give with initial and boundary values free are 0.09 % and 0.49 %.</summary>
    [Test, Category("Slow")]
    public void Burgers_from_noisy_data_is_as_sure_as_the_data_allow() => Noisy("burgers-noisy", ("lambda1", 0.002, 0.7 * 0.00085), ("lambda2", 0.008, 0.7 * 0.0049));

    /// <summary>Without data, a harmonic between the boundary values is off by 0.103; with them and a thin-plate penalty of the best strength, 0.020 is expected.</summary>
    [Test, Category("Slow")]
    public void Conductivity_recovers_the_bump() => Field("conductivity", "a", 0.03);

    /// <summary>Without data, a harmonic between the boundary values is off by 0.137.</summary>
    [Test, Category("Slow")]
    public void Pinnacle_poisson_recovers_the_field() => Field("pinnacle-poisson", "a", 0.04);

    /// <summary>The deviations that exact sensitivities give with u0 free are 5 % and 0.5 %.</summary>
    [Test, Category("Slow")]
    public void Fisher_recovers_the_wave_and_its_initial_state() => Noisy("fisher", ("D", 0.1, 0.7 * 0.048), ("r", 0.04, 0.7 * 0.0045));

    /// <summary>With exact data, each unknown is within a relative error of its truth.</summary>
    private static void Exact(string config, params (string Unknown, double Error)[] bars)
    {
        var result = Shipped.Run(config);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            foreach (var (unknown, error) in bars) Assert.That(result[unknown].RelativeError, Is.LessThan(error), unknown);
        });
    }

    /// <summary>An unknown function is within a relative L2 error of its truth.</summary>
    private static void Field(string config, string function, double error)
    {
        var result = Shipped.Run(config);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            Assert.That(result.Report.Functions.Single(f => f.Name == function).RelativeL2, Is.LessThan(error));
        });
    }

    /// <summary>With noisy data, each unknown is within three of its standard deviations of its truth, and these are at most a part of it, and at least what the data allow.</summary>
    private static void Noisy(string config, params (string Unknown, double Most, double Least)[] bars)
    {
        var result = Shipped.Run(config);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            foreach (var (unknown, most, least) in bars)
            {
                var (found, truth) = (result[unknown], result[unknown].Truth!.Value);
                Assert.That(found.Value, Is.EqualTo(truth).Within(3 * found.Std!.Value), unknown);
                Assert.That(found.Std / truth, Is.InRange(least, most), $"standard deviation of {unknown}");
            }
        });
    }
}
