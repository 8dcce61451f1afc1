namespace PinnSharp.Inversion.Tests;

public sealed class VariableProjectionTests
{
    /// <summary>p = e^η.</summary>
    private sealed record Logarithm : IChart
    {
        public double ToInternal(double value) => Math.Log(value);
        public double ToPhysical(double internalValue) => Math.Exp(internalValue);
        public double Slope(double internalValue) => Math.Exp(internalValue);
    }

    private static readonly double[] Times = [.. Enumerable.Range(0, 30).Select(i => i / 10.0)];

    // a e^(−bt) + c, of a = 2, b = 1.5, c = 0.3 with a wiggle; a and, with a chart, c are linear.
    private static FunctionLeastSquares Exponential(bool logarithms = false) => TestProblem.Analytic(3, Times.Length, t =>
    {
        var (a, c) = logarithms ? (System.Numerics.Complex.Exp(t[0]), System.Numerics.Complex.Exp(t[2])) : (t[0], t[2]);
        return [.. Times.Select(x => a * System.Numerics.Complex.Exp(-t[1] * x) + c - 2 * Math.Exp(-1.5 * x) - 0.3 - 0.05 * Math.Sin(9 * x))];
    });

    private static readonly VariableProjection Plain = new([new LinearParameter(0), new LinearParameter(2)]);

    private static readonly VariableProjection Charted = new([new LinearParameter(0, new Logarithm()), new LinearParameter(2, new Logarithm())]);

    [Test]
    public void The_linear_parameters_are_optimal_after_every_step()
    {
        var problem = Exponential();
        var method = new LevenbergMarquardt { Projection = Plain };
        var state = method.Start(problem, [5, 6, -2]);
        for (var k = 0; k < 6; k++)
        {
            state = method.Step(problem, state);
            var gradient = new double[3];
            problem.Gradient(state.Parameters, gradient);
            Assert.That(Math.Abs(gradient[0]) + Math.Abs(gradient[2]), Is.LessThan(1e-9), $"step {k}");
            if (k == 0) Assert.That(Math.Abs(gradient[1]), Is.GreaterThan(1e-4), "the others are not");
        }
    }

    [Test]
    public void A_step_of_the_others_is_that_of_Kaufmans_Gauss_Newton_matrix()
    {
        // At the optimum over p and with hardly any damping, w moves by −(J_wᵀ(1 − ΦΦ⁺)J_w)⁻¹J_wᵀr.
        var problem = Exponential();
        var method = new LevenbergMarquardt { Projection = Plain, InitialDamping = 1e-9, AccelerationLimit = 0 };
        var state = method.Step(problem, method.Start(problem, [2, 1.9, 0.3]));
        var b = state.Parameters[1];
        state = method.Start(problem, state.Parameters);
        double[] rows = new double[90], gradient = new double[3];
        problem.Rows(state.Parameters, 0, 30, rows);
        problem.Gradient(state.Parameters, gradient);
        var j = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(30, 3, rows);
        var phi = j.SubMatrix(0, 30, 0, 1).Append(j.SubMatrix(0, 30, 2, 1));
        var column = j.Column(1);
        var left = column - phi * phi.QR().Solve(column);
        Assert.That(method.Step(problem, state).Parameters[1] - b, Is.EqualTo(-gradient[1] / (column * left)).Within(1e-5).Percent);
    }

    [Test]
    public void Fewer_steps_are_needed_than_without([Values] bool logarithms)
    {
        double[] start = logarithms ? [0, 6, 0] : [1, 6, 1];
        var problem = Exponential(logarithms);
        var with = new LevenbergMarquardt { Projection = logarithms ? Charted : Plain, AccelerationLimit = 0 }.Minimize(problem, start, 100);
        var without = new LevenbergMarquardt { AccelerationLimit = 0 }.Minimize(problem, start, 100);
        Assert.That((with.Status, without.Status), Is.EqualTo((Status.Converged, Status.Converged)));
        Assert.That(with.Cost, Is.EqualTo(without.Cost).Within(1e-7).Percent);
        Assert.That(with.Parameters[1], Is.EqualTo(without.Parameters[1]).Within(1e-4).Percent);
        Assert.That(with.Iteration, Is.LessThan(without.Iteration));
    }

    [Test]
    public void Where_the_solution_lies_outside_of_a_chart_the_others_are_solved_for_and_the_minimum_within_is_reached()
    {
        // Without bounds c would be −0.5: with c = e^η the minimum is at c → 0.
        var problem = TestProblem.Analytic(3, Times.Length, t =>
            [.. Times.Select(x => System.Numerics.Complex.Exp(t[0]) * System.Numerics.Complex.Exp(-t[1] * x) + System.Numerics.Complex.Exp(t[2]) - 2 * Math.Exp(-1.5 * x) + 0.5)]);
        var state = new LevenbergMarquardt { Projection = Charted }.Minimize(problem, [0, 1, 0], 200);
        var reference = new LevenbergMarquardt().Minimize(TestProblem.Analytic(2, Times.Length, t =>
            [.. Times.Select(x => System.Numerics.Complex.Exp(t[0]) * System.Numerics.Complex.Exp(-t[1] * x) - 2 * Math.Exp(-1.5 * x) + 0.5)]), [0, 1], 200);
        Assert.That(Math.Exp(state.Parameters[2]), Is.LessThan(1e-4));
        Assert.That(state.Cost, Is.EqualTo(reference.Cost).Within(0.1).Percent);
    }

    [Test]
    public void Columns_that_depend_on_each_other_do_no_harm()
    {
        var problem = TestProblem.Analytic(4, Times.Length, t => [.. Times.Select(x => (t[0] + t[3]) * System.Numerics.Complex.Exp(-t[1] * x) + t[2] - 2 * Math.Exp(-1.5 * x) - 0.3)]);
        var projection = new VariableProjection([new LinearParameter(0), new LinearParameter(2), new LinearParameter(3)]);
        var state = new LevenbergMarquardt { Projection = projection }.Minimize(problem, [1, 6, 1, 3], 50);
        Assert.That(state.Cost, Is.LessThan(1e-20));
        Assert.That(state.Parameters[0] + state.Parameters[3], Is.EqualTo(2).Within(1e-7));
    }
}
