using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion.Tests;

public sealed class SelfScaledBroydenTests
{
    [Test]
    public void Every_update_is_the_published_one_and_satisfies_the_secant_equation([Values] BroydenUpdate update)
    {
        var problem = TestProblem.BrownDennis;
        var method = new SelfScaledBroyden { Update = update };
        var state = method.Start(problem.Problem, problem.Start);
        var h = Matrix<double>.Build.DenseIdentity(4);
        var (negative, positive) = (0, 0);
        for (var k = 0; k < 16; k++)
        {
            var next = method.Step(problem.Problem, state);
            Vector<double> s = Of(next.Parameters) - Of(state.Parameters), g = Of(state.Memory.Array("gradient")), y = Of(next.Memory.Array("gradient")) - g;
            var alpha = -s.L2Norm() / (h * g).L2Norm();                                         // s = −|α|Hg
            double ys = y * s, yhy = y * (h * y), sbs = alpha * (g * s), b = sbs / ys, c = yhy / ys, a = b * c - 1, theta = 0.0, tau = Math.Min(1, 1 / b);
            if (update == BroydenUpdate.SelfScaledBroyden)
            {
                var rho = Math.Min(1, c * (1 - Math.Sqrt(a / (1 + a))));
                theta = Math.Max((rho - 1) / a, Math.Min(1 / rho, (1 - b) / b));
                var sigma = 1 + theta * a;
                tau = k == 0 ? c / sigma : theta <= 0 ? Math.Min(tau * Math.Pow(sigma, -1 / 3.0), sigma) : tau * Math.Min(Math.Pow(sigma, -1 / 3.0), 1 / theta);
            }
            else if (k == 0) tau = c;
            if (theta < 0) negative++;
            if (theta > 0) positive++;
            var v = s / ys - h * y / yhy;
            h = (h - (h * y).OuterProduct(h * y) / yhy + (1 - theta) / (1 + a * theta) * yhy * v.OuterProduct(v)) / tau + s.OuterProduct(s) / ys;
            var actual = Dense(next.Memory.Bag("curvature").Array("h"), 4);
            Assert.That((actual - h).L2Norm() / h.L2Norm(), Is.LessThan(1e-9), $"update {k}");
            Assert.That((actual * y - s).L2Norm() / s.L2Norm(), Is.LessThan(1e-6), $"secant equation {k}");
            Assert.That(actual.Evd(Symmetricity.Symmetric).EigenValues.All(z => z.Real > 0), $"definite {k}");
            (state, h) = (next, actual);
        }
        if (update == BroydenUpdate.SelfScaledBroyden) Assert.That(Math.Min(negative, positive), Is.GreaterThan(1), "both signs of theta");
    }

    [Test]
    public void More_parameters_than_a_matrix_can_hold_are_refused_with_advice()
    {
        var problem = new FunctionLeastSquares(3, 3, t => [.. t], _ => new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } });
        var state = new SelfScaledBroyden { MaximumParameters = 2 }.Start(problem, [1, 2, 3]);
        Assert.That(state.Status, Is.EqualTo(Status.Stalled));
        Assert.That(state.Message, Is.EqualTo(
            "Self-scaled Broyden keeps a matrix of n²/2 numbers, and 3 parameters are more than 2: use l-bfgs or gauss-newton-cg."));
    }

    [Test]
    public void Curvature_survives_a_change_of_the_problem_and_pairs_of_L_BFGS_do_not()
    {
        var (problem, other) = (TestProblem.BrownDennis.Problem, TestProblem.PowellSingular.Problem);
        var state = new SelfScaledBroyden().Minimize(problem, TestProblem.BrownDennis.Start, 6);
        var rebased = new SelfScaledBroyden().Rebase(other, state);
        Assert.That(rebased.Memory.Bag("curvature").Array("h"), Is.EqualTo(state.Memory.Bag("curvature").Array("h")));
        var gradient = new double[4];
        Assert.That(rebased.Cost, Is.EqualTo(other.Gradient(state.Parameters, gradient)));
        Assert.That(rebased.Memory.Array("gradient"), Is.EqualTo(gradient));
        var pairs = new LBfgs().Minimize(problem, TestProblem.BrownDennis.Start, 6);
        Assert.That(pairs.Memory.Bag("curvature").Integer("pairs"), Is.Positive);
        Assert.That(new LBfgs().Rebase(other, pairs).Memory.Bag("curvature").Integer("pairs"), Is.Zero);
    }

    private static Vector<double> Of(double[] x) => Vector<double>.Build.Dense(x);

    private static Matrix<double> Dense(double[] packed, int n) =>
        Matrix<double>.Build.Dense(n, n, (i, j) => packed[Math.Max(i, j) * (Math.Max(i, j) + 1) / 2 + Math.Min(i, j)]);
}
