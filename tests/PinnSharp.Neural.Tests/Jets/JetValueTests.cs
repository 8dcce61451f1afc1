using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Numerics;

namespace PinnSharp.Neural.Tests;

[TestFixture]
internal sealed class JetValueTests
{
    private const int Lanes = BlockProduct.Lanes;

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Jets_agree_with_Taylor_arithmetic(JetCase c) => Assert.That(Mismatch(c), Is.LessThan(1e-12));

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Jets_agree_with_central_differences_of_jets_one_order_lower(JetCase c)
    {
        const double step = 1e-3;
        var y = c.Evaluate(c.Weights, c.Points);
        var size = c.Network.Outputs * Lanes;
        for (var i = 0; i < c.Network.Inputs; i++)
        {
            var shifted = new[] { -2, -1, 1, 2 }.Select(n => c.Evaluate(c.Weights, Shift(n))).ToArray();
            foreach (var alpha in c.Space.Channels.Where(alpha => alpha[i] > 0))
            {
                var (lower, upper) = (c.Space.IndexOf(alpha - MultiIndex.Unit(i)) * size, c.Space.IndexOf(alpha) * size);
                var scale = y.AsSpan(upper, size).ToArray().Max(Math.Abs) + 1;
                var worst = Enumerable.Range(0, size).Max(j => Math.Abs((shifted[0][lower + j] - shifted[3][lower + j]
                    + 8 * (shifted[2][lower + j] - shifted[1][lower + j])) / (12 * step) - y[upper + j]));
                Assert.That(worst, Is.LessThan(1e-7 * scale), $"{alpha} by x{i}");
            }

            double[] Shift(int n) => [.. c.Points.Select((x, at) => at / Lanes == i ? x + n * step : x)];
        }
    }

    [Test]
    public void A_wrong_coefficient_of_Faa_di_Bruno_is_noticed()
    {
        var space = JetCase.Full(2, 4);
        for (var channel = 1; channel < space.Channels.Length; channel++)
            for (var t = 0; t < space.Composition[channel].Length; t++)
            {
                var term = space.Composition[channel][t];
                var wrong = space.WithComposition(space.Composition.SetItem(channel,
                    space.Composition[channel].SetItem(t, term with { Coefficient = 1.03 * term.Coefficient })));
                var c = new JetCase("wrong", new Mlp(2, [5, 4], 1, Activation.Tanh), wrong);
                Assert.That(Mismatch(c), Is.GreaterThan(1e-6), $"channel {channel}, term {t}");
            }
    }

    [Test]
    public void A_wrong_frequency_phase_or_missing_shortcut_would_be_noticed()
    {
        var right = new Mlp(JetCase.Features(2), [6, 6], 1, Activation.Tanh, true);
        Embedding With(int i, Feature feature) => new(2, right.Embedding.Features.SetItem(i, feature));
        for (var i = 0; i < right.Embedding.Features.Length; i++)
            if (right.Embedding.Features[i] is WaveFeature wave)
            {
                Assert.That(Wrong(With(i, wave with { Frequency = [.. wave.Frequency.Select(w => 1.03 * w)] }), true), Is.GreaterThan(1e-6), $"{wave}");
                Assert.That(Wrong(With(i, wave with { Phase = wave.Phase + 0.03 }), true), Is.GreaterThan(1e-6), $"{wave}");
            }
        Assert.That(Wrong(right.Embedding, false), Is.GreaterThan(1e-6));
        Assert.That(Wrong(right.Embedding, true), Is.LessThan(1e-12));

        double Wrong(Embedding embedding, bool residual) =>
            Mismatch(new JetCase("right", right, JetCase.Full(2, 3)), new Mlp(embedding, [6, 6], 1, Activation.Tanh, residual));
    }

    [Test]
    public void Evaluations_repeat_bit_for_bit_and_lanes_do_not_mix()
    {
        var c = new JetCase("repeat", new Mlp(2, [7, 6], 2, Activation.Swish), JetCase.Full(2, 3));
        var jets = new JetNetwork(c.Network, c.Space);
        jets.Forward(c.Weights, c.Points);
        var first = jets.Outputs.ToArray();
        var moved = c.Points.Select((x, i) => i % Lanes == 17 ? double.NaN : x).ToArray();
        jets.Forward(c.Weights, moved);
        for (var i = 0; i < first.Length; i++)
            Assert.That(jets.Outputs[i], Is.EqualTo(i % Lanes == 17 ? double.NaN : first[i]));
        jets.Forward(c.Weights, c.Points);
        Assert.That(jets.Outputs.ToArray(), Is.EqualTo(first));
    }

    private static double Mismatch(JetCase c, Mlp? reference = null)
    {
        var y = c.Evaluate(c.Weights, c.Points);
        var worst = 0.0;
        foreach (var lane in new[] { 0, 7, 31, 32, 63 })
        {
            double[] point = [.. Enumerable.Range(0, c.Network.Inputs).Select(i => c.Points[i * Lanes + lane])];
            var expected = TaylorReference.Evaluate(reference ?? c.Network, c.Weights, point, c.Space);
            for (var j = 0; j < expected.Length; j++)
                worst = Math.Max(worst, Math.Abs(y[j * Lanes + lane] - expected[j]) / (1 + Math.Abs(expected[j])));
        }
        return worst;
    }
}
