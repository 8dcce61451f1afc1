using PinnSharp.Inversion;

namespace PinnSharp.Neural.Tests;

public sealed class CovarianceTests
{
    [Test]
    public void Without_a_matrix_standard_deviations_of_a_network_come_from_below_to_one_percent([Values(10, 100, 1000)] double weight)
    {
        var trainer = Decay.Trainer(Decay.Noisy(), new TrainingOptions
        {
            Network = new NetworkOptions { Hidden = [16, 16] },
            Points = new PointOptions { Interior = 200 },
            Stages = [new AdamStage(200, Rate: 1e-2), new GaussNewtonStage(40, 30)],
        });
        var state = trainer.Run().Last();
        var problem = trainer.Assemble(state with { Weight = weight });
        var gram = new double[trainer.ParameterCount * trainer.ParameterCount];
        problem.NormalEquations(state.Theta, gram, new double[trainer.ParameterCount]);
        var dense = GaussNewtonCovariance.OfLast(gram, trainer.ParameterCount, trainer.FirstUnknown);
        var free = GaussNewtonCovariance.ByConjugateGradients(problem, state.Theta, trainer.FirstUnknown);
        for (var i = 0; i < 2; i++)
            Assert.That(free.StandardDeviation(i) / dense.StandardDeviation(i), Is.GreaterThan(0.99).And.LessThan(1.0001));
        Assert.That(free[0, 1], Is.EqualTo(dense[0, 1]).Within(0.02 * Math.Sqrt(dense[0, 0] * dense[1, 1])));
        var (data, reported) = (GaussNewtonCovariance.ByConjugateGradients(problem, state.Theta, trainer.FirstUnknown, isData: t => t.Name == "data"), trainer.Covariance(state, problem));
        for (var i = 0; i < 2; i++)
            Assert.That(data.StandardDeviation(i) / reported.StandardDeviation(i), Is.EqualTo(1).Within(0.05), "of the data alone");
    }
}
