using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

public sealed class ShippedProblemsTests
{
    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.Problems, "*.yaml").Select(f => Path.GetFileName(f)).Order();

    [TestCaseSource(nameof(Files))]
    public void Each_passes_its_check(string file)
    {
        var check = ProblemCheck.Of(Path.Combine(Repository.Problems, file));
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Warnings, Is.EqualTo(file.StartsWith("burgers") ? new[] { "There are no conditions: only the data choose among the solutions of the equations." } : []));
        Assert.That(check.Passed);
        Assert.That(check.Data, Has.Length.EqualTo(check.Problem!.Observations.Length));
    }

    [Test]
    public void The_pumping_test_reads_as_written()
    {
        var problem = InverseProblem.Load(Path.Combine(Repository.Problems, "pumping-test.yaml"));
        var data = DataLoader.Load(problem);
        Assert.That(problem.Name, Is.EqualTo("pumping-test"));
        Assert.That(problem.Coordinates.Select(c => (c.Name, c.Lower, c.Upper, c.IsTime)), Is.EqualTo(new[] { ("rho", 0.0, 8.5, false), ("tau", -20.0, -0.4, true) }));
        Assert.That(problem.Unknowns.Select(u => (u.Name, u.Initial, u.Positive, u.IsNoiseLevel)),
            Is.EqualTo(new[] { ("T", 100.0, true, false), ("S", 1e-3, true, false), ("sigma_s", 0.05, true, true) }));
        Assert.That(problem.Equations.Single().Equation.ToString(), Is.EqualTo("S*exp(2*rho)*s_tau = T*exp(tau)*s_rhorho"));
        Assert.That(problem.Conditions.Cast<EquationCondition>().Select(c => c.Where.ToString()), Is.EqualTo(new[] { "rho = 0", "rho = 8.5", "tau = -20" }));
        Assert.That(data.Select(d => d.Count), Is.EqualTo(new[] { 34, 35 }));
        Assert.That(data[0].Points[..2], Is.EqualTo(new[] { Math.Log(30), Math.Log(0.1 / 1440) }));
        Assert.That(data[0].Values[0], Is.EqualTo(0.04));
        Assert.That(data[1].Points[^2..], Is.EqualTo(new[] { Math.Log(90), Math.Log(845.0 / 1440) }));
        Assert.That(data[1].Values[^1], Is.EqualTo(0.716));
        Assert.That(data.Select(d => d.Noise), Is.All.EqualTo(new GaussianNoise(new NoiseLevel.Unknown("sigma_s"))));
    }

    [Test]
    public void Hares_and_lynxes_read_as_written()
    {
        var problem = InverseProblem.Load(Path.Combine(Repository.Problems, "hare-lynx.yaml"));
        var data = DataLoader.Load(problem);
        Assert.That(problem.IsOrdinary);
        Assert.That(problem.Fields.Select(f => f.Positive), Is.All.True);
        Assert.That(problem.Unknowns, Has.Length.EqualTo(8));
        Assert.That(data.Select(d => d.Count), Is.EqualTo(new[] { 21, 21 }));
        Assert.That(data[0].Points, Is.EqualTo(Enumerable.Range(0, 21).Select(i => (double)i)));
        Assert.That(data[1].Values[4], Is.EqualTo(59.4));
        Assert.That(((EquationCondition)problem.Conditions[0]).Where.Sample(100, SamplingMethod.Sobol, 1), Is.EqualTo(new[] { 0.0 }));
    }

    [Test]
    public void Diffusion_draws_ten_exact_values_at_the_end()
    {
        var problem = InverseProblem.Load(Path.Combine(Repository.Problems, "diffusion.yaml"));
        var data = DataLoader.Load(problem).Single();
        Assert.That(data.Count, Is.EqualTo(10));
        Assert.That(data.Noise, Is.EqualTo(new ExactData()));
        for (var i = 0; i < 10; i++)
        {
            Assert.That(data.Points[2 * i], Is.EqualTo(-0.9 + 0.2 * i).Within(1e-14));
            Assert.That(data.Points[2 * i + 1], Is.EqualTo(1.0));
            Assert.That(data.Values[i], Is.EqualTo(Math.Exp(-1) * Math.Sin(Math.PI * data.Points[2 * i])).Within(1e-15));
        }
    }
}
