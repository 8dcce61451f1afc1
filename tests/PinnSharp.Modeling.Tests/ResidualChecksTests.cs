using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Modeling.Tests;

/// <summary>P-values are right where model and noise are: by repetition 5 % are below 0.05, with fitted parameters and few data; and seeded faults are found.</summary>
public sealed class ResidualChecksTests
{
    private const int Repetitions = 1500;

    /// <summary>Polynomials fitted to 20 successive data; what they take of the residuals makes neighbours differ.</summary>
    [Test]
    public void The_level_is_right_for_fitted_parameters_and_few_data([Values(1, 4)] int parameters)
    {
        var setting = new Setting(Series, [.. Enumerable.Range(0, 20).Select(i => i / 19.0)], parameters);
        foreach (var test in new[] { ResidualTest.Size, ResidualTest.Normality, ResidualTest.Time })
            Assert.That(setting.Level(test, 0.05), Is.InRange(0.035, 0.065), $"{test}");
        Assert.That(setting.Level(ResidualTest.Time, 0.01), Is.InRange(0.004, 0.016), "further out");
    }

    /// <summary>A penalty takes a part of many directions: the residuals' covariance is no projector.</summary>
    [Test]
    public void The_level_is_right_for_a_smooth_function()
    {
        var setting = new Setting(Series, [.. Enumerable.Range(0, 24).Select(i => i / 23.0)], 12, ridge: 1);
        foreach (var test in new[] { ResidualTest.Size, ResidualTest.Time }) Assert.That(setting.Level(test, 0.05), Is.InRange(0.035, 0.065), $"{test}");
    }

    /// <summary>Scattered points of the plane, of which few have an exact distribution and many the normal approximation.</summary>
    [TestCase(30, 1500)]
    [TestCase(400, 400)]
    public void The_level_is_right_in_the_plane(int count, int repetitions)
    {
        var setting = new Setting(Plane, Plane.Domain.Sample(count, SamplingMethod.Uniform, 3), count == 30 ? 3 : 11) { Repeated = repetitions };
        Assert.That(setting.Level(ResidualTest.Space, 0.05), Is.InRange(0.028, 0.072));
    }

    /// <summary>Without what the fit takes, the same residuals seem to vary less than they should and to be less alike than chance: the level above is not right by accident.</summary>
    [Test]
    public void What_the_fit_takes_matters()
    {
        var setting = new Setting(Series, [.. Enumerable.Range(0, 20).Select(i => i / 19.0)], 6) { Forgotten = true };
        Assert.That(setting.Level(ResidualTest.Time, 0.05), Is.LessThan(0.01));
        Assert.That(setting.Level(ResidualTest.Size, 0.05), Is.GreaterThan(0.12));
    }

    [Test]
    public void Seeded_faults_are_found()
    {
        var times = Enumerable.Range(0, 40).Select(i => i / 39.0).ToArray();
        var setting = new Setting(Series, times, 2);
        double Power(ResidualTest test, Func<double[], double[]> fault) => setting.Level(test, 1e-3, fault, 300);
        Assert.That(Power(ResidualTest.Time, z => [.. z.Select((x, i) => x + 2 * Math.Sin(9 * times[i]))]), Is.GreaterThan(0.9), "an equation that leaves out a wave");
        Assert.That(Power(ResidualTest.Size, z => [.. z.Select(x => 2 * x)]), Is.GreaterThan(0.99), "noise twice as large as stated");
        Assert.That(Power(ResidualTest.Size, z => [.. z.Select(x => x / 3)]), Is.GreaterThan(0.99), "noise a third of what is stated");
        Assert.That(Power(ResidualTest.Normality, z => [.. z.Select((x, i) => i % 13 == 5 ? 6 * x : x)]), Is.GreaterThan(0.3), "three outliers");
        Assert.That(Power(ResidualTest.Time, z => [.. z.Select(x => 3 * x)]), Is.LessThan(0.02), "whose size does not matter");
    }

    /// <summary>The ratio of two χ² of six degrees each has an F distribution.</summary>
    [Test]
    public void Tails_of_quadratic_forms_have_their_known_values()
    {
        // F(6, 6) has P(F > 4.283866) = 0.05 and P(F > 20.03) = 0.001.
        foreach (var (c, p) in new[] { (4.283866, 0.05), (20.03, 0.001), (1.0, 0.5) })
            Assert.That(QuadraticForm.Positive([.. Enumerable.Repeat(1.0, 6), .. Enumerable.Repeat(-c, 6)]), Is.EqualTo(p).Within(0.03 * p));
    }

    [Test]
    public void Neighbours_are_those_that_are_near()
    {
        Assert.That(Neighbours.InTime(Series, [0.3, 0.1, 0.2])!.Select(e => (e.I, e.J)), Is.EqualTo(new[] { (1, 2), (2, 0) }));
        Assert.That(Neighbours.InTime(Plane, [0, 0, 1, 1]), Is.Null);
        Assert.That(Neighbours.InSpace(Series, [0.3, 0.1]), Is.Null);
        // Six points on a cross: the two at the end of an arm are nearest to each other.
        var near = Neighbours.InSpace(Plane, [0, 0, 0.4, 0, -0.4, 0, 0, 0.4, 0, -0.4, 0, -0.45])!;
        Assert.That(near.Single(e => (e.I, e.J) == (4, 5)).Weight, Is.EqualTo(1));
        Assert.That(near.Sum(e => 2 * e.Weight), Is.EqualTo(6 * 4));
    }

    private static InverseProblem Series { get; } = ProblemReader.Parse("""
        coordinates: {t: [0, 1]}
        fields: [u]
        unknowns: {b: {initial: 1}}
        equations: {decay: "u_t = -b*u"}
        conditions: {start: {where: "t = 0", equation: "u = 1"}}
        observations: {probe: {draw: {points: 3}, of: u, noise: {gaussian: {sigma: 0.1}}}}
        truth: {fields: {u: "exp(-t)"}}
        """, "series.yaml");

    private static InverseProblem Plane { get; } = ProblemReader.Parse("""
        coordinates: {x: [-1, 1], y: [-1, 1]}
        fields: [u]
        unknowns: {b: {initial: 1}}
        equations: {poisson: "laplacian(u) = b"}
        conditions: {edge: {where: boundary, equation: "u = 1"}}
        observations: {probe: {draw: {points: 3}, of: u, noise: {gaussian: {sigma: 0.1}}}}
        truth: {fields: {u: "1"}}
        """, "plane.yaml");

    /// <summary>A linear model of smooth functions, polynomials of all coordinates in turn, fitted to standard normal noise.</summary>
    private sealed class Setting
    {
        private readonly InverseProblem _problem;
        private readonly double[] _points, _taken;
        private readonly Matrix<double> _u;
        private readonly double _ridge;
        private readonly Matrix<double> _design;

        public Setting(InverseProblem problem, double[] points, int parameters, double ridge = 0)
        {
            (_problem, _points, _ridge) = (problem, points, ridge);
            var (d, n) = (problem.Coordinates.Length, points.Length / problem.Coordinates.Length);
            _design = Matrix<double>.Build.Dense(n, parameters, (i, j) => Math.Pow(points[i * d + j % d], (j + d - 1) / d));
            if (ridge > 0) _design = _design.QR().Q.SubMatrix(0, n, 0, parameters);
            var gram = _design.TransposeThisAndMultiply(_design) + ridge * Matrix<double>.Build.DenseIdentity(parameters);
            _u = _design * gram.Cholesky().Factor.Transpose().Inverse();
            _taken = [.. _u.EnumerateRows().SelectMany(row => row)];
        }

        public int Repeated { get; init; } = Repetitions;

        public bool Forgotten { get; init; }

        /// <summary>How often the p-value is below a level.</summary>
        public double Level(ResidualTest test, double level, Func<double[], double[]>? fault = null, int? repetitions = null)
        {
            var (random, below, n) = (new RandomSource(11, $"{test}"), 0, _u.RowCount);
            for (var i = 0; i < (repetitions ?? Repeated); i++)
            {
                double[] z = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
                var data = Vector<double>.Build.Dense(fault is null ? z : fault(z));
                // The truth is drawn from what the penalty assumes, so that the residuals' covariance is I − UUᵀ.
                if (_ridge > 0) data += _design * Vector<double>.Build.Dense(_design.ColumnCount, _ => random.NextNormal() / Math.Sqrt(_ridge));
                var r = (data - _u * (_u.Transpose() * data)).ToArray();
                var sample = new ResidualSample(new("probe", n, _points, r, _problem.Observations[0].Noise), r, true, Forgotten ? [] : _taken);
                if (ResidualChecks.Of(_problem, [sample]).Single(c => c.Test == test).PValue < level) below++;
            }
            return below / (double)(repetitions ?? Repeated);
        }
    }
}
