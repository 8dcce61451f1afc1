using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class AdaptiveSamplingTests
{
    private const int Count = 40;

    private static readonly ProblemResiduals Residuals = Of(EngineProblem.All.First(p => p.Name == "Burgers").Problem);

    private static ProblemResiduals Of(InverseProblem problem)
    {
        var data = DataLoader.Load(problem);
        return new(new InternalVariables(problem, FieldScale.For(problem, data)), data, new PointOptions { Interior = Count, Boundary = 8 },
            FieldNetwork.For(problem, new NetworkOptions { Hidden = [5] }), 1);
    }

    /// <summary>Of candidates with residual 3 on one quarter of the domain and 0 elsewhere, k = 1 and c = ½ draw the quarter with 9/2 to 1/2.</summary>
    [Test]
    public void Points_are_drawn_as_often_as_their_residuals_say()
    {
        static double Residual(double x) => x < -0.5 ? 3 : 0;
        var (inside, all) = (0, 0);
        for (var draw = 1; draw <= 200; draw++)
        {
            var rows = Residuals.Draw(draw, new AdaptiveOptions(1, 0.5, 50), candidates => [.. candidates.Points[0].Chunk(2).Select(p => Residual(p[0]))])[0];
            inside += rows.Points[0].Chunk(2).Count(p => p[0] < -0.5);
            all += rows.Count;
        }
        Assert.That((double)inside / all, Is.EqualTo(4.5 / (4.5 + 3 * 0.5)).Within(0.015), "less a little, as none is drawn twice");
    }

    [Test]
    public void The_exponent_is_that_of_the_residual()
    {
        static double Share(double exponent)
        {
            var inside = 0;
            for (var draw = 1; draw <= 100; draw++)
                inside += Residuals.Draw(draw, new AdaptiveOptions(exponent, 1e-9, 50), candidates => [.. candidates.Points[0].Chunk(2).Select(p => p[0] < 0 ? -2.0 : 1)])[0]
                    .Points[0].Chunk(2).Count(p => p[0] < 0);
            return inside / (100.0 * Count);
        }
        Assert.That(Share(1), Is.EqualTo(2.0 / 3).Within(0.02));
        Assert.That(Share(2), Is.EqualTo(4.0 / 5).Within(0.02));
    }

    [Test]
    public void Numbers_of_points_and_data_stay_and_every_point_is_where_it_belongs()
    {
        var (even, adaptive) = (Residuals.Draw(3), Residuals.Draw(3, new(), rows => new double[rows.Count]));
        Assert.That(adaptive.Select(r => r.Count), Is.EqualTo(even.Select(r => r.Count)));
        Assert.That(adaptive[^1], Is.SameAs(even[^1]));
        Assert.That(adaptive[3].Points[0].Chunk(2).All(p => p[0] == 1 && p[1] > 0.5));
        Assert.That(adaptive[0].Points[0].Chunk(2).Select(p => (p[0], p[1])).Distinct().Count(), Is.EqualTo(Count), "none twice");
        Assert.That(Residuals.Draw(3, new(), rows => [.. Enumerable.Repeat(double.NaN, rows.Count)])[0].Points[0], Is.EqualTo(adaptive[0].Points[0]), "what is not finite says nothing");
        Assert.That(Residuals.Draw(4, new(), rows => new double[rows.Count])[0].Points[0], Is.Not.EqualTo(adaptive[0].Points[0]));
    }
}
