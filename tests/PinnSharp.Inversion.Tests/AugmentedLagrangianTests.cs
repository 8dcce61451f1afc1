using System.Collections.Immutable;
using NUnit.Framework;

namespace PinnSharp.Inversion.Tests;

/// <summary>Constrained least squares against solutions in closed form: values, multipliers, which rows are active.</summary>
public sealed class AugmentedLagrangianTests
{
    /// <summary>θ, then c(θ).</summary>
    private sealed class Model(int n, ImmutableArray<ConstraintRows> constraints, Func<double[], double[]> c, Func<double[], double[,]> slope) : IForwardModel
    {
        public ParameterLayout Parameters { get; } = new([("unknowns", n)]);

        public ResidualLayout Outputs { get; } = new([("data", n), .. constraints.Select(k => (k.Name, k.Count))]);

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
        {
            theta.CopyTo(outputs);
            c(theta.ToArray()).CopyTo(outputs[n..]);
        }

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta)
        {
            var y = new double[Outputs.Count];
            Evaluate(theta, y);
            return new At(y, slope(theta.ToArray()), n);
        }

        private sealed class At(double[] y, double[,] slope, int n) : ILinearizedModel
        {
            public ReadOnlySpan<double> Outputs => y;

            public void Tangent(ReadOnlySpan<double> v, Span<double> product)
            {
                v.CopyTo(product);
                for (var i = n; i < product.Length; i++)
                {
                    product[i] = 0;
                    for (var j = 0; j < n; j++) product[i] += slope[i - n, j] * v[j];
                }
            }

            public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
            {
                w[..n].CopyTo(product);
                for (var i = n; i < w.Length; i++)
                    for (var j = 0; j < n; j++) product[j] += slope[i - n, j] * w[i];
            }
        }
    }

    private static (double[] Theta, AugmentedLagrangian State) Solve(double[] target, double[] start, ImmutableArray<ConstraintRows> constraints, Func<double[], double[]> c, Func<double[], double[,]> slope)
    {
        double[] numbers = [.. constraints.Select(k => k.Name == "positive" ? 0.0 : 1)];
        var (model, optimizer, theta) = (new Model(target.Length, constraints, c, slope), new LevenbergMarquardt(), start);
        var state = AugmentedLagrangian.Start(constraints, c(start), numbers);
        for (var round = 0; round < 40 && !state.IsSettled; round++)
        {
            var (values, deviations) = state.Rows();
            var problem = new ForwardLeastSquares(model, [.. target, .. values], [.. target.Select(_ => 1.0), .. deviations]);
            var inner = optimizer.Start(problem, theta);
            for (var i = 0; i < 200 && inner.Status == Status.Running; i++) inner = optimizer.Step(problem, inner);
            theta = inner.Parameters;
            state = state.Update(c(theta), numbers);
        }
        return (theta, state);
    }

    [Test]
    public void A_sum_is_bounded_as_the_projection_says()
    {
        var (theta, state) = Solve([2, 1, 0.5], [0, 0, 0], [new("sum", 1, false)], t => [t.Sum() - 1], _ => new double[,] { { 1, 1, 1 } });

        Assert.That(state.IsSettled);
        Assert.That(theta, Is.EqualTo(new[] { 2 - 2.5 / 3, 1 - 2.5 / 3, 0.5 - 2.5 / 3 }).Within(1e-4));
        Assert.That(state.Multipliers[0], Is.EqualTo(2.5 / 3).Within(1e-4));
    }

    [Test]
    public void A_bound_that_does_not_matter_changes_nothing()
    {
        var (theta, state) = Solve([0.25, 0.5], [3, 3], [new("sum", 1, false)], t => [t.Sum() - 1], _ => new double[,] { { 1, 1 } });

        Assert.That(theta, Is.EqualTo(new[] { 0.25, 0.5 }).Within(1e-7));
        Assert.That(state.Multipliers[0], Is.Zero);
    }

    [Test]
    public void Of_many_rows_those_that_bind_are_active()
    {
        double[] target = [1, -0.5, 0.2, -2, 0];
        var (theta, state) = Solve(target, [-1, -1, -1, -1, -1], [new("positive", 5, false)], t => [.. t.Select(x => -x)],
            _ => new double[,] { { -1, 0, 0, 0, 0 }, { 0, -1, 0, 0, 0 }, { 0, 0, -1, 0, 0 }, { 0, 0, 0, -1, 0 }, { 0, 0, 0, 0, -1 } });

        Assert.That(theta, Is.EqualTo(target.Select(x => Math.Max(x, 0))).Within(2e-4));
        Assert.That(state.Multipliers, Is.EqualTo(target.Select(x => Math.Max(-x, 0))).Within(1e-3));
    }

    [Test]
    public void A_curved_equality_is_met_where_the_gradients_are_parallel()
    {
        // The point of the circle nearest to (3, 4).
        var (theta, state) = Solve([3, 4], [1, 0.1], [new("circle", 1, true)], t => [t[0] * t[0] + t[1] * t[1] - 1], t => new double[,] { { 2 * t[0], 2 * t[1] } });

        Assert.That(theta, Is.EqualTo(new[] { 0.6, 0.8 }).Within(1e-4));
        Assert.That(state.Multipliers[0], Is.EqualTo(2).Within(1e-2)); // 3 − 0.6 = 2·0.6·μ
    }

    [Test]
    public void Equalities_push_from_both_sides()
    {
        var (theta, state) = Solve([0, 0], [0, 0], [new("sum", 1, true)], t => [t.Sum() - 1], _ => new double[,] { { 1, 1 } });

        Assert.That(theta, Is.EqualTo(new[] { 0.5, 0.5 }).Within(1e-4));
        Assert.That(state.Multipliers[0], Is.EqualTo(-0.5).Within(1e-3));
    }

    [Test]
    public void What_contradicts_itself_does_not_settle()
    {
        var (_, state) = Solve([0], [0], [new("high", 1, false), new("low", 1, false)], t => [1 - t[0], t[0] + 1], _ => new double[,] { { -1 }, { 1 } });

        Assert.That(state.IsSettled, Is.False);
        Assert.That(state.WhyUnsettled, Does.Contain("was still violated by"));
    }

    [Test]
    public void A_saved_state_is_the_same()
    {
        ImmutableArray<ConstraintRows> constraints = [new("a", 2, false), new("b", 1, true)];
        var state = AugmentedLagrangian.Start(constraints, [1, -2, 3], [0.5, 0]).Update([0.3, -1, 0.2], [0.5, 0]);
        var again = AugmentedLagrangian.Load(state.Save());

        Assert.That(again.Constraints, Is.EqualTo(constraints));
        Assert.That(again.Multipliers, Is.EqualTo(state.Multipliers));
        Assert.That(again.Rows().Values, Is.EqualTo(state.Rows().Values));
        Assert.That(again.Rows().Deviations, Is.EqualTo(state.Rows().Deviations));
        Assert.That(again.Violations, Is.EqualTo(state.Violations));
    }
}
