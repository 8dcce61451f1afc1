using PinnSharp.Inversion;
using Checks = PinnSharp.Neural.Tests.LeastSquaresChecks;

namespace PinnSharp.Neural.Tests;

/// <summary>What every residual engine must do: right residuals, right derivatives, in every form, whatever the number of threads and rows.</summary>
public sealed class EngineContract
{
    private const double Differences = 1e-7, Rounding = 1e-12;

    private static IEnumerable<EngineCase> Cases => EngineCase.All;

    private static IEnumerable<EngineCase> OneActivation => EngineCase.All.Where(c => c.Activation == Activation.Tanh);

    [TestCaseSource(nameof(Cases))]
    public void A_residuals_are_those_of_the_problem_as_declared(EngineCase at)
    {
        var setup = at.Set();
        foreach (var rows in setup.Rows)
            Assert.That(Distance(setup.Engine.Values(rows, setup.Theta), PhysicalReference.Residuals(setup, rows)), Is.LessThan(1e-11), rows.Program.Name);

        static double Distance(double[] x, double[] y) => x.Zip(y, (a, b) => Math.Abs(a - b)).Max() / (1 + y.Max(Math.Abs));
    }

    [TestCaseSource(nameof(Cases))]
    public void B_weights_multiply_residuals_and_costs_agree(EngineCase at)
    {
        var setup = at.Set();
        var weights = setup.Rows.Select((rows, t) => Enumerable.Range(1, rows.Count).Select(i => (double)i + t).ToArray()).ToArray();
        var problem = setup.Engine.Assemble([.. setup.Rows.Select((rows, t) => new WeightedRows(rows, weights[t]))]);
        var expected = setup.Rows.SelectMany((rows, t) => setup.Engine.Values(rows, setup.Theta).Zip(weights[t], (f, w) => w * f)).ToArray();
        var (r, n) = (new double[expected.Length], setup.Theta.Length);
        var cost = problem.Residual(setup.Theta, r);
        Assert.That(r, Is.EqualTo(expected));
        Assert.That(cost, Is.EqualTo(r.Sum(x => x * x) / 2).Within(Rounding * cost));
        Assert.That(problem.Gradient(setup.Theta, new double[n]), Is.EqualTo(cost).Within(Rounding * cost));
        Assert.That(problem.NormalEquations(setup.Theta, new double[n * n], new double[n]), Is.EqualTo(cost).Within(Rounding * cost));
        Assert.That(problem.Residuals.Terms.Select(t => (t.Name, t.Count)), Is.EqualTo(setup.Rows.Select(rows => (rows.Program.Name, rows.Count))));
    }

    [TestCaseSource(nameof(Cases))]
    public void C_derivatives_agree_with_central_differences(EngineCase at)
    {
        var setup = at.Set();
        Assert.Multiple(() =>
        {
            Assert.That(Checks.RowsError(setup.Problem, setup.Theta), Is.LessThan(Differences), "rows");
            Assert.That(Checks.GradientError(setup.Problem, setup.Theta), Is.LessThan(Differences), "gradient");
            Assert.That(Checks.MultiplyError(setup.Problem, setup.Theta, setup.Direction), Is.LessThan(Differences), "J·v");
            Assert.That(Checks.TransposedError(setup.Problem, setup.Theta, setup.Cotangent), Is.LessThan(Differences), "Jᵀ·w");
        });
    }

    [TestCaseSource(nameof(Cases))]
    public void D_derivatives_agree_with_each_other(EngineCase at)
    {
        var setup = at.Set();
        var n = setup.Theta.Length;
        Assert.That(Checks.AdjointError(setup.Problem, setup.Theta, setup.Direction, setup.Cotangent), Is.LessThan(Rounding), "⟨Jv, w⟩ = ⟨v, Jᵀw⟩");
        Assert.That(Checks.NormalError(setup.Problem, setup.Theta), Is.LessThan(Rounding), "JᵀJ and Jᵀr");
        var rows = setup.Problem.Rows(setup.Theta);
        Assert.That(Checks.Relative(setup.Problem.Multiply(setup.Theta, setup.Direction),
            [.. rows.Chunk(n).Select(row => Checks.Dot(row, setup.Direction))]), Is.LessThan(Rounding), "J·v from rows");
        var part = new double[3 * n];
        setup.Problem.Rows(setup.Theta, 4, 3, part);
        Assert.That(part, Is.EqualTo(rows[(4 * n)..(7 * n)]), "a part of the rows");
    }

    [TestCaseSource(nameof(OneActivation))]
    public void E_numbers_are_the_same_to_the_last_bit_for_any_number_of_threads(EngineCase at)
    {
        var one = Everything(at.Set(1, 150, 70));
        Assert.That(Everything(at.Set(2, 150, 70)), Is.EqualTo(one), "2 threads");
        Assert.That(Everything(at.Set(3, 150, 70)), Is.EqualTo(one), "3 threads");
        var twice = at.Set(2, 150, 70);
        Everything(twice);
        Assert.That(Everything(twice), Is.EqualTo(one), "a second time");
    }

    [Test]
    public void F_the_number_of_rows_does_not_matter(
        [ValueSource(nameof(OneActivation))] EngineCase at, [Values(1, 63, 64, 65)] int count)
    {
        var setup = at.Set(2, count, count);
        Assert.That(setup.Rows[0].Count, Is.EqualTo(count));
        Assert.That(Checks.AdjointError(setup.Problem, setup.Theta, setup.Direction, setup.Cotangent), Is.LessThan(Rounding), "⟨Jv, w⟩ = ⟨v, Jᵀw⟩");
        Assert.That(Checks.NormalError(setup.Problem, setup.Theta), Is.LessThan(Rounding), "JᵀJ and Jᵀr");
        Assert.That(Checks.MultiplyError(setup.Problem, setup.Theta, setup.Direction), Is.LessThan(Differences), "J·v");
        foreach (var rows in setup.Rows)
        {
            var (d, last) = (rows.Program.Dimension, rows.Count - 1);
            var alone = new TermRows(rows.Program, [.. rows.Points.Select(p => p[(last * d)..])], [.. rows.Columns.Select(c => c[last..])]);
            Assert.That(setup.Engine.Values(rows, setup.Theta)[last], Is.EqualTo(setup.Engine.Values(alone, setup.Theta)[0]).Within(at.Engine.RowRounding), rows.Program.Name);
        }
    }

    [TestCaseSource(nameof(OneActivation))]
    public void G_non_finite_numbers_are_returned_not_thrown(EngineCase at)
    {
        var setup = at.Set();
        setup.Theta[0] = double.NaN;
        Assert.That(setup.Problem.Gradient(setup.Theta, new double[setup.Theta.Length]), Is.NaN);
        Assert.That(setup.Problem.Residual(setup.Theta, new double[setup.Problem.Residuals.Count]), Is.NaN);
        Assert.That(() => setup.Problem.Residual(new double[1], new double[1]), Throws.ArgumentException, "spans of a wrong length");
    }

    [TestCaseSource(nameof(OneActivation))]
    public void Three_per_cent_in_any_block_or_term_would_be_noticed(EngineCase at)
    {
        var setup = at.Set();
        var wrong = setup.Problem.Parameters.Blocks.Select(b => new WrongLeastSquares(setup.Problem, b.Name, null))
            .Concat(setup.Problem.Residuals.Terms.Select(t => new WrongLeastSquares(setup.Problem, null, t.Name)));
        foreach (var problem in wrong)
        {
            Assert.That(Checks.RowsError(problem, setup.Theta), Is.GreaterThan(Differences), "rows");
            Assert.That(Checks.GradientError(problem, setup.Theta), Is.GreaterThan(Differences), "gradient");
            Assert.That(Checks.MultiplyError(problem, setup.Theta, setup.Direction), Is.GreaterThan(Differences), "J·v");
            Assert.That(Checks.TransposedError(problem, setup.Theta, setup.Cotangent), Is.GreaterThan(Differences), "Jᵀ·w");
            Assert.That(Checks.NormalError(problem, setup.Theta), Is.GreaterThan(Rounding), "JᵀJ");
        }
    }

    private static double[] Everything(EngineSetup setup)
    {
        var n = setup.Theta.Length;
        var (gram, gradient) = (new double[n * n], new double[n]);
        var cost = setup.Problem.NormalEquations(setup.Theta, gram, gradient);
        return
        [
            cost, .. gram, .. gradient, .. setup.Problem.Residual(setup.Theta), .. setup.Problem.Gradient(setup.Theta), .. setup.Problem.Rows(setup.Theta),
            .. setup.Problem.Multiply(setup.Theta, setup.Direction), .. setup.Problem.MultiplyTransposed(setup.Theta, setup.Cotangent),
        ];
    }
}
