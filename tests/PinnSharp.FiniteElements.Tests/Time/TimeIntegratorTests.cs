using System.Collections.Immutable;
using PinnSharp.FiniteElements;

namespace PinnSharp.FiniteElements.Tests;

public sealed class TimeIntegratorTests
{
    private static IEnumerable<ITimeMethod> Methods => [new BackwardDifferentiation(), Collocation.CrankNicolson, Collocation.Radau];

    private static readonly double[] Parameters = [1.5, 1.2, 0.7];

    [TestCaseSource(nameof(Methods))]
    public void Errors_fall_with_the_order_of_the_method(ITimeMethod method)
    {
        double[] p = [1.3, 2];
        var (integrator, errors) = (new TimeIntegrator(new Decay(), method), new List<double>());
        int[] steps = method.Order > 2 ? [4, 8, 16] : [80, 160, 320];
        foreach (var count in steps)
            errors.Add(Math.Abs(integrator.Solve(p, TimeGrid.Uniform(0, 4, count), [4]).Values[0][0] - Decay.Exact(p, 4)));
        var rate = Math.Log(errors[0] / errors[^1]) / Math.Log(4);
        Assert.That(rate, Is.InRange(method.Order - 0.15, method.Order + 0.6), string.Join(' ', errors));
    }

    [TestCaseSource(nameof(Methods))]
    public void Between_steps_values_and_rates_are_those_of_the_solution(ITimeMethod method)
    {
        double[] p = [1.3, 2];
        ImmutableArray<double> times = [0, 0.37, 1.111, 2.5, 3.999, 4];
        var found = new TimeIntegrator(new Decay(), method).Solve(p, TimeGrid.Uniform(0, 4, 400), times);
        for (var i = 0; i < times.Length; i++)
        {
            var (u, rate) = (Decay.Exact(p, times[i]), -p[0] * Math.Cos(times[i]) * Decay.Exact(p, times[i]));
            Assert.That(found.Values[i][0], Is.EqualTo(u).Within(method.Order > 2 ? 1e-9 : 1e-3), $"u({times[i]})");
            Assert.That(found.Rates[i][0], Is.EqualTo(rate).Within(method.Order > 2 ? 1e-4 : i == 0 || method.Name != "BDF2" ? 5e-2 : 1e-3), $"rate at {times[i]}");
        }
    }

    [TestCaseSource(nameof(Methods))]
    public void Steps_are_chosen_so_that_the_error_is_of_the_tolerance(ITimeMethod method)
    {
        double[] p = [1.3, 2];
        var errors = new List<double>();
        foreach (var tolerance in new[] { 1e-5, 1e-7 })
        {
            var integrator = new TimeIntegrator(new Decay(), method, new() { Tolerance = tolerance });
            var grid = integrator.ChooseGrid(p, 0, 4);
            Assert.That(grid.Times[^1], Is.EqualTo(4).Within(1e-12));
            errors.Add(Math.Abs(integrator.Solve(p, grid, [4]).Values[0][0] - Decay.Exact(p, 4)));
            Assert.That(errors[^1], Is.LessThan(300 * tolerance));
        }
        Assert.That(errors[1], Is.LessThan(errors[0] / 5));
    }

    /// <summary>u = 1 for p₀ = 0, of which steps without a limit would grow.</summary>
    [Test]
    public void Steps_are_no_larger_than_the_largest()
    {
        double Largest(double limit) => new TimeIntegrator(new Decay(), Collocation.Radau) { LargestStep = limit }.ChooseGrid([0, 1], 0, 4).Sizes.Max();
        Assert.That(Largest(0.05), Is.LessThanOrEqualTo(0.05 * (1 + 1e-12)));
        Assert.That(Largest(double.PositiveInfinity), Is.GreaterThan(0.1));
    }

    [Test]
    public void A_jump_is_met_by_a_step_and_starts_the_method_afresh()
    {
        var grid = new TimeIntegrator(new Oscillator(), new BackwardDifferentiation()).ChooseGrid(Parameters, 0, 5, 2);
        Assert.That(grid.Restarts, Has.Count.EqualTo(2));
        Assert.That(grid.Times[grid.Restarts[1]], Is.EqualTo(2).Within(1e-12));
        Assert.That(grid.Step(new BackwardDifferentiation(), grid.Restarts[1]).HistoryLength, Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Methods))]
    public void Until_a_jump_the_system_is_the_one_before_it(ITimeMethod method)
    {
        var integrator = new TimeIntegrator(new Switch(), method);
        Assert.That(integrator.Solve([1], integrator.ChooseGrid([1], 0, 2, 0.7), [2]).Values[0][0], Is.EqualTo(1.3).Within(1e-9));
    }

    [Test]
    public void A_solution_that_ends_in_finite_time_is_an_error_that_says_when()
    {
        var integrator = new TimeIntegrator(new Blowup(), Collocation.Radau);
        Assert.That(() => integrator.ChooseGrid([1], 0, 2), Throws.TypeOf<TimeIntegrationException>().With.Message.Contains("At time 0.99").Or.Message.Contains("At time 1"));
    }

    [TestCaseSource(nameof(Methods))]
    public void The_tangent_passes_a_Taylor_test(ITimeMethod method) => Assert.That(TaylorRate(new Oscillator(), method), Is.GreaterThan(1.95));

    [TestCaseSource(nameof(Methods))]
    public void A_derivative_that_is_wrong_by_three_per_cent_fails_the_Taylor_test(ITimeMethod method) =>
        Assert.That(TaylorRate(new Oscillator { Mistake = 1.03 }, method), Is.LessThan(1.5));

    [TestCaseSource(nameof(Methods))]
    public void The_adjoint_is_the_transposed_tangent(ITimeMethod method)
    {
        var trajectory = Solve(new Oscillator(), method, Parameters);
        var (direction, weights) = (new[] { 0.3, -0.5, 0.8 }, Weights(trajectory.Values.Length));
        var gradient = new double[3];
        trajectory.Adjoint(i => ([weights.Values[i]], [weights.Rates[i]]), [gradient]);
        double left = 0;
        trajectory.Tangent([direction], (i, values, rates) => left += Dot(values[0], weights.Values[i]) + Dot(rates[0], weights.Rates[i]));
        Assert.That(left, Is.EqualTo(Dot(gradient, direction)).Within(1e-11 * Math.Abs(left)));
        Assert.That(Math.Abs(left), Is.GreaterThan(1e-3));
    }

    [TestCaseSource(nameof(Methods))]
    public void Several_directions_and_gradients_at_once_are_those_one_by_one(ITimeMethod method)
    {
        var trajectory = Solve(new Oscillator(), method, Parameters);
        double[][] directions = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        var weights = Weights(trajectory.Values.Length);
        var jacobian = new double[3];
        trajectory.Tangent(directions, (i, values, _) =>
        {
            for (var d = 0; d < 3; d++) jacobian[d] += Dot(values[d], weights.Values[i]);
        });
        double[][] gradients = [new double[3], new double[3]];
        trajectory.Adjoint(i => ([weights.Values[i], weights.Rates[i]], null), gradients);
        for (var d = 0; d < 3; d++) Assert.That(gradients[0][d], Is.EqualTo(jacobian[d]).Within(1e-11 * Math.Abs(jacobian[d])));
        var alone = new double[3];
        trajectory.Adjoint(i => ([weights.Rates[i]], null), [alone]);
        for (var d = 0; d < 3; d++) Assert.That(gradients[1][d], Is.EqualTo(alone[d]).Within(1e-12 * (1 + Math.Abs(alone[d]))));
    }

    [TestCaseSource(nameof(Methods))]
    public void A_checkpointed_gradient_is_the_plain_one(ITimeMethod method)
    {
        var plain = Gradient(Solve(new Oscillator(), method, Parameters));
        foreach (var memory in new long[] { 1, 500, 1500 })
        {
            var trajectory = Solve(new Oscillator(), method, Parameters, new() { Memory = memory });
            Assert.That(trajectory.IsCheckpointed);
            var found = Gradient(trajectory);
            for (var i = 0; i < 3; i++) Assert.That(found[i], Is.EqualTo(plain[i]).Within(1e-13 * Math.Abs(plain[i])), $"{memory} bytes");
        }
    }

    [Test]
    public void A_checkpointed_gradient_passes_a_Taylor_test() =>
        Assert.That(TaylorRate(new Oscillator(), new BackwardDifferentiation(), new() { Memory = 500 }, adjoint: true), Is.GreaterThan(1.95));

    [Test]
    public void A_linear_system_with_equal_steps_needs_few_factorisations()
    {
        var integrator = new TimeIntegrator(new Heat(), new BackwardDifferentiation());
        integrator.Solve([1], TimeGrid.Uniform(0, 1, 100), [1]);
        Assert.That(integrator.Work.Factorisations, Is.LessThan(10));
    }

    /// <summary>The rate at which |J(p + hδ) − J(p) − h J′δ| falls, J a weighted sum of values and rates.</summary>
    private static double TaylorRate(TestSystem system, ITimeMethod method, TimeOptions? options = null, bool adjoint = false)
    {
        var direction = new[] { 0.3, -0.5, 0.8 };
        var at = Solve(system, method, Parameters, options);
        var weights = Weights(at.Values.Length);
        double Functional(Trajectory t) => t.Values.Select((v, i) => Dot(v, weights.Values[i]) + Dot(t.Rates[i], weights.Rates[i])).Sum();
        double slope = 0;
        if (adjoint)
        {
            var gradient = new double[3];
            at.Adjoint(i => ([weights.Values[i]], [weights.Rates[i]]), [gradient]);
            slope = Dot(gradient, direction);
        }
        else at.Tangent([direction], (i, values, rates) => slope += Dot(values[0], weights.Values[i]) + Dot(rates[0], weights.Rates[i]));
        var errors = new[] { 1e-2, 5e-3, 2.5e-3 }.Select(h =>
            Math.Abs(Functional(Solve(system, method, [.. Parameters.Zip(direction, (p, d) => p + h * d)], options)) - Functional(at) - h * slope)).ToArray();
        return Math.Log2(errors[0] / errors[^1]) / 2;
    }

    private static double[] Gradient(Trajectory trajectory)
    {
        var (weights, gradient) = (Weights(trajectory.Values.Length), new double[3]);
        trajectory.Adjoint(i => ([weights.Values[i]], [weights.Rates[i]]), [gradient]);
        return gradient;
    }

    private static Trajectory Solve(TestSystem system, ITimeMethod method, double[] p, TimeOptions? options = null) =>
        new TimeIntegrator(system, method, options).Solve(p, new(0, [.. Enumerable.Range(0, 40).Select(i => i < 20 ? (2 * i + 1) / 200.0 : 0.13)], [0, 20]), [0, 0.3, 1, 1.999, 2.2, 4.5]);

    private static (double[][] Values, double[][] Rates) Weights(int count) =>
        ([.. Enumerable.Range(0, count).Select(i => new[] { 1, 0.5 * i, -0.3 })], [.. Enumerable.Range(0, count).Select(i => new[] { 0.2, -0.1 * i, 0.4 })]);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    /// <summary>u̇ = u²: u = 1/(1/p − t).</summary>
    private sealed class Blowup() : TestSystem(1, 1)
    {
        public override double[] Start(ReadOnlySpan<double> p) => [p[0]];

        public override double[,] StartSlope(ReadOnlySpan<double> p) => new[,] { { 1.0 } };

        public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => [v[0] - u[0] * u[0]];

        public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
            (new[,] { { -2 * u[0] } }, new[,] { { 1.0 } }, new[,] { { 0.0 } });
    }

    /// <summary>u̇ = p from 0.7 on.</summary>
    private sealed class Switch() : TestSystem(1, 1)
    {
        public override double[] Start(ReadOnlySpan<double> p) => [0];

        public override double[,] StartSlope(ReadOnlySpan<double> p) => new double[1, 1];

        public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => [v[0] - (t < 0.7 ? 0 : p[0])];

        public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
            (new double[1, 1], new[,] { { 1.0 } }, new[,] { { t < 0.7 ? 0.0 : -1 } });
    }

    /// <summary>Two coupled cells that cool.</summary>
    private sealed class Heat() : TestSystem(2, 1)
    {
        public override double[] Start(ReadOnlySpan<double> p) => [p[0], 0];

        public override double[,] StartSlope(ReadOnlySpan<double> p) => new[,] { { 1.0 }, { 0 } };

        public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => [v[0] + 3 * u[0] - u[1], v[1] + 2 * u[1] - u[0]];

        public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
            (new[,] { { 3.0, -1 }, { -1, 2 } }, new[,] { { 1.0, 0 }, { 0, 1 } }, new double[2, 1]);
    }
}
