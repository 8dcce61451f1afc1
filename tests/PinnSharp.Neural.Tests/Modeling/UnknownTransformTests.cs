using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class UnknownTransformTests
{
    private static readonly UnknownTransform[] All = [new LogTransform(), new LogitTransform(-2, 5), new LogarithmicLogitTransform(1e-3, 10), new LinearTransform(3)];

    private static readonly double[] Internal = [-4, -0.7, 0, 0.3, 2.5];

    [TestCaseSource(nameof(All))]
    public void Internal_and_physical_values_are_inverse(UnknownTransform transform)
    {
        foreach (var eta in Internal)
            Assert.That(transform.ToInternal(transform.ToPhysical(eta)), Is.EqualTo(eta).Within(1e-12));
    }

    [TestCaseSource(nameof(All))]
    public void The_slope_is_that_of_central_differences(UnknownTransform transform)
    {
        const double h = 1e-3;
        foreach (var eta in Internal)
        {
            double At(double n) => transform.ToPhysical(eta + n * h);
            var slope = (At(-2) - At(2) + 8 * (At(1) - At(-1))) / (12 * h);
            Assert.That(transform.Slope(eta), Is.EqualTo(slope).Within(1e-10 * Math.Abs(slope) + 1e-11).And.Positive);
        }
    }

    [TestCaseSource(nameof(All))]
    public void The_expression_is_the_same_function(UnknownTransform transform)
    {
        var expression = transform.Physical(new Parameter("eta"));
        foreach (var eta in Internal)
            Assert.That(expression.Evaluate(_ => eta), Is.EqualTo(transform.ToPhysical(eta)).Within(1e-14 * (1 + Math.Abs(transform.ToPhysical(eta)))));
    }

    [Test]
    public void Bounds_come_before_positivity_and_an_initial_value_gives_the_scale()
    {
        Assert.That(Of(new() { Initial = 2, Positive = true }), Is.EqualTo(new LogTransform()));
        Assert.That(Of(new() { Initial = 2, Bounds = (1, 3) }), Is.EqualTo(new LogitTransform(1, 3)));
        Assert.That(Of(new() { Initial = -20 }), Is.EqualTo(new LinearTransform(20)));
        Assert.That(Of(new() { Initial = 0 }), Is.EqualTo(new LinearTransform(1)));

        static UnknownTransform Of(UnknownDeclaration unknown) => UnknownTransform.Of(new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = unknown },
            Equations = { ["decay"] = "y_t = -k*y" },
            Observations = { ["data"] = new("y", Data.Inline([0.5], [1])) },
        }.Build().Unknowns[0]);
    }

    [Test]
    public void A_bound_itself_has_a_finite_internal_value([Values(-2.0, 5.0)] double bound) =>
        Assert.That(new LogitTransform(-2, 5).ToPhysical(new LogitTransform(-2, 5).ToInternal(bound)), Is.EqualTo(bound).Within(1e-5));
}
