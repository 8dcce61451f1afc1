using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class ExperimentTests
{
    [Test]
    public void A_configuration_finds_its_problem_and_data()
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("configs/decay.yaml"));
        Assert.That(experiment.Name, Is.EqualTo("decay"));
        Assert.That(experiment.Data[0].Count, Is.EqualTo(10));
        Assert.That(experiment.Options.Seed, Is.EqualTo(3));
    }

    [Test]
    public void A_problem_alone_is_run_with_the_defaults()
    {
        using var place = new Workplace();
        var experiment = Experiment.Load(place.Path("problems/decay.yaml"));
        Assert.That(experiment.Options.Stages, Is.EqualTo(new TrainingOptions().Stages));
    }

    [Test]
    public void A_run_without_a_folder_recovers_the_rate_and_writes_nothing()
    {
        using var place = new Workplace();
        var result = Experiment.Load(place.Path("configs/decay.yaml")).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged));
        Assert.That(result["k"].Value, Is.EqualTo(0.5).Within(4 * result["k"].Std!.Value));
        Assert.That(result["k"].Std, Is.InRange(1e-4, 0.1));
        Assert.That(result.Predict("y/y0", [0])[0], Is.EqualTo(1).Within(0.02));
        Assert.That(result.Predict("-y_t/y", [1])[0], Is.EqualTo(result["k"].Value).Within(0.02));
        Assert.That(Directory.Exists(place.Path("runs")), Is.False);
    }

    [Test]
    public void An_unknown_that_is_not_there_is_named_with_the_nearest()
    {
        using var place = new Workplace();
        var result = Experiment.Load(place.Path("configs/decay.yaml")).Run(cancellation: new(canceled: true));
        Assert.That(() => result["y"], Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("There is no unknown 'y'. Did you mean 'y0'?"));
    }

    [Test]
    public void An_experiment_declared_in_CSharp_is_recorded_and_resumed()
    {
        using var place = new Workplace();
        var problem = new ProblemDeclaration
        {
            Name = "growth",
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["growth"] = "y_t = k" },
            Observations = { ["seen"] = new("y", Data.Inline([0, 0.5, 1], [0, 1, 2])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        }.Build();
        var experiment = Experiment.Create(problem, new() { Network = new() { Hidden = [4] }, Points = new() { Interior = 32 }, Stages = [new GaussNewtonStage(20, 100)] });
        var options = new RunOptions { Folder = place.Path("growth") };
        var whole = experiment.Run(options with { Folder = place.Path("whole") });
        experiment.Run(options, cancellation: new(canceled: true));
        var resumed = experiment.Run(options with { Resume = true });
        Assert.That(resumed["k"], Is.EqualTo(whole["k"]));
        Assert.That(resumed["k"].Value, Is.EqualTo(2).Within(0.1));
    }

    [Test]
    public void An_equation_a_condition_and_an_observation_may_have_one_name()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["y"] = "y_t = k" },
            Conditions = { ["y"] = ("t = 0", "y = 0") },
            Observations = { ["y"] = new("y", Data.Inline([1], [2])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        }.Build();
        var result = Experiment.Create(problem, new() { Network = new() { Hidden = [2] }, Points = new() { Interior = 8 }, Stages = [new AdamStage(1)] }).Run();
        Assert.That(result.History.Terms, Is.EqualTo(new[] { "y (equation)", "y (condition)", "y" }));
        Assert.That(result.Report.Equations[0].Name + result.Report.Conditions[0].Name + result.Report.Observations[0].Name, Is.EqualTo("yyy"));
    }
}
