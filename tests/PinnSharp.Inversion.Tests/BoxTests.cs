using NUnit.Framework;

namespace PinnSharp.Inversion.Tests;

/// <summary>Bounds by projected steps, against solutions known beforehand.</summary>
public sealed class BoxTests
{
    private static IEnumerable<TestCaseData> Methods()
    {
        yield return new TestCaseData(new LevenbergMarquardt()).SetArgDisplayNames("levenberg-marquardt");
        yield return new TestCaseData(new GaussNewtonConjugateGradient()).SetArgDisplayNames("gauss-newton-cg");
        yield return new TestCaseData(new Adam { Rate = 0.02 }).SetArgDisplayNames("adam");
    }

    /// <summary>½‖Aθ − y‖² with A = [[1, 2, 0], [0, 1, 1], [0, 0, 3]].</summary>
    private static FunctionLeastSquares Linear(double[] y, Box? box) => new(new ParameterLayout(("theta", 3)) { Box = box }, new ResidualLayout(("residual", 3)),
        theta => [theta[0] + 2 * theta[1] - y[0], theta[1] + theta[2] - y[1], 3 * theta[2] - y[2]], _ => new double[,] { { 1, 2, 0 }, { 0, 1, 1 }, { 0, 0, 3 } });

    private static OptimizerState Minimum(IOptimizer optimizer, ILeastSquares problem, double[] start)
    {
        var state = optimizer.Start(problem, start);
        for (var i = 0; i < 5000 && state.Status == Status.Running; i++) state = optimizer.Step(problem, state);
        return state;
    }

    [TestCaseSource(nameof(Methods))]
    public void A_bound_that_binds_is_reached_and_the_others_follow(IOptimizer optimizer)
    {
        // Without bounds θ = A⁻¹y = (−1, 2, 1). With θ₁ ≤ 1 and θ₂ = 1 still free: minimise (θ₀ + 2 − 3)² + (1 + θ₂ − 3)² + (3θ₂ − 3)² at θ₀ = 1, θ₂ = 1.1.
        var state = Minimum(optimizer, Linear([3, 3, 3], new([(1, -5, 1)])), [0, 0, 0]);

        Assert.That(state.Parameters, Is.EqualTo(new[] { 1, 1, 1.1 }).Within(optimizer is Adam ? 1e-3 : 1e-7));
        Assert.That(state.Parameters[1], Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Methods))]
    public void A_bound_that_does_not_bind_changes_nothing(IOptimizer optimizer)
    {
        // From the bound, which the first gradient leaves.
        var state = Minimum(optimizer, Linear([3, 3, 3], new([(1, -5, 5), (2, -1, 2)])), [0, -5, 2]);

        Assert.That(state.Parameters, Is.EqualTo(new[] { -1.0, 2, 1 }).Within(optimizer is Adam ? 1e-2 : 1e-7));
    }

    [Test]
    public void Every_iterate_is_within_the_bounds()
    {
        var (box, state) = (new Box([(0, 0.1, 0.3), (2, -0.2, 0.4)]), new LevenbergMarquardt().Start(Linear([30, 3, -9], new([(0, 0.1, 0.3), (2, -0.2, 0.4)])), [0.2, 0, 0]));
        var problem = Linear([30, 3, -9], box);
        for (var i = 0; i < 50 && state.Status == Status.Running; i++)
        {
            state = new LevenbergMarquardt().Step(problem, state);
            Assert.That(state.Parameters[0], Is.InRange(0.1, 0.3));
            Assert.That(state.Parameters[2], Is.InRange(-0.2, 0.4));
        }
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
        Assert.That((state.Parameters[0], state.Parameters[2]), Is.EqualTo((0.3, -0.2)));
    }

    [Test]
    public void Bounds_stay_with_the_parameters_that_stay_free()
    {
        var problem = Linear([3, 3, 3], new([(1, -5, 1), (2, 0, 4)]));

        Assert.That(new HeldParameters(problem, [0, 0, 0], [0, 2]).Parameters.Box!.Intervals, Is.EqualTo(new[] { (1, 0.0, 4.0) }));
        Assert.That(new HeldDirection(problem, [1, 0, 0], 2).Parameters.Box!.Intervals, Is.EqualTo(new[] { (0, -5.0, 1.0), (1, 0.0, 4.0) }));
        Assert.That(new HeldDirection(problem, [1, 1, 0], 2).Parameters.Box, Is.Null);
    }
}
