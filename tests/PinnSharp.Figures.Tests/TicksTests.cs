namespace PinnSharp.Figures.Tests;

public sealed class TicksTests
{
    [TestCase(0, 10, "0 2 4 6 8 10")]
    [TestCase(-1, 1, "−1.0 −0.5 0.0 0.5 1.0")]
    [TestCase(0.0, 0.3, "0.00 0.05 0.10 0.15 0.20 0.25 0.30")]
    [TestCase(1900, 1920, "1900 1905 1910 1915 1920")]
    [TestCase(457, 468, "458 460 462 464 466 468")]
    public void Linear_labels_are_nice_numbers(double lower, double upper, string labels)
    {
        var ticks = Ticks.For(AxisScale.Linear, new(lower, upper), 5);
        Assert.That(string.Join(' ', ticks.Major.Select(t => t.Label)), Is.EqualTo(labels));
        Assert.That((ticks.Exponent, ticks.Offset), Is.EqualTo((0, (string?)null)));
    }

    [TestCase(1.7e-4, 1.86e-4, -4, "1.70 1.75 1.80 1.85")]
    [TestCase(0, 3e6, 6, "0.0 0.5 1.0 1.5 2.0 2.5 3.0")]
    [TestCase(-4e-300, 4e-300, -300, "−4 −2 0 2 4")]
    [TestCase(0, 1e300, 300, "0.0 0.2 0.4 0.6 0.8 1.0")]
    public void Small_and_large_values_have_a_common_power_of_ten(double lower, double upper, int exponent, string labels)
    {
        var ticks = Ticks.For(AxisScale.Linear, new(lower, upper), 5);
        Assert.That(string.Join(' ', ticks.Major.Select(t => t.Label)), Is.EqualTo(labels));
        Assert.That(ticks.Exponent, Is.EqualTo(exponent));
    }

    [Test]
    public void A_narrow_interval_far_from_zero_has_an_offset()
    {
        var ticks = Ticks.For(AxisScale.Linear, new(461.3, 461.3000064), 5);
        Assert.That(ticks.Offset, Is.EqualTo("461.3"));
        Assert.That(ticks.Exponent, Is.EqualTo(-6));
        Assert.That(ticks.Major.Select(t => t.Label.ToString()), Is.EqualTo(new[] { "0", "1", "2", "3", "4", "5", "6" }));
        Assert.That(ticks.Major[3].Value, Is.EqualTo(461.300003));
    }

    [Test]
    public void Labels_with_offset_and_exponent_always_give_back_the_value()
    {
        // Over many magnitudes and offsets: offset + label · 10^exponent is the tick, to the last label place.
        for (var seed = 1; seed <= 2000; seed++)
        {
            var a = Math.Sin(seed * 12.9898) * Math.Pow(10, (seed % 41) - 20);
            var b = a + (Math.Abs(Math.Cos(seed * 78.233)) + 0.01) * Math.Pow(10, (seed % 37) - 22);
            if (b - a <= 1e-11 * Math.Max(Math.Abs(a), Math.Abs(b)))
            {
                continue;
            }

            var ticks = Ticks.For(AxisScale.Linear, new(a, b), 5);
            Assert.That(ticks.Major, Has.Length.InRange(3, 9), $"[{a}, {b}]");
            foreach (var tick in ticks.Major)
            {
                var told = Parse(ticks.Offset ?? "0") + (Parse(tick.Label.ToString()) * Math.Pow(10, ticks.Exponent));
                Assert.That(tick.Value, Is.InRange(a - (1e-9 * (b - a)), b + (1e-9 * (b - a))));
                Assert.That(told, Is.EqualTo(tick.Value).Within((1e-6 * (b - a)) + (1e-15 * Math.Abs(a))), $"[{a}, {b}]");
                Assert.That(tick.Label.ToString(), Has.Length.LessThanOrEqualTo(11), $"[{a}, {b}]");
            }

            Assert.That(ticks.Major.Select(t => t.Label.ToString()), Is.Unique);
        }

        static double Parse(string text) => double.Parse(text.Replace('\u2212', '-'), System.Globalization.CultureInfo.InvariantCulture);
    }

    [TestCase(0.001, 100, "10^−3 10^−2 10^−1 10^0 10^1 10^2", 40)]
    [TestCase(2e-8, 3e3, "10^−6 10^−4 10^−2 10^0 10^2", 6)]
    [TestCase(1e-300, 1e300, "10^−300 10^−200 10^−100 10^0 10^100 10^200 10^300", 0)]
    [TestCase(20, 150, "20 50 100", 6)]
    [TestCase(2e-7, 2e-6, "2×10^−7 5×10^−7 1×10^−6 2×10^−6", 6)]
    [TestCase(2, 3.6, "2.0 2.5 3.0 3.5", 0)]
    public void Logarithmic_ticks_are_decades_or_their_parts(double lower, double upper, string labels, int minor)
    {
        var ticks = Ticks.For(AxisScale.Logarithmic, new(lower, upper), 5);
        Assert.That(string.Join(' ', ticks.Major.Select(t => t.Label)), Is.EqualTo(labels));
        Assert.That(ticks.Minor, Has.Length.EqualTo(minor));
        Assert.That(ticks.Major.Select(t => t.Value), Is.All.InRange(lower * (1 - 1e-9), upper * (1 + 1e-9)));
    }

    [TestCase(0, 5e-324)]
    [TestCase(-1.7e308, 1.7e308)]
    [TestCase(1, 1.0000000000000002)]
    [TestCase(1e300, 1.0000000000000002e300)]
    public void Ranges_at_the_limits_of_doubles_are_survived(double lower, double upper)
    {
        foreach (var target in (int[])[1, 5, 20])
        {
            Assert.That(Ticks.For(AxisScale.Linear, new(lower, upper), target).Major, Has.Length.LessThanOrEqualTo(2 + (1.6 * target)));
        }
    }

    [TestCase("m^2/d", "m^2/d")]
    [TestCase("kg*m^-3", "kg·m^−3")]
    [TestCase("m^(1/3)", "m^1/3")]
    [TestCase("1000 pelts", "1000 pelts")]
    [TestCase("a^b^", "a^b^")]
    public void Units_have_superscripts(string unit, string runs) => Assert.That(RichText.Unit(unit).ToString(), Is.EqualTo(runs));

    [Test]
    public void Positions_and_values_are_inverse()
    {
        foreach (var axis in (AxisTransform[])[new(AxisScale.Linear, new(-3, 8), 40, 500), new(AxisScale.Logarithmic, new(1e-9, 1e5), 300, 10)])
        {
            foreach (var value in (double[])[1e-9, 0.02, 1, 7.5])
            {
                Assert.That(axis.Value(axis.Position(value)), Is.EqualTo(value).Within(1e-9).Percent.Or.EqualTo(value).Within(1e-12));
            }
        }
    }
}
