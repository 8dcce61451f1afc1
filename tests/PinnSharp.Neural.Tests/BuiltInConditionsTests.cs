using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class BuiltInConditionsTests
{
    private static readonly Dictionary<string, ConditionDeclaration> Box = new()
    {
        ["west"] = ("x = 0", "u = y^2"), ["east"] = ("x = 1", "u = y^2 + sin(2*y) + k"), ["south"] = ("y = 0", "u = k*x"), ["north"] = ("y = 2", "2*u = 8 + 2*x^3*(sin(4) + k)"),
    };

    private static InverseProblem Problem(Dictionary<string, ConditionDeclaration> conditions, bool positive = false)
    {
        var declaration = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["y"] = (0, 2) },
            Fields = { ["u"] = new() { Positive = positive }, ["v"] = new() },
            Unknowns = { ["k"] = new() { Initial = 1.5 } },
            Equations = { ["first"] = "laplacian(u) = v", ["second"] = "laplacian(v) = k*v" },
            Observations = { ["data"] = new("u", Data.Inline([0.5, 0.5, 0.2, 0.1], [7, 1])) },
        };
        foreach (var (name, condition) in conditions) declaration.Conditions[name] = condition;
        return declaration.Build();
    }

    private static string[] BuiltIn(Dictionary<string, ConditionDeclaration> conditions, bool positive = false)
    {
        var problem = Problem(conditions, positive);
        var variables = new InternalVariables(problem, FieldScale.For(problem, DataLoader.Load(problem)), exact: true);
        return [.. conditions.Keys.Where(variables.IsExact)];
    }

    /// <summary>All four sides of a box with unknowns in them, for random weights and unknowns, in sixteenths of rounding; soft ones miss by far.</summary>
    [TestCase(true), TestCase(false)]
    public void Conditions_hold_for_any_weights(bool exact)
    {
        var problem = Problem(Box);
        var trainer = new Trainer(problem, DataLoader.Load(problem), new TrainingOptions { Network = new() { Hidden = [8, 8], Exact = exact } });
        var random = new RandomSource(2);
        var theta = trainer.Start().Theta.Select(w => w + random.NextNormal()).ToArray();
        foreach (var rows in trainer.Residuals.Draw(Trainer.Validation).Where(r => r.Program.Kind == TermKind.Condition))
        {
            Assert.That(trainer.Residuals.IsExact(rows.Program), Is.EqualTo(exact));
            var worst = trainer.Engine.Values(rows, theta).Max(Math.Abs);
            Assert.That(worst, exact ? Is.LessThan(1e-12) : Is.GreaterThan(0.1), rows.Program.Name);
        }
    }

    /// <summary>The factor is one in the middle of a box and rises from its sides with slope 4/length: φ·N is of N's order.</summary>
    [Test]
    public void The_factor_is_of_order_one()
    {
        var problem = Problem(Box);
        var factor = BuiltInConditions.Of(problem, problem.Fields[0])!.Factor;
        double At(double x, double y) => factor.Evaluate(leaf => leaf.Equals(problem.Coordinates[0].Symbol) ? x : y);
        Assert.That((At(0.5, 1), At(0.25, 1), At(0.5, 0.5)), Is.EqualTo((1, 0.75, 0.75)));
        Assert.That(new[] { At(0, 0.3), At(1, 0.3), At(0.3, 0), At(0.3, 2) }, Is.All.Zero);
    }

    [Test]
    public void All_that_can_be_is_built_in() => Assert.That(BuiltIn(Box), Is.EqualTo(Box.Keys));

    [Test]
    public void Conditions_that_differ_where_they_meet_stay_soft() => Assert.That(BuiltIn(new()
    {
        ["west"] = ("x = 0", "u = 1"), ["south"] = ("y = 0", "u = 0"), ["north"] = ("y = 2", "u = 1 + x"),
    }), Is.EqualTo(new[] { "north" }), "and those that agree with all that is left");

    [Test]
    public void A_side_with_two_conditions_stays_soft() =>
        Assert.That(BuiltIn(new() { ["one"] = ("x = 0", "u = 1"), ["two"] = ("x = 0", "u = k") }), Is.Empty);

    [TestCase("x = 0", "u*u = 1", Description = "not linear")]
    [TestCase("x = 0", "u_x = 1", Description = "a derivative")]
    [TestCase("x = 0", "u = v", Description = "another field")]
    [TestCase("x = 0", "k*u = 1", Description = "an unknown beside the field")]
    [TestCase("x = 0 and y > 1", "u = 1", Description = "part of a side")]
    [TestCase("x = 0 and y = 0", "u = 1", Description = "a corner")]
    [TestCase("x = 0.5", "u = 1", Description = "inside")]
    public void What_is_not_a_value_on_a_whole_side_stays_soft(string where, string equation) => Assert.That(BuiltIn(new() { ["one"] = (where, equation) }), Is.Empty);

    [Test]
    public void Positive_fields_stay_soft() => Assert.That(BuiltIn(new() { ["one"] = ("x = 0", "u = 1") }, positive: true), Is.Empty);

    [Test]
    public void A_periodic_field_keeps_what_is_periodic() => Assert.That(BuiltIn(new()
    {
        ["wrap"] = new PeriodicDeclaration("x"), ["south"] = ("y = 0", "u = cos(2*pi*x)"), ["north"] = ("y = 2", "u = x*(1 - x)"), ["west"] = ("x = 0", "u = 1"),
    }), Is.EqualTo(new[] { "south" }), "the slope of the second jumps, and the third is not met by a factor that is periodic");

    /// <summary>y' = −k y from y(0) = y0 with both unknown: the network has nothing to say of the start, the data all of it.</summary>
    [Test]
    public void Training_finds_unknowns_in_a_built_in_start()
    {
        var options = new TrainingOptions { Network = new() { Hidden = [8, 8], Exact = true }, Points = new() { Interior = 200 }, Stages = [new AdamStage(50), new GaussNewtonStage(800)] };
        var trainer = Decay.Trainer(Decay.Exact(), options);
        var report = trainer.Report(trainer.Run().Last());
        foreach (var unknown in report.Unknowns)
            Assert.That(unknown.RelativeError, Is.LessThan(1e-5), unknown.Name);
        var start = report.Conditions.Single();
        Assert.That(start.Exact, Is.True);
        Assert.That(start.Rms, Is.LessThan(1e-12));
    }
}
