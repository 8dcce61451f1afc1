using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class ProblemResidualsTests
{
    private static ProblemResiduals Residuals(string problem = "advection-diffusion", ulong seed = 1, PointOptions? points = null, bool exact = false)
    {
        var declared = EngineProblem.All.First(p => p.Name == problem).Problem;
        var data = DataLoader.Load(declared);
        return new ProblemResiduals(new InternalVariables(declared, FieldScale.For(declared, data)), data, points ?? new PointOptions { Interior = 30, Boundary = 8 },
            FieldNetwork.For(declared, new NetworkOptions { Hidden = [15], ExactPeriodicity = exact }), seed);
    }

    private static double[][] Points(ImmutableArray<TermRows> draw) => [.. draw.SelectMany(rows => rows.Points)];

    [Test]
    public void A_seed_and_a_number_give_the_points()
    {
        var first = Points(Residuals().Draw(3));
        Assert.That(Points(Residuals().Draw(3)), Is.EqualTo(first));
        Assert.That(Points(Residuals(seed: 2).Draw(3))[0], Is.Not.EqualTo(first[0]));
        Assert.That(Points(Residuals().Draw(4))[0], Is.Not.EqualTo(first[0]));
        Assert.That(Points(Residuals().Draw(Trainer.Validation))[0], Is.Not.EqualTo(first[0]));
    }

    [Test]
    public void No_point_of_validation_is_trained_on()
    {
        var residuals = Residuals();
        var held = Triples(residuals.Draw(Trainer.Validation)).ToHashSet();
        for (var draw = 0; draw < 20; draw++)
            Assert.That(Triples(residuals.Draw(draw)).Any(held.Contains), Is.False, $"draw {draw}");

        static IEnumerable<(double, double, double)> Triples(ImmutableArray<TermRows> draw) => draw[0].Points[0].Chunk(3).Select(p => (p[0], p[1], p[2]));
    }

    [Test]
    public void Data_are_the_same_in_every_draw()
    {
        var residuals = Residuals();
        Assert.That(residuals.Draw(5)[^1], Is.SameAs(residuals.Draw(0)[^1]));
        Assert.That(residuals.Draw(0)[^1].Columns.Single(), Is.EqualTo(new[] { 0.2, 0.4 }));
    }

    [Test]
    public void Terms_stand_in_the_order_of_the_problem_with_their_numbers_of_points()
    {
        var draw = Residuals().Draw(0, 2);
        Assert.That(draw.Select(rows => (rows.Program.Name, rows.Program.Owner, rows.Program.Kind, rows.Count)), Is.EqualTo(new[]
        {
            ("transport", "transport", TermKind.Equation, 60),
            ("wrap:c", "wrap", TermKind.Condition, 16),
            ("wrap:c_y", "wrap", TermKind.Condition, 16),
            ("start", "start", TermKind.Condition, 16),
            ("inlet", "inlet", TermKind.Condition, 16),
            ("mean", "mean", TermKind.Observation, 2),
        }));
    }

    [Test]
    public void Rows_of_a_periodic_condition_pair_points_that_differ_in_its_coordinate_only()
    {
        var rows = Residuals().Draw(0).First(r => r.Program.Name == "wrap:c_y");
        Assert.That(rows.Program.Sites, Is.EqualTo(2));
        var (low, high) = (rows.Points[0].Chunk(3).ToArray(), rows.Points[1].Chunk(3).ToArray());
        Assert.That(low.Select(p => p[1]), Is.All.EqualTo(0));
        Assert.That(high.Select(p => p[1]), Is.All.EqualTo(1));
        Assert.That(high.Select(p => (p[0], p[2])), Is.EqualTo(low.Select(p => (p[0], p[2]))));
        Assert.That(low.Select(p => p[0]).Distinct().Count(), Is.EqualTo(8));
    }

    [Test]
    public void Conditions_are_drawn_where_they_hold()
    {
        var draw = Residuals("Burgers").Draw(0);
        Assert.That(draw[3].Points[0].Chunk(2).Select(p => p[0]), Is.All.EqualTo(1));
        Assert.That(draw[3].Points[0].Chunk(2).Select(p => p[1]), Is.All.GreaterThan(0.5));
    }

    [Test]
    public void What_is_built_in_has_rows_for_validation_only()
    {
        var residuals = Residuals("Kuramoto-Sivashinsky", exact: true);
        var wraps = residuals.Programs.Where(p => p.Owner == "wrap").ToArray();
        Assert.That(residuals.Programs.Where(residuals.IsExact), Is.EqualTo(wraps));
        Assert.That(wraps, Has.Length.EqualTo(4));
        Assert.That(residuals.Draw(0).Select(rows => rows.Count), Is.EqualTo(new[] { 30, 0, 0, 0, 0, 8, 2 }));
        Assert.That(residuals.Draw(Trainer.Validation).Select(rows => rows.Count), Is.EqualTo(new[] { 30, 8, 8, 8, 8, 8, 2 }));
        Assert.That(Residuals("Kuramoto-Sivashinsky").Draw(0).Select(rows => rows.Count), Is.EqualTo(new[] { 30, 8, 8, 8, 8, 8, 2 }));
    }

    [Test]
    public void Points_follow_the_number_of_parameters_unless_given() =>
        Assert.That((Residuals("Burgers", 1, new PointOptions()).Draw(0)[0].Count, Residuals("ODE system, shared network", 1, new PointOptions()).Draw(0)[0].Count), Is.EqualTo((248, 200)));
}
