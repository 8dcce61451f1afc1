using PinnSharp.Numerics;

namespace PinnSharp.Neural.Tests;

[TestFixture]
internal sealed class ActivationTests
{
    private const int Lanes = BlockProduct.Lanes;
    private const int Count = 8; // orders 0 to 7

    [TestCaseSource(typeof(Activation), nameof(Activation.All))]
    public void Derivatives_agree_with_Taylor_arithmetic(Activation activation)
    {
        var z = Grid();
        var values = Evaluate(activation, z);
        for (var p = 0; p < Lanes; p++)
        {
            var c = TaylorReference.Coefficients(activation.Name, z[p], Count - 1);
            for (var (k, factorial) = (0, 1.0); k < Count; factorial *= ++k)
                Assert.That(values[k * Lanes + p], Is.EqualTo(c[k] * factorial).Within(1e-14 * Math.Pow(4, k)), $"order {k} at {z[p]}");
        }
    }

    [TestCaseSource(typeof(Activation), nameof(Activation.All))]
    public void Derivatives_agree_with_central_differences_of_the_order_below(Activation activation)
    {
        const double step = 1e-3;
        var z = Grid();
        var values = Evaluate(activation, z);
        var shifted = new[] { -2, -1, 1, 2 }.Select(n => Evaluate(activation, [.. z.Select(x => x + n * step)])).ToArray();
        for (var i = Lanes; i < Count * Lanes; i++)
        {
            var difference = (shifted[0][i - Lanes] - shifted[3][i - Lanes] + 8 * (shifted[2][i - Lanes] - shifted[1][i - Lanes])) / (12 * step);
            var scale = 1 + values.AsSpan(i / Lanes * Lanes, Lanes).ToArray().Max(Math.Abs);
            Assert.That(difference, Is.EqualTo(values[i]).Within(1e-7 * scale), $"order {i / Lanes} at {z[i % Lanes]}");
        }
    }

    [Test]
    public void Activations_are_found_by_name()
    {
        Assert.That(Activation.All.Select(activation => activation.Name), Is.EqualTo(new[] { "tanh", "sin", "swish" }));
        Assert.That(Activation.All.Select(activation => Activation.Find(activation.Name)), Is.EqualTo(Activation.All));
        Assert.That(Activation.Find("relu"), Is.Null);
    }

    private static double[] Grid() => [.. Enumerable.Range(0, Lanes).Select(p => (p - 31.3) / 8)];

    private static double[] Evaluate(Activation activation, double[] z)
    {
        var values = new double[Count * Lanes];
        activation.Evaluate(z, Count, values);
        return values;
    }
}
