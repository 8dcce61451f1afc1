using System.Collections.Immutable;

namespace PinnSharp.Inversion.Tests;

/// <summary>Laplace's approximation, and profiles with several noise levels, against −ln p itself.</summary>
public sealed class LaplaceTests
{
    private static readonly double[] Times = [.. Enumerable.Range(1, 12).Select(i => i / 4.0)];

    /// <summary>y0 e^(−kt) of data that are far off at some times, so that second derivatives of the model count: parameters ln k, y0, and c that multiplies t² and is eliminated.</summary>
    private static FunctionLeastSquares Decay(double off = 0.6) => new(new ParameterLayout(("theta", 3)), new ResidualLayout(("early", 6), ("late", 6)),
        x => [.. Times.Select((t, i) => (x[1] * Math.Exp(-Math.Exp(x[0]) * t) + x[2] * t * t - 2 * Math.Exp(-0.7 * t) - (i < 6 ? 0.2 : 1) * off * Math.Sin(3 * i * i)) / 0.1)]);

    private static readonly ImmutableArray<NamedParameter> Parameters = [NamedParameter.Logarithm("k", 0), NamedParameter.Linear("y0", 1)];

    private static Likelihood Levels(params string[][] levels) => new([.. levels.Select(l => l.ToImmutableArray())]);

    /// <summary>½ min over c of −2 ln p, by golden section: no derivatives.</summary>
    private static double Least(FunctionLeastSquares problem, Likelihood likelihood, double k, double y)
    {
        double Cost(double c) => ProfileLikelihood.Deviance(problem, [k, y, c], likelihood) / 2;
        var (a, b) = (-2.0, 2.0);
        for (var i = 0; i < 90; i++)
        {
            var (p, q) = (b - 0.6180339887498949 * (b - a), a + 0.6180339887498949 * (b - a));
            if (Cost(p) < Cost(q)) b = q;
            else a = p;
        }
        return Cost((a + b) / 2);
    }

    [Test]
    public void Second_derivatives_are_those_of_the_cost_with_the_others_at_their_best()
    {
        var problem = Decay();
        var study = IdentifiabilityStudy.Of(() => problem, [-0.3, 2, 0], Parameters);
        var (k, y) = (study.Theta[0], study.Theta[1]);
        var hessian = LaplaceDeviations.Hessian(problem, study.Theta, [0, 1], [1e-3, 1e-3], Likelihood.Known);
        double Cost(double a, double b) => Least(problem, Likelihood.Known, k + a, y + b);
        const double h = 2e-3;
        double[] expected =
        [
            (Cost(h, 0) - 2 * Cost(0, 0) + Cost(-h, 0)) / (h * h), (Cost(h, h) - Cost(h, -h) - Cost(-h, h) + Cost(-h, -h)) / (4 * h * h), (Cost(0, h) - 2 * Cost(0, 0) + Cost(0, -h)) / (h * h),
        ];
        Assert.That(new[] { hessian[0], hessian[1], hessian[3] }, Is.EqualTo(expected).Within(0.2).Percent);
        Assert.That(hessian[2], Is.EqualTo(hessian[1]));
        var deviations = LaplaceDeviations.Of(problem, study)!;
        var determinant = expected[0] * expected[2] - expected[1] * expected[1];
        Assert.That(deviations, Is.EqualTo([Math.Sqrt(expected[2] / determinant), Math.Sqrt(expected[0] / determinant)]).Within(1).Percent);
        Assert.That(Math.Abs(study.Spectrum.Deviation(0) / deviations[0] - 1), Is.GreaterThan(0.025), "Gauss–Newton's is another");
    }

    [Test]
    public void The_slope_of_a_likelihood_is_that_of_its_deviance([Values] bool counted)
    {
        var (problem, likelihood) = (Decay(), Levels(["early"], ["late"]) with { Counts = counted ? [5.5, 4.5] : [] });
        var r = new double[12];
        problem.Residual([-0.2, 1.8, 0.1], r);
        var slope = likelihood.Slope(problem.Residuals, r);
        for (var i = 0; i < 12; i++)
        {
            double At(double h) => likelihood.Deviance(problem.Residuals, [.. r.Select((x, j) => j == i ? x + h : x)]) / 2;
            Assert.That(slope[i], Is.EqualTo((At(1e-5) - At(-1e-5)) / 2e-5).Within(1e-8));
        }
    }

    /// <summary>Two levels, both unknown: as k is held away from its best, the late residuals grow, and y0 and c follow the early ones more.</summary>
    [Test]
    public void A_profile_with_two_noise_levels_weighs_them_anew()
    {
        var (problem, likelihood) = (Decay(0.3), Levels(["early"], ["late"]));
        // The optimum of the likelihood, its levels at their best.
        double[] theta = [-0.3, 2, 0];
        ILeastSquares white = problem;
        for (var i = 0; i < 60; i++)
        {
            theta = Descent.Minimum(white, theta).Theta;
            var r = new double[12];
            problem.Residual(theta, r);
            white = new WeightedTerms(problem, [Math.Sqrt(6 / r[..6].Sum(x => x * x)), Math.Sqrt(6 / r[6..].Sum(x => x * x))]);
        }
        theta = Descent.Minimum(white, theta).Theta;
        var profile = ProfileLikelihood.Of(() => white, theta, [Parameters[0]], [0.2], likelihood)[0];
        Assert.That(profile.Better, Is.Null);
        var best = ProfileLikelihood.Deviance(white, theta, likelihood);
        var gain = 0.0;
        foreach (var point in profile.Points.Where(p => p.Value != profile.Estimate))
        {
            Assert.That(point.Deviance, Is.EqualTo(Exact(point.Value) - best).Within(0.02));
            gain = Math.Max(gain, Held(point.Value) - best - point.Deviance);
        }
        Assert.That(gain, Is.GreaterThan(0.2), "at the levels of the optimum it is higher");

        // −2 ln L with all else at its best, from several levels of weight.
        double Exact(double k)
        {
            var found = double.PositiveInfinity;
            foreach (var ratio in (double[])[0.2, 0.5, 1, 2, 5])
            {
                double[] at = [.. theta], factors = [1, ratio];
                at[0] = k;
                for (var i = 0; i < 60; i++)
                {
                    var held = new HeldParameters(new WeightedTerms(white, factors), at, [1, 2]);
                    at = held.Full(Descent.Minimum(held, held.Free(at)).Theta);
                    var r = new double[12];
                    white.Residual(at, r);
                    factors = [Math.Sqrt(6 / r[..6].Sum(x => x * x)), Math.Sqrt(6 / r[6..].Sum(x => x * x))];
                }
                found = Math.Min(found, ProfileLikelihood.Deviance(white, at, likelihood));
            }
            return found;
        }

        double Held(double k)
        {
            double[] at = [k, theta[1], theta[2]];
            var held = new HeldParameters(white, at, [1, 2]);
            return ProfileLikelihood.Deviance(white, held.Full(Descent.Minimum(held, held.Free(at)).Theta), likelihood);
        }
    }
}
