using System.Collections.Immutable;

namespace PinnSharp.Inversion.Tests;

/// <summary>Identifiability where the answer is known in closed form.</summary>
public sealed class IdentifiabilityTests
{
    private const double Normal = 1.959963984540054;

    private static FunctionLeastSquares Linear(double[,] a, double[] y) => new(a.GetLength(1), a.GetLength(0),
        x => [.. Enumerable.Range(0, y.Length).Select(i => Enumerable.Range(0, x.Length).Sum(j => a[i, j] * x[j]) - y[i])], _ => a);

    private static IdentifiabilityStudy Study(ILeastSquares problem, double[] start, params NamedParameter[] parameters) => IdentifiabilityStudy.Of(() => problem, start, [.. parameters]);

    [Test]
    public void Holding_a_direction_leaves_the_problem_on_a_plane()
    {
        var problem = Linear(new double[,] { { 1, 2, 0.5 }, { 0, 1, -1 }, { 3, 0, 1 }, { 1, 1, 1 } }, [1, 2, -1, 0.3]);
        double[] w = [0.3, -2, 0.7], free = [0.4, -0.9];
        var held = new HeldDirection(problem, w, 1.7);
        var theta = held.Full(free);
        Assert.That(theta.Zip(w, (a, b) => a * b).Sum(), Is.EqualTo(1.7).Within(1e-14));
        Assert.That(held.Free(theta), Is.EqualTo(free).Within(1e-14));
        double[] gram = new double[4], gradient = new double[2], rows = new double[8], r = new double[4], product = new double[4], back = new double[2];
        var cost = held.NormalEquations(free, gram, gradient);
        Assert.That(cost, Is.EqualTo(held.Residual(free, r)).Within(1e-13));
        held.Rows(free, 0, 4, rows);
        for (var i = 0; i < 2; i++)
            for (var j = 0; j <= i; j++) Assert.That(gram[i * 2 + j], Is.EqualTo(Enumerable.Range(0, 4).Sum(k => rows[k * 2 + i] * rows[k * 2 + j])).Within(1e-12));
        for (var i = 0; i < 2; i++)
        {
            double[] unit = [i == 0 ? 1 : 0, i == 0 ? 0 : 1], up = [.. free.Zip(unit, (a, b) => a + 1e-5 * b)], down = [.. free.Zip(unit, (a, b) => a - 1e-5 * b)];
            held.Multiply(free, unit, product);
            for (var k = 0; k < 4; k++) Assert.That(product[k], Is.EqualTo(rows[k * 2 + i]).Within(1e-13));
            Assert.That(gradient[i], Is.EqualTo((held.Residual(up, r) - held.Residual(down, r)) / 2e-5).Within(1e-8));
        }
        held.MultiplyTransposed(free, product, back);
        Assert.That(back[1], Is.EqualTo(product.Sum(x => x * x)).Within(1e-12));
    }

    [Test]
    public void Singular_values_and_null_directions_of_a_linear_problem_are_exact()
    {
        // Columns 3 and 1.5 times the same: (1, −2, 0)/√5 is null; the other information 11.25 along (2, 1, 0)/√5 and 4 along the third.
        var problem = Linear(new double[,] { { 3, 1.5, 0 }, { 0, 0, 2 } }, [1, 1]);
        var spectrum = new SensitivitySpectrum(IdentifiabilityStudy.InformationAt(problem, [0, 0, 0], [.. Enumerable.Range(0, 3).Select(i => NamedParameter.Linear($"p{i}", i))]), [1, 1, 1]);
        Assert.That(spectrum.Rank, Is.EqualTo(2));
        Assert.That(spectrum.SingularValues[..2], Is.EqualTo([Math.Sqrt(11.25), 2]).Within(1e-12));
        var v = spectrum.NullDirections[0];
        Assert.That(v.Select(x => x / v[0]), Is.EqualTo([1, -2, 0]).Within(1e-12));
        Assert.That(spectrum.IsFree(0) && spectrum.IsFree(1) && !spectrum.IsFree(2), Is.True);
        Assert.That(spectrum.Deviation(2), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Correlations_are_those_of_the_covariance()
    {
        var spectrum = new SensitivitySpectrum([2, 1, 1, 2], [1, 1]);
        Assert.That(spectrum.Correlation(0, 1), Is.EqualTo(-0.5).Within(1e-14));
        Assert.That(spectrum.Deviation(0), Is.EqualTo(Math.Sqrt(2.0 / 3)).Within(1e-14));
    }

    /// <summary>The profile of a quadratic is ±1.96 standard deviations, at any scale of the problem and from any first step.</summary>
    [TestCase(1, 1)]
    [TestCase(1e-4, 0.01)]
    [TestCase(100, 3)]
    public void The_profile_interval_of_a_linear_problem_is_that_of_its_deviations(double sigma, double step)
    {
        double[,] a = { { 1 / sigma, 2 / sigma }, { 1 / sigma, -1 / sigma }, { 0.5 / sigma, 3 / sigma } };
        var problem = Linear(a, [1 / sigma, 0.3 / sigma, 2 / sigma]);
        double g = 2.25, h = 2.5, k = 14, determinant = g * k - h * h;
        double x = (k * (1 + 0.3 + 1) - h * (2 - 0.3 + 6)) / determinant, std = sigma * Math.Sqrt(k / determinant);
        double y = (g * (2 - 0.3 + 6) - h * (1 + 0.3 + 1)) / determinant;
        var profile = ProfileLikelihood.Of(() => problem, [x, y], [NamedParameter.Linear("x", 0)], [step * std])[0];
        Assert.That((profile.Lower!.Value - x) / std, Is.EqualTo(-Normal).Within(1e-8));
        Assert.That((profile.Upper!.Value - x) / std, Is.EqualTo(Normal).Within(1e-8));
        Assert.That(profile.Better, Is.Null);
        foreach (var point in profile.Points) Assert.That(point.Deviance, Is.EqualTo(Math.Pow((point.Value - x) / std, 2)).Within(1e-7));
    }

    /// <summary>With an unknown noise level, n ln(1 + z²/(n·s²)) = 3.84 in closed form.</summary>
    [Test]
    public void An_unknown_noise_level_makes_the_interval_wider_by_what_is_known()
    {
        double[] y = [1, 2, 4, 3, 2.5];
        var mean = y.Average();
        var problem = new FunctionLeastSquares(1, 5, x => [.. y.Select(v => x[0] - v)]);
        var profile = ProfileLikelihood.Of(() => problem, [mean], [NamedParameter.Linear("mean", 0)], [0.5], new Likelihood([["residual"]]))[0];
        var variance = y.Average(v => (v - mean) * (v - mean));
        var half = Math.Sqrt(variance * (Math.Exp(ProfileLikelihood.Threshold / 5) - 1));
        Assert.That(profile.Upper!.Value - mean, Is.EqualTo(half).Within(2e-3 * half));
        Assert.That(half, Is.GreaterThan(1.05 * Normal * Math.Sqrt(variance / 5)));
    }

    [Test]
    public void A_product_is_named_and_proven()
    {
        var problem = new FunctionLeastSquares(2, 3, x => [.. new[] { 1.0, 2, 3 }.Select((t, i) => 100 * (Math.Exp(x[0] + x[1]) * t - 2 * t) + 0.1 * i)]);
        var study = Study(problem, [0, 0.5], NamedParameter.Logarithm("a", 0), NamedParameter.Logarithm("b", 1));
        Assert.That(Verdicts.Of(study).Select(v => v.Text), Is.All.EqualTo("not determined: only a·b"));
        Assert.That(study.Profiles.Select(p => (p.Lower, p.Upper)), Is.All.EqualTo(((double?)null, (double?)null)));
        Assert.That(Verdicts.Local(study.Parameters, study.Theta, study.Spectrum)[0].IsLocal, Is.True);
    }

    /// <summary>At a = b the gradients of a·b and a + b are the same: only the walk tells them apart.</summary>
    [Test]
    public void A_sum_is_told_from_a_product_where_their_gradients_agree()
    {
        var problem = new FunctionLeastSquares(2, 3, x => [.. new[] { 1.0, 2, 3 }.Select(t => 1000 * ((Math.Exp(x[0]) + Math.Exp(x[1])) * t - 2 * t))]);
        var study = Study(problem, [0, 0], NamedParameter.Logarithm("a", 0), NamedParameter.Logarithm("b", 1));
        Assert.That(Verdicts.Of(study).Select(v => v.Text), Is.All.EqualTo("not determined: only a + b"));
        Assert.That(Verdicts.Local(study.Parameters, [0, 0], study.Spectrum)[0].Text, Is.EqualTo("not determined: only a·b"), "by gradients alone the simpler one, and it says that it is local");
        Assert.That(study.Profiles[0].Upper, Is.EqualTo(Math.Log(2)).Within(0.01), "b cannot be negative");
    }

    [Test]
    public void Two_null_directions_leave_one_combination_of_three()
    {
        var problem = new FunctionLeastSquares(3, 2, x => [.. new[] { 1.0, 2 }.Select(t => 100 * (t * Math.Exp(x[0] + x[1] - 2 * x[2]) - t))]);
        var study = Study(problem, [0.3, 0.1, 0.2], NamedParameter.Logarithm("a", 0), NamedParameter.Logarithm("b", 1), NamedParameter.Logarithm("c", 2));
        Assert.That(study.Spectrum.Rank, Is.EqualTo(1));
        Assert.That(Verdicts.Of(study).Select(v => v.Text), Is.All.EqualTo("not determined: only a·b/c²"));
    }

    /// <summary>y0² observed, begun at 0 where all derivatives vanish: a better fit is found, and then the other sign.</summary>
    [Test]
    public void A_sign_symmetry_is_found_from_where_derivatives_vanish()
    {
        var problem = new FunctionLeastSquares(1, 2, x => [10 * (x[0] * x[0] - 4), 10 * (2 * x[0] * x[0] - 8.1)]);
        var study = Study(problem, [0], NamedParameter.Linear("y0", 0));
        Assert.That(study.Improvements, Is.EqualTo(1));
        Assert.That(Math.Abs(study.Theta[0]), Is.EqualTo(2).Within(0.01));
        Assert.That(Verdicts.Of(study)[0].Text, Is.EqualTo("not determined: only |y0|"));
    }

    /// <summary>Two exponentials may be swapped.</summary>
    [Test]
    public void Exchangeable_parameters_are_found()
    {
        double[] t = [0, 0.5, 1, 2, 3, 5];
        var problem = new FunctionLeastSquares(2, 6, x => [.. t.Select(s => 1000 * (Math.Exp(-s * Math.Exp(x[0])) + Math.Exp(-s * Math.Exp(x[1])) - Math.Exp(-s) - Math.Exp(-s * 0.3)))]);
        var study = Study(problem, [-0.1, -1], NamedParameter.Logarithm("a", 0), NamedParameter.Logarithm("b", 1));
        Assert.That(Verdicts.Of(study)[0].Text, Is.EqualTo("not determined: only a + b and a·b"));
    }

    [Test]
    public void A_profile_open_to_one_side_is_weak_and_a_wide_one_too()
    {
        var saturated = new FunctionLeastSquares(1, 1, x => [20 * Math.Exp(x[0]) / (1 + Math.Exp(x[0])) - 19]);
        var study = Study(saturated, [2], NamedParameter.Logarithm("k", 0));
        Assert.That(study.Profiles[0].Upper, Is.Null);
        Assert.That(study.Profiles[0].Lower, Is.EqualTo(Math.Log((19 - 1.959963984540054) / (1 + 1.959963984540054))).Within(5e-3));
        Assert.That(Verdicts.Of(study)[0].Text, Is.EqualTo("weakly determined"));
        var wide = Study(Linear(new double[,] { { 1 } }, [3]), [3], NamedParameter.Linear("x", 0));
        Assert.That(Verdicts.Of(wide)[0].Text, Is.EqualTo("determined"));
        var wider = Study(Linear(new double[,] { { 0.4 } }, [1.2]), [3], NamedParameter.Linear("x", 0));
        Assert.That(Verdicts.Of(wider)[0].Text, Is.EqualTo("weakly determined"));
    }

    [Test]
    public void Nothing_depends_on_an_undetermined_parameter_and_results_do_not_depend_on_threads()
    {
        FunctionLeastSquares Make() => new(3, 3, x => [x[0] * x[0] - 2, 3 * (x[0] + Math.Exp(x[1]) - 3), Math.Exp(x[1]) - 1.4]);
        ImmutableArray<NamedParameter> parameters = [NamedParameter.Linear("a", 0), NamedParameter.Logarithm("b", 1), NamedParameter.Linear("none", 2)];
        var one = IdentifiabilityStudy.Of(Make, [1, 0, 1], parameters);
        var two = IdentifiabilityStudy.Of(Make, [1, 0, 1], parameters, threads: 2);
        Assert.That(Verdicts.Of(one)[2].Text, Is.EqualTo("not determined"));
        Assert.That(two.Profiles.Select(p => (p.Lower, p.Upper)), Is.EqualTo(one.Profiles.Select(p => (p.Lower, p.Upper))));
        Assert.That(Verdicts.Of(two).Select(v => v.Text), Is.EqualTo(Verdicts.Of(one).Select(v => v.Text)));
    }

    /// <summary>Against the deviation of the problem with the datum in it.</summary>
    [Test]
    public void The_next_datum_shrinks_a_direction_as_it_does_when_it_is_there()
    {
        double[] gram = [4, 0, 1.5, 2], direction = [0.6, 0.8], row = [0.3, -2];
        NamedParameter[] parameters = [NamedParameter.Linear("a", 0), NamedParameter.Linear("b", 1)];
        var next = new NextMeasurement(gram, parameters, [1, 1], direction);
        double[] with = [gram[0] + row[0] * row[0] / 0.25, 0, gram[2] + row[0] * row[1] / 0.25, gram[3] + row[1] * row[1] / 0.25];
        Assert.That(next.After(row, 0.5), Is.EqualTo(new NextMeasurement(with, parameters, [1, 1], direction).Before).Within(1e-10));
        Assert.That(new NextMeasurement([1, 0, 0, 0], parameters, [1, 1], [0, 1]).Before, Is.EqualTo(SensitivitySpectrum.Free).Within(1e-9), "a null direction has the deviation that it is given");
    }
}
