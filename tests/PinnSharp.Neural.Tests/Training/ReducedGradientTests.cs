using PinnSharp.Inversion;

namespace PinnSharp.Neural.Tests;

/// <summary>The reduced gradient of a network's loss against finite differences of the loss trained anew at held unknowns.</summary>
public sealed class ReducedGradientTests
{
    [Test]
    public void Implicit_differentiation_is_the_slope_of_the_retrained_loss()
    {
        var trainer = Decay.Trainer(Decay.Noisy(), new()
        {
            Network = new() { Hidden = [2] }, Points = new() { Interior = 16, Resample = 0 }, Stages = [new GaussNewtonStage(150, EquationWeight: 100)],
        });
        var state = trainer.Run().Last();
        var problem = trainer.Assemble(state);
        int[] weights = [.. Enumerable.Range(0, trainer.FirstUnknown)];
        // The weights are at their best for unknowns away from the estimates; these are then moved on and the weights left behind.
        var theta = (double[])state.Theta.Clone();
        theta[trainer.FirstUnknown] += 0.004;
        theta = Retrained(theta).Theta;
        theta[trainer.FirstUnknown] += 6e-4;
        theta[trainer.FirstUnknown + 1] -= 4e-4;
        var (joint, reduced) = trainer.Gradients(state with { Theta = theta })!.Value;
        for (var i = 0; i < 2; i++)
        {
            var slope = (Cost(i, 1e-3) - Cost(i, -1e-3)) / 2e-3;
            Assert.That(reduced[i], Is.EqualTo(slope).Within(0.04 * Math.Abs(slope)), $"unknown {i}");
            Assert.That(Math.Abs(joint[i] - slope), Is.GreaterThan(0.2 * Math.Abs(slope)), "weights held, the slope is another");
        }

        double Cost(int unknown, double move)
        {
            var moved = (double[])theta.Clone();
            moved[trainer.FirstUnknown + unknown] += move;
            return Retrained(moved).Cost;
        }

        (double[] Theta, double Cost) Retrained(double[] from)
        {
            var held = new HeldParameters(problem, from, weights);
            var optimizer = new LevenbergMarquardt { AccelerationLimit = 0 };
            var at = optimizer.Start(problem: held, held.Free(from));
            for (var i = 0; i < 60 && at.Status == Status.Running; i++) at = optimizer.Step(held, at);
            return (held.Full(at.Parameters), at.Cost);
        }
    }
}
