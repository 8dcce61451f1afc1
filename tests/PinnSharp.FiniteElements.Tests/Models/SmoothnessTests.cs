using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Penalties of unknown functions are the integrals that their smoothness declares.</summary>
public sealed class SmoothnessTests
{
    private static readonly FiniteElementOptions Coarse = new() { Mesh = new() { Size = 0.1 }, CoefficientSize = 0.1, Time = new() { Tolerance = 1e-2 } };

    private static ImmutableArray<FunctionPenalty> Penalties(string over, string smoothness, bool plane = false) => new FiniteElementModel(Texts.Problem("[u]",
        plane ? "e: \"u_t = u_xx + u_yy + k\"" : "e: \"u_t = u_xx + k\"", (plane ? "a: {where: boundary, equation: \"u = 0\"}" : "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 2\", equation: \"u = 0\"}")
        + "\ns: {where: \"t = 0\", equation: \"u = 0\"}", $"k: {{over: [{over}]{(smoothness == "" ? "" : $", prior: {smoothness}")}}}", "observations: {all: {file: none.csv, of: \"u*u\"}}",
        plane ? "{x: [0, 2], y: [0, 1], t: [0, 3]}" : "{x: [0, 2], t: [0, 3]}"), [], [], Coarse).Penalties;

    /// <summary>√‖Lθ‖² for θ at which every basis function has its coefficient: k = 1.</summary>
    private static double OfOne(FunctionPenalty penalty)
    {
        var product = new double[penalty.Unit.Count];
        penalty.Unit.Multiply([.. Enumerable.Repeat(1.0, penalty.Block.Offset + penalty.Block.Length)], product);
        return Math.Sqrt(product.Sum(x => x * x));
    }

    private static double Norm(FunctionPenalty penalty, Func<int, double> coefficient)
    {
        var (theta, product) = (new double[penalty.Block.Offset + penalty.Block.Length], new double[penalty.Unit.Count]);
        for (var i = 0; i < penalty.Block.Length; i++) theta[penalty.Block.Offset + i] = coefficient(i);
        penalty.Unit.Multiply(theta, product);
        return product.Sum(x => x * x);
    }

    [TestCase("t")]
    [TestCase("x")]
    [TestCase("x, t")]
    [TestCase("u")]
    public void Constants_are_free_and_nothing_is_assumed_with_none(string over)
    {
        Assert.That(Penalties(over, "none"), Is.Empty);
        foreach (var smoothness in new[] { "", "h1", "thin-plate" }) Assert.That(OfOne(Penalties(over, smoothness)[0]), Is.LessThan(1e-9));
    }

    // Splines at t: 27 of them, their knots at (i − 1)/24 of the interval, so that coefficients (i − 1)/24 are the scaled variable s, and products p(i) = s² less a constant.
    [Test]
    public void Functions_of_time_have_small_second_derivatives_or_first_ones_as_declared()
    {
        static double Line(int i) => (i - 1) / 24.0;
        static double Parabola(int i) => Line(i) * Line(i);
        Assert.That(Norm(Penalties("t", "h1")[0], Line), Is.EqualTo(1).Within(0.03));
        Assert.That(Norm(Penalties("t", "h1")[0], Parabola), Is.EqualTo(4.0 / 3).Within(0.04));
        foreach (var smoothness in new[] { "", "thin-plate" })
        {
            Assert.That(Norm(Penalties("t", smoothness)[0], Line), Is.LessThan(1e-12));
            Assert.That(Norm(Penalties("t", smoothness)[0], Parabola), Is.EqualTo(4).Within(0.15));
            Assert.That(Penalties("t", smoothness)[0].Free, Is.EqualTo(2));
        }
        Assert.That(Norm(Penalties("u", "")[0], i => i), Is.LessThan(1e-9));
    }

    // P1 over x, 21 nodes numbered along it, times splines: k = s_x s_t has ∫ k_xt² = 1 twice, s_x² has 4.
    [Test]
    public void Functions_of_space_and_time_have_all_second_derivatives()
    {
        var (penalty, first) = (Penalties("x, t", "")[0], Penalties("x, t", "h1")[0]);
        var nodes = penalty.Block.Length / 27;
        double X(int i) => i % nodes / (nodes - 1.0);
        double T(int i) => (i / nodes - 1) / 24.0;
        Assert.That(Norm(penalty, i => 3 + X(i) - 2 * T(i)), Is.LessThan(1e-9));
        Assert.That(Norm(penalty, i => X(i) * T(i)), Is.EqualTo(2).Within(0.2));
        Assert.That(Norm(penalty, i => T(i) * T(i)), Is.EqualTo(4).Within(0.2));
        Assert.That(Norm(penalty, i => X(i) * X(i)), Is.EqualTo(4).Within(0.6));
        Assert.That(Norm(first, i => 3 + X(i) - 2 * T(i)), Is.EqualTo(1 + 4).Within(0.5));
    }

    [Test]
    public void Functions_over_the_plane_take_what_is_declared()
    {
        var (second, first) = (Penalties("x, y", "", true)[0], Penalties("x, y", "h1", true)[0]);
        Assert.That(OfOne(second) + OfOne(first), Is.LessThan(1e-9));
        Assert.That(first.Unit.Count, Is.Not.EqualTo(second.Unit.Count));
        Assert.That(Penalties("x, y", "none", true), Is.Empty);
    }
}
