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
}
