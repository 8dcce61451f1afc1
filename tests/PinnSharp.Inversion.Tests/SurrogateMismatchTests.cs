namespace PinnSharp.Inversion.Tests;

/// <summary>What an exact model makes of a surrogate's answer, where the answer is known in closed form.</summary>
public sealed class SurrogateMismatchTests
{
    private static readonly double[,] A = { { 1, 2, 0.5 }, { 0, 1, -1 }, { 3, 0, 1 }, { 1, 1, 1 }, { 0.2, -1, 2 } };
    private static readonly double[] Y = [1, 2, -1, 0.3, 0.7];

    private static FunctionLeastSquares Linear(double[,] a, double[] y) => new(a.GetLength(1), a.GetLength(0),
        x => [.. Enumerable.Range(0, y.Length).Select(i => Enumerable.Range(0, x.Length).Sum(j => a[i, j] * x[j]) - y[i])], _ => a);

    private static double[] Optimum(FunctionLeastSquares problem) => Descent.Minimum(problem, new double[problem.Parameters.Count]).Theta;

    private static double[] Residual(FunctionLeastSquares problem, double[] theta)
    {
        var r = new double[problem.Residuals.Count];
        problem.Residual(theta, r);
        return r;
    }

    /// <summary>F̃ = F + e: the surrogate's optimum is off by −A⁺e, and the step undoes just that, all of it by the difference.</summary>
    [TestCase(3)]
    [TestCase(2, Description = "the third is eliminated")]
    public void The_step_leads_to_the_exact_optimum_and_an_error_with_the_same_sensitivities_explains_all_of_it(int numbers)
    {
        var (exact, surrogate) = (Linear(A, Y), Linear(A, [.. Y.Zip([0.3, -0.1, 0.2, 0.05, -0.4], (y, e) => y - e)]));
        var theta = Optimum(surrogate);
        var found = SurrogateMismatch.Of(exact, theta, [.. Enumerable.Range(0, numbers).Select(i => NamedParameter.Linear($"p{i}", i))], [], at => [.. Residual(surrogate, at).Zip(Residual(exact, at), (s, r) => s - r)])!;
        var move = Optimum(exact).Zip(theta, (a, b) => a - b).ToArray();
        Assert.That(move.Max(Math.Abs), Is.GreaterThan(0.1));
        Assert.That(found.Step, Is.EqualTo(move).Within(1e-9));
        Assert.That(found.ByDifference, Is.EqualTo(move).Within(1e-9));
    }

    /// <summary>A surrogate that follows the second parameter by a third only, and is right at its own optimum: no difference at the data, but the data still ask for a move.</summary>
    [Test]
    public void A_surrogate_with_other_sensitivities_is_told_from_one_with_an_error()
    {
        var slow = (double[,])A.Clone();
        for (var i = 0; i < 5; i++) slow[i, 1] /= 3;
        var theta = Optimum(Linear(slow, Y));
        var at = Residual(Linear(A, Y), theta);
        var exact = Linear(A, Y);
        // The same values at θ̂, but Gauss–Newton of its own: J̃ᵀr = 0 at another place than Jᵀr = 0.
        var found = SurrogateMismatch.Of(exact, theta, [.. Enumerable.Range(0, 3).Select(i => NamedParameter.Linear($"p{i}", i))], [], x => [.. at.Zip(Residual(exact, x), (s, r) => s - r)])!;
        Assert.That(found.ByDifference, Is.EqualTo(new double[3]).Within(1e-12));
        Assert.That(found.Step, Is.EqualTo(Optimum(exact).Zip(theta, (a, b) => a - b)).Within(1e-9));
    }

    [Test]
    public void Parameters_that_the_surrogate_does_not_have_are_solved_for()
    {
        var exact = Linear(A, Y);
        double[] theta = [0.4, -0.7, 99];
        var found = SurrogateMismatch.Of(exact, theta, [NamedParameter.Linear("a", 0), NamedParameter.Linear("b", 1)], [2], _ => new double[exact.Residuals.Count])!;
        Assert.That(found.Theta[..2], Is.EqualTo(theta[..2]));
        var r = Residual(exact, found.Theta);
        Assert.That(Enumerable.Range(0, 5).Sum(i => A[i, 2] * r[i]), Is.EqualTo(0).Within(1e-9), "the gradient for the third");
        Assert.That(found.Step.Zip(found.Theta, (s, t) => s + t), Is.EqualTo(Optimum(exact)).Within(1e-9));
    }

    /// <summary>S̃ with a quarter of the information along one direction x: twice the deviation there, the same elsewhere.</summary>
    [Test]
    public void The_direction_that_a_surrogate_follows_least_is_found()
    {
        var exact = Linear(A, Y);
        var found = SurrogateMismatch.Of(exact, Optimum(exact), [.. Enumerable.Range(0, 3).Select(i => NamedParameter.Linear($"p{i}", i))], [], _ => new double[exact.Residuals.Count])!;
        double[] w = [0.3, -0.2, 1], sw = new double[3];
        for (var i = 0; i < 3; i++) sw[i] = Enumerable.Range(0, 3).Sum(j => found.Information[i * 3 + j] * w[j]);
        var size = w.Zip(sw, (a, b) => a * b).Sum();
        var other = found.Information.Select((s, i) => s - 0.75 * sw[i / 3] * sw[i % 3] / size).ToArray();
        var against = found.Against(other);
        Assert.That(against.Select(a => a.Value), Is.EqualTo([0.25, 1, 1]).Within(1e-10));
        Assert.That(against[0].Direction.Select(x => x / against[0].Direction[2]), Is.EqualTo(w).Within(1e-9));
    }

    [Test]
    public void Null_directions_are_left_out_of_the_step()
    {
        // Only a + b is seen.
        var exact = Linear(new double[,] { { 1, 1 }, { 2, 2 } }, [1, 2]);
        var found = SurrogateMismatch.Of(exact, [0.2, 0.3], [NamedParameter.Linear("a", 0), NamedParameter.Linear("b", 1)], [], _ => new double[exact.Residuals.Count])!;
        Assert.That(found.Step, Is.EqualTo([0.25, 0.25]).Within(1e-9));
        Assert.That(found.Against([1, 0, 0, 1]), Is.Empty);
    }

    /// <summary>r = (A w + b(θ), c(θ)): φ(θ) = min over w is known to the optimiser, and its slope to the reduced gradient at any w.</summary>
    [Test]
    public void The_reduced_gradient_is_the_slope_of_the_cost_that_is_optimised_anew()
    {
        var problem = new FunctionLeastSquares(4, 6, x =>
        {
            var (w, t, s) = (x[..2], x[2], x[3]);
            return [.. Enumerable.Range(0, 5).Select(i => A[i, 0] * w[0] + A[i, 1] * w[1] - Y[i] * Math.Exp(0.3 * t * i) + Math.Sin(s + i)), t * s - 0.5];
        });
        double Reoptimised(double t, double s) => Descent.Minimum(new HeldParameters(problem, [0, 0, t, s], [0, 1]), [0, 0]).Cost;
        var (gram, gradient) = (new double[16], new double[4]);
        double[] at = [0.7, -1.1, 0.4, 0.9];
        problem.NormalEquations(at, gram, gradient);
        var reduced = ReducedGradient.Of(gram, gradient, 2);
        const double h = 1e-4;
        double[] slope = [(Reoptimised(at[2] + h, at[3]) - Reoptimised(at[2] - h, at[3])) / (2 * h), (Reoptimised(at[2], at[3] + h) - Reoptimised(at[2], at[3] - h)) / (2 * h)];
        Assert.That(reduced, Is.EqualTo(slope).Within(1e-5));
        Assert.That(Math.Abs(gradient[2] - slope[0]), Is.GreaterThan(1), "the joint gradient is another");
    }

    [Test]
    public void Held_parameters_leave_the_problem_of_the_others()
    {
        var held = new HeldParameters(Linear(A, Y), [0.1, 0.2, 0.3], [0, 2]);
        double[] gram = new double[4], gradient = new double[2], rows = new double[10], product = new double[5], back = new double[2];
        held.NormalEquations([0.5, -0.6], gram, gradient);
        held.Rows([0.5, -0.6], 0, 5, rows);
        held.Multiply([0.5, -0.6], [1, 2], product);
        held.MultiplyTransposed([0.5, -0.6], product, back);
        Assert.That(held.Full([0.5, -0.6]), Is.EqualTo(new[] { 0.5, 0.2, -0.6 }));
        Assert.That(rows, Is.EqualTo(Enumerable.Range(0, 5).SelectMany(i => new[] { A[i, 0], A[i, 2] })));
        Assert.That(gram[2], Is.EqualTo(Enumerable.Range(0, 5).Sum(i => A[i, 0] * A[i, 2])).Within(1e-12));
        Assert.That(product[4], Is.EqualTo(0.2 + 4).Within(1e-12));
        Assert.That(back[0], Is.EqualTo(gram[0] + 2 * gram[2]).Within(1e-12));
        var twice = new double[2];
        held.Gradient([0.5, -0.6], twice);
        Assert.That(twice, Is.EqualTo(gradient).Within(1e-12));
    }
}
