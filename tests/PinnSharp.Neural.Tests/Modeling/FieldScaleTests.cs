using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class FieldScaleTests
{
    [Test]
    public void Observed_values_map_to_minus_one_and_one() =>
        Assert.That(Scale(false, "y_t = -k", Data.Inline([0.1, 0.2, 0.3], [3, 11, 5])), Is.EqualTo(new FieldScale(7, 4)));

    [Test]
    public void A_positive_field_is_scaled_in_its_logarithm()
    {
        var scale = Scale(true, "y_t = -k", Data.Inline([0.1, 0.2], [Math.Exp(1), Math.Exp(4)]));
        Assert.That(scale.Shift, Is.EqualTo(2.5).Within(1e-14));
        Assert.That(scale.Factor, Is.EqualTo(1.5).Within(1e-14));
    }

    [Test]
    public void Prescribed_values_count_as_observed_ones() =>
        Assert.That(Scale(false, "2*y = 6*t + 10", Data.Inline([0.1, 0.2], [7, 6])), Is.EqualTo(new FieldScale(6, 1)), "5 at t = 0");

    [Test]
    public void Conditions_on_derivatives_say_nothing() =>
        Assert.That(Scale(false, "y_t = 100", Data.Inline([0.1, 0.2], [1, 3])), Is.EqualTo(new FieldScale(2, 1)));

    [Test]
    public void A_prescribed_unknown_counts_with_its_initial_value() =>
        Assert.That(Scale(false, "y = 100*k", Data.Inline([0.1, 0.2], [1, 3])), Is.EqualTo(new FieldScale(50.5, 49.5)));

    [Test]
    public void Equal_values_still_give_a_factor([Values] bool positive) =>
        Assert.That(Scale(positive, "y_t = -k", Data.Inline([0.1, 0.2], [4, 4])), Is.EqualTo(positive ? new FieldScale(Math.Log(4), 1) : new FieldScale(0, 4)));

    private static FieldScale Scale(bool positive, string condition, InlineDeclaration values)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { ["y"] = new() { Positive = positive } },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["decay"] = "y_t = -k*y" },
            Conditions = { ["condition"] = ("t = 0", condition) },
            Observations = { ["data"] = new("y", values) },
        }.Build();
        return FieldScale.For(problem, DataLoader.Load(problem))[0];
    }
}
