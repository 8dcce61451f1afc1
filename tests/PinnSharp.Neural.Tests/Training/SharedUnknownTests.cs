using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Two cooling experiments y' = −k (y − a) with different surroundings and starts that share k.</summary>
public sealed class SharedUnknownTests
{
    private const double Sigma = 0.05;
    private static readonly (double A, double Y0, double[] T)[] Experiments = [(1, 3, [0.2, 0.4, 0.6, 0.8]), (-1, 0.5, [0.9, 1.2, 1.5, 1.8, 2])];

    private static double Exact((double A, double Y0, double[] T) e, double k, double t) => e.A + (e.Y0 - e.A) * Math.Exp(-k * t);

    private static double[][] Data()
    {
        var random = new RandomSource(3);
        return [.. Experiments.Select(e => e.T.Select(t => Exact(e, 0.7, t) + Sigma * random.NextNormal()).ToArray())];
    }

    /// <summary>Gauss–Newton for k on the closed form, over the experiments given.</summary>
    private static (double K, double Std) Reference(params int[] used)
    {
        var (data, k, information) = (Data(), 0.7, 0.0);
        for (var iteration = 0; iteration < 50; iteration++)
        {
            var gradient = information = 0;
            foreach (var i in used)
                for (var j = 0; j < Experiments[i].T.Length; j++)
                {
                    var (e, t) = (Experiments[i], Experiments[i].T[j]);
                    var slope = -t * (e.Y0 - e.A) * Math.Exp(-k * t);
                    (gradient, information) = (gradient + slope * (Exact(e, k, t) - data[i][j]), information + slope * slope);
                }
            k -= gradient / information;
        }
        return (k, Sigma / Math.Sqrt(information));
    }

    [Test]
    public void The_estimate_is_the_joint_least_squares_answer()
    {
        var data = Data();
        ExperimentDeclaration Of(int i) => new()
        {
            Constants = { ["a"] = Experiments[i].A, ["y0"] = Experiments[i].Y0 },
            Observations = { ["gauge"] = new("y", Problems.Data.Inline(Experiments[i].T, data[i])) { Noise = NoiseDeclaration.Gaussian(Sigma) } },
        };
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 2) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1.5, Positive = true } },
            Equations = { ["cooling"] = "y_t = -k*(y - a)" },
            Conditions = { ["start"] = ("t = 0", "y = y0") },
            Experiments = { ["first"] = Of(0), ["second"] = Of(1) },
        }.Build();
        Assert.That(FieldNetwork.For(problem, new()).Select(n => n.Name), Is.EqualTo(new[] { "y[first]", "y[second]" }));
        var trainer = Decay.Trainer(problem, new()
        {
            Network = new() { Hidden = [6, 6] }, Points = new() { Interior = 100, Boundary = 1 }, Stages = [new AdamStage(50), new GaussNewtonStage(800)],
        });
        var state = trainer.Run().Last();
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        var (k, std) = Reference(0, 1);
        var found = trainer.Report(state).Unknowns.Single();
        Assert.That(found.Value, Is.EqualTo(k).Within(0.03 * std));
        Assert.That(found.Std, Is.EqualTo(std).Within(0.02 * std));
        foreach (var alone in new[] { Reference(0), Reference(1) })
            Assert.That((Math.Abs(alone.K - k), alone.Std), Is.GreaterThan((0.05 * std, 1.1 * std)).Using<(double, double)>((x, y) => x.Item1 > y.Item1 && x.Item2 > y.Item2 ? 1 : -1));
    }

    /// <summary>y' = f(y), f = y (1 − y), from 0.1 … 0.5 in one experiment and from 1.6 … 1.1 in the other: neither alone has f over the union of their ranges.</summary>
    [Test]
    public void A_function_of_the_field_is_found_over_the_ranges_of_both_experiments()
    {
        static ExperimentDeclaration Of(double start, string truth) => new()
        {
            Constants = { ["y0"] = start },
            Truth = { ["y"] = truth },
            Observations = { ["data"] = new("y", new DrawDeclaration(30) { Sampling = SamplingMethod.Grid }) },
        };
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 2) },
            Fields = { "y" },
            Unknowns = { ["f"] = new() { Over = ["y"], Truth = "y*(1 - y)" } },
            Equations = { ["growth"] = "y_t = f" },
            Conditions = { ["start"] = ("t = 0", "y = y0") },
            Experiments = { ["low"] = Of(0.1, "1/(1 + 9*exp(-t))"), ["high"] = Of(1.6, "1/(1 - 0.375*exp(-t))") },
        }.Build();
        Assert.That(TruthCheck.Run(problem).All(f => f.Verdict is TruthVerdict.Exact or TruthVerdict.ToRounding), "the truth is substituted in each experiment");
        Assert.That(FieldNetwork.For(problem, new()).Select(n => n.Name), Is.EqualTo(new[] { "y[low]", "y[high]", "f" }));
        var trainer = Decay.Trainer(problem, new()
        {
            Network = new() { Hidden = [8], UnknownHidden = [8] }, Points = new() { Interior = 150 }, Stages = [new AdamStage(30), new GaussNewtonStage(500)],
        });
        var state = trainer.Run().Last();
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        Assert.That(trainer.Report(state).Functions.Select(f => f.RelativeL2), Is.All.LessThan(5e-3));
        Assert.That(trainer.Report(state).Functions.Select(f => f.Name), Is.EqualTo(new[] { "f[low]", "f[high]" }));
        // One function: where the field of one experiment has the value that the other's has elsewhere, they agree; together in one expression each is of its own field.
        double[] times = [0.5, 1.5];
        var both = trainer.Predict(state, ExpressionParser.Parse("f[low] - 3*f[high]", problem.Vocabulary), times);
        var (low, high) = (trainer.Predict(state, ExpressionParser.Parse("y[low]", problem.Vocabulary), times), trainer.Predict(state, ExpressionParser.Parse("y[high]", problem.Vocabulary), times));
        Assert.That(both, Is.EqualTo(low.Zip(high, (l, h) => l * (1 - l) - 3 * h * (1 - h))).Within(2e-3));
    }
}
