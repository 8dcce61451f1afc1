namespace PinnSharp.Tests;

/// <summary>Shipped problems by finite elements, each against its truth or a published analysis.</summary>
[NonParallelizable]
public sealed class FiniteElementGalleryTests
{
    [Test]
    public void Diffusion_recovers_the_diffusivity() => Assert.That(Run("diffusion")["C"].Value, Is.EqualTo(1).Within(1e-4));

    /// <summary>The Theis solution fitted to both wells has T = 462.62 m²/d and S = 1.7788e-4.</summary>
    [Test]
    public void The_pumping_test_gives_what_the_Theis_solution_gives()
    {
        var result = Run("pumping-test");
        Assert.That(result["T"].Value, Is.EqualTo(462.62).Within(0.005 * 462.62));
        Assert.That(result["S"].Value, Is.EqualTo(1.7788e-4).Within(0.005 * 1.7788e-4));
        Assert.That(result["sigma_s"].Value, Is.EqualTo(0.0501 * Math.Sqrt(69.0 / 67)).Within(0.0003));
        Assert.That(result["sigma_s"].Std, Is.EqualTo(0.0508 / Math.Sqrt(2 * 67)).Within(1e-4));
    }

    /// <summary>The Cramér–Rao bounds from sensitivities of the exact solution are 0.0067 and 0.074.</summary>
    [Test]
    public void The_plate_with_a_hole_is_as_precise_as_its_data_allow()
    {
        var result = Run("plate-with-hole");
        foreach (var (name, bound) in new[] { ("k", 0.0067), ("h", 0.074) })
        {
            Assert.That(result[name].Std, Is.EqualTo(bound).Within(0.05 * bound), name);
            Assert.That(Math.Abs(result[name].Value - result[name].Truth!.Value), Is.LessThan(3 * bound), name);
        }
    }

    [Test]
    public void Fields_are_recovered([Values("source:q", "reaction-rate:k", "cantilever:EI")] string which)
    {
        var (config, name) = (which.Split(':')[0], which.Split(':')[1]);
        Assert.That(Run(config).Report.Functions.Single(f => f.Name == name).RelativeL2, Is.LessThan(5e-3));
    }

    /// <summary>Two unknown functions, a and the values of u on the boundary, whose strengths of smoothness end many orders apart.</summary>
    [Test, Category("Slow")]
    public void A_field_in_the_plane_is_recovered_beside_open_boundary_values([Values("conductivity", "pinnacle-poisson")] string config)
    {
        var result = Run(config);
        Assert.That(result.Report.Functions.Single(f => f.Name == "a").RelativeL2, Is.LessThan(0.03));
        Assert.That(result.Report.Discretisation!.IsSettled, Is.True);
    }

    /// <summary>Exact data, from poor initial values: a hundred times too large, or a tenth.</summary>
    [Test]
    public void Brinkman_and_Lorenz_are_found_to_rounding([Values("brinkman:nu_e,K", "lorenz:sigma,rho,beta")] string which)
    {
        var result = Run(which.Split(':')[0]);
        foreach (var name in which.Split(':')[1].Split(',')) Assert.That(result[name].RelativeError, Is.LessThan(1e-6), name);
    }

    [Test, Category("Slow")]
    public void Fisher_recovers_the_wave_and_its_initial_state()
    {
        var result = Run("fisher");
        foreach (var name in new[] { "D", "r" }) Assert.That(Math.Abs(result[name].Value - result[name].Truth!.Value), Is.LessThan(3 * result[name].Std!.Value), name);
        Assert.That(result["D"].Std, Is.EqualTo(0.024).Within(0.003));
    }

    private static RunResult Run(string config)
    {
        var experiment = Experiment.Load(Path.Combine(Shipped.Configs, config + ".yaml"));
        var result = (experiment with { Method = Method.FiniteElements, Options = experiment.Options with { Threads = Environment.ProcessorCount } }).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result.Method, Is.EqualTo("fem"));
        return result;
    }
}
