namespace PinnSharp.Tests;

/// <summary>Every configuration in <c>configs/</c>, run as it is shipped, against numbers that others found.</summary>
[NonParallelizable]
public sealed class ShippedConfigTests
{
    /// <summary>Configurations with a test here or in <see cref="GalleryTests"/>.</summary>
    private static readonly string[] Tested =
    [
        "brinkman", "burgers", "burgers-noisy", "cantilever", "conductivity", "diffusion", "fisher", "hare-lynx", "kovasznay", "lorenz", "pinnacle-poisson",
        "plate-with-hole", "pumping-test", "reaction-rate", "source",
    ];

    /// <summary>A configuration without a test is an error.</summary>
    [Test]
    public void Every_configuration_is_tested() =>
        Assert.That(Directory.GetFiles(Shipped.Configs, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(), Is.EqualTo(Tested));

    /// <summary>Reference: C = 1, from which the data were computed.</summary>
    [Test]
    public void Diffusion_recovers_the_coefficient()
    {
        var result = Shipped.Run("diffusion", 1);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            Assert.That(result["C"].Value, Is.EqualTo(1).Within(1e-5));
            Assert.That(result.Report.Fields.Single().RelativeL2, Is.LessThan(1e-4));
        });
    }

    /// <summary>Reference: posterior means and standard deviations of Carpenter's case study (Stan; posteriordb hudson_lynx_hare).</summary>
    [Test]
    public void Hare_lynx_agrees_with_the_Bayesian_posterior()
    {
        var result = Shipped.Run("hare-lynx", 1);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            Assert.That(result["alpha"].Value, Is.EqualTo(0.547).Within(0.063));
            Assert.That(result["beta"].Value, Is.EqualTo(0.0278).Within(0.0042));
            Assert.That(result["gamma"].Value, Is.EqualTo(0.800).Within(0.089));
            Assert.That(result["delta"].Value, Is.EqualTo(0.0241).Within(0.0035));
            Assert.That(result["hare0"].Value, Is.EqualTo(34.0).Within(2.9));
            Assert.That(result["lynx0"].Value, Is.EqualTo(5.94).Within(0.53));
        });
    }

    /// <summary>Reference: the Theis solution fitted to both wells, T = 462.62 m²/d, S = 1.7788e-4, misfit 0.0501 m.</summary>
    [TestCase(1UL)]
    [TestCase(2UL, Category = "Slow")]
    [TestCase(3UL, Category = "Slow")]
    public void Pumping_test_agrees_with_Theis(ulong seed)
    {
        var result = Shipped.Run("pumping-test", seed);
        var observations = result.Report.Observations;
        var misfit = Math.Sqrt(observations.Sum(o => o.Count * o.Rmse * o.Rmse) / observations.Sum(o => o.Count));
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            Assert.That(result["T"].Value, Is.InRange(457, 468));
            Assert.That(result["T"].Std, Is.InRange(8, 14));
            Assert.That(result["S"].Value, Is.InRange(1.70e-4, 1.86e-4));
            Assert.That(misfit, Is.InRange(0.049, 0.051));
            Assert.That(result.Report.Equations.Single().Rms, Is.LessThan(0.01));
            Assert.That(result.Report.Continuation, Has.Length.GreaterThanOrEqualTo(2));
        });
    }
}
