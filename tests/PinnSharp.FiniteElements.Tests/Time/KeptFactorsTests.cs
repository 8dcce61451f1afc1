using PinnSharp.FiniteElements;

namespace PinnSharp.FiniteElements.Tests;

public sealed class KeptFactorsTests
{
    private const int Steps = 40;

    private static IEnumerable<ITimeMethod> Methods => [new BackwardDifferentiation(), Collocation.CrankNicolson, Collocation.Radau];

    private static readonly double[] Parameters = [1.5, 1.2, 0.7];

    [TestCaseSource(nameof(Methods))]
    public void Gradients_and_tangents_with_kept_factors_are_those_with_factors_made_again(ITimeMethod method)
    {
        var plain = Solve(new(new Oscillator(), method), linearise: false);
        var kept = Solve(new(new Oscillator(), method), linearise: true);
        var (gradient, tangent) = (Gradient(plain), Tangent(plain));
        // By refinement first, then with the factors at the solution.
        Assert.That(Difference(Gradient(kept), gradient), Is.LessThan(1e-13));
        Assert.That(Gradient(kept), Is.EqualTo(gradient));
        Assert.That(Tangent(kept), Is.EqualTo(tangent));
        Assert.That(Difference(Tangent(Solve(new(new Oscillator(), method), linearise: true)), tangent), Is.LessThan(1e-13));
    }

    [TestCaseSource(nameof(Methods))]
    public void A_solution_is_linearised_once(ITimeMethod method)
    {
        var integrator = new TimeIntegrator(new Oscillator(), method);
        var trajectory = Solve(integrator, linearise: true);
        Gradient(trajectory);
        Gradient(trajectory);
        var before = integrator.Work;
        Tangent(trajectory);
        Gradient(trajectory);
        Assert.That(integrator.Work.Factorisations, Is.EqualTo(before.Factorisations));
        Assert.That(integrator.Work.Solutions, Is.EqualTo(before.Solutions + 2 * Steps));
        var without = new TimeIntegrator(new Oscillator(), method);
        trajectory = Solve(without, linearise: false);
        before = without.Work;
        Tangent(trajectory);
        Assert.That(without.Work.Factorisations, Is.GreaterThanOrEqualTo(before.Factorisations + Steps - 2));
    }

    [TestCaseSource(nameof(Methods))]
    public void What_does_not_fit_the_memory_is_factored_again(ITimeMethod method)
    {
        var expected = Gradient(Solve(new(new Oscillator(), method), linearise: false));
        var states = Steps * 8L * 3 * (1 + method.Step(1, []).Stages);
        var made = new List<int>();
        foreach (var room in new long[] { 0, 10_000, 20_000, 1_000_000 })
        {
            var integrator = new TimeIntegrator(new Oscillator(), method, new() { Memory = states + room });
            var trajectory = Solve(integrator, linearise: true);
            Assert.That(trajectory.IsCheckpointed, Is.False);
            Gradient(trajectory);
            Assert.That(trajectory.FactorBytes, Is.LessThanOrEqualTo(room));
            Assert.That(Difference(Gradient(trajectory), expected), Is.LessThan(1e-13), $"{room} bytes");
            var before = integrator.Work.Factorisations;
            Gradient(trajectory);
            made.Add(integrator.Work.Factorisations - before);
        }
        Assert.That(made[0], Is.EqualTo(Steps).Within(2));
        Assert.That(made, Is.Ordered.Descending);
        Assert.That(made[1], Is.InRange(1, made[0] - 1));
        Assert.That(made[^1], Is.Zero);
    }

    [Test]
    public void A_trajectory_whose_factors_were_given_up_factors_again()
    {
        var integrator = new TimeIntegrator(new Oscillator(), new BackwardDifferentiation());
        var first = Solve(integrator, linearise: true);
        var expected = Gradient(Solve(new(new Oscillator(), new BackwardDifferentiation()), linearise: false));
        Gradient(first);
        Gradient(first);
        var second = integrator.Solve([1.4, 1.3, 0.8], first.Grid, [1]);
        Assert.That(Gradient(first), Is.EqualTo(expected));
        var other = new double[3];
        second.Adjoint(_ => ([[1, 0, 0]], null), [other]);
        var again = new double[3];
        new TimeIntegrator(new Oscillator(), new BackwardDifferentiation()).Solve([1.4, 1.3, 0.8], first.Grid, [1]).Adjoint(_ => ([[1, 0, 0]], null), [again]);
        Assert.That(other, Is.EqualTo(again));
    }

    [Test]
    public void Steps_of_a_linear_system_share_their_factors()
    {
        var integrator = new TimeIntegrator(new Decay(), Collocation.Radau);
        var trajectory = integrator.Solve([0, 2], TimeGrid.Uniform(0, 4, 30), [4]);
        var before = integrator.Work;
        double[] gradient = [0, 0], again = [0, 0];
        trajectory.Adjoint(_ => ([[1]], null), [gradient]);
        trajectory.Adjoint(_ => ([[1]], null), [again]);
        Assert.That(integrator.Work.Factorisations, Is.EqualTo(before.Factorisations));
        Assert.That(again, Is.EqualTo(gradient));
        // u = p₁ exp(−p₀ sin t)
        Assert.That(gradient[1], Is.EqualTo(1).Within(1e-12));
        Assert.That(gradient[0], Is.EqualTo(-2 * Math.Sin(4)).Within(1e-6));
    }

    [Test]
    public void Steps_that_share_factors_on_the_way_do_not_share_those_at_their_solutions()
    {
        // At rest until 1: all steps until then, and the first one after it, begin with the same matrix.
        double[][] gradients = [.. new[] { true, false }.Select(linearise =>
        {
            var trajectory = new TimeIntegrator(new Rest(), new BackwardDifferentiation()).Solve([2, 0], TimeGrid.Uniform(0, 2, 20), [0.7, 2], linearise);
            var gradient = new double[2];
            for (var time = 0; time < 4; time++)
            {
                Array.Clear(gradient);
                trajectory.Adjoint(_ => ([[1]], null), [gradient]);
            }
            return gradient;
        })];
        Assert.That(gradients[0], Is.EqualTo(gradients[1]));
        Assert.That(gradients[0][0], Is.GreaterThan(0.1));
    }

    private static Trajectory Solve(TimeIntegrator integrator, bool linearise) =>
        integrator.Solve(Parameters, new(0, [.. Enumerable.Range(0, Steps).Select(i => i < 20 ? (2 * i + 1) / 200.0 : 0.13)], [0, 20]), [0.3, 1, 2.2, 4.5], linearise);

    private static double[] Gradient(Trajectory trajectory)
    {
        var gradient = new double[3];
        trajectory.Adjoint(i => ([[1, 0.5 * i, -0.3]], [[0.2, -0.1 * i, 0.4]]), [gradient]);
        return gradient;
    }

    private static double[] Tangent(Trajectory trajectory)
    {
        var tangent = new List<double>();
        trajectory.Tangent([[0.3, -0.5, 0.8]], (_, values, rates) => tangent.AddRange([.. values[0], .. rates[0]]));
        return [.. tangent];
    }

    /// <summary>Relative to the largest entry.</summary>
    private static double Difference(double[] x, double[] y) => x.Zip(y, (a, b) => Math.Abs(a - b)).Max() / y.Max(Math.Abs);

    /// <summary>u̇ + u + u³ = p₁, from 1 on p₁ + p₀.</summary>
    private sealed class Rest() : TestSystem(1, 2)
    {
        public override double[] Start(ReadOnlySpan<double> p) => [0];

        public override double[,] StartSlope(ReadOnlySpan<double> p) => new double[1, 2];

        public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => [v[0] + u[0] + u[0] * u[0] * u[0] - p[1] - (t < 1 ? 0 : p[0])];

        public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
            (new[,] { { 1 + 3 * u[0] * u[0] } }, new[,] { { 1.0 } }, new[,] { { t < 1 ? 0.0 : -1, -1 } });
    }
}
