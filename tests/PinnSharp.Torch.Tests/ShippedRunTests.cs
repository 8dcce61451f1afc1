using PinnSharp.Neural;
using PinnSharp.Tests;

namespace PinnSharp.Torch.Tests;

/// <summary>Shipped configurations by the tensor engine, against the bars that the jet engine meets.</summary>
[NonParallelizable]
public sealed class ShippedRunTests
{
    [Test]
    public void Diffusion_recovers_the_coefficient()
    {
        var result = Run("diffusion", new());
        Assert.Multiple(() =>
        {
            Assert.That(result.Engine, Is.EqualTo("torch cpu"));
            Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
            Assert.That(result["C"].Value, Is.EqualTo(1).Within(1e-5));
            Assert.That(result.Report.Fields.Single().RelativeL2, Is.LessThan(1e-4));
        });
    }

    /// <summary>Reference: the Theis solution fitted to both wells, T = 462.62 m²/d, S = 1.7788e-4, misfit 0.0501 m.</summary>
    [Test, Category("Slow")]
    public void Pumping_test_agrees_with_Theis()
    {
        var result = Run("pumping-test", new());
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

    private static RunResult Run(string config, TensorOptions options)
    {
        var experiment = Experiment.Load(Path.Combine(Shipped.Configs, config + ".yaml"));
        return (experiment with { Engine = new() { Kind = EngineKind.Torch, Tensors = options with { Device = "cpu" } } }).On(TorchLibrary.Instance).Run();
    }
}
