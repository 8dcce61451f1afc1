using PinnSharp.Numerics;

namespace PinnSharp.Neural.Tests;

[TestFixture]
internal sealed class JetGradientTests
{
    private const int Lanes = BlockProduct.Lanes;

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Tangent_agrees_with_central_differences(JetCase c)
    {
        const double step = 1e-3;
        var v = JetCase.RandomNumbers(c.Weights.Length, 3, 1);
        var shifted = new[] { -2, -1, 1, 2 }.Select(n => c.Evaluate([.. c.Weights.Zip(v, (w, d) => w + n * step * d)], c.Points)).ToArray();
        var tangent = Tangent(c, v);
        var size = c.Network.Outputs * Lanes;
        for (var from = 0; from < tangent.Length; from += size)
        {
            var scale = tangent.AsSpan(from, size).ToArray().Max(Math.Abs) + 1;
            var worst = Enumerable.Range(from, size).Max(j =>
                Math.Abs((shifted[0][j] - shifted[3][j] + 8 * (shifted[2][j] - shifted[1][j])) / (12 * step) - tangent[j]));
            Assert.That(worst, Is.LessThan(1e-7 * scale), c.Space.Channels[from / size].ToString());
        }
    }

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Backward_is_the_transpose_of_tangent(JetCase c)
    {
        var v = JetCase.RandomNumbers(c.Weights.Length, 3, 1);
        var w = JetCase.RandomNumbers(c.OutputLength, 4, 1);
        var (jv, jtw) = (Tangent(c, v), Backward(c, w));
        Assert.That(Dot(jv, w), Is.EqualTo(Dot(v, jtw)).Within(1e-12 * jv.Zip(w, (x, y) => Math.Abs(x * y)).Sum()));
    }

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Backward_agrees_with_central_differences_in_every_weight(JetCase c)
    {
        const double step = 1e-3;
        var w = JetCase.RandomNumbers(c.OutputLength, 4, 1);
        var gradient = Backward(c, w);
        var scale = gradient.Max(Math.Abs);
        for (var k = 0; k < gradient.Length; k++)
        {
            var f = new[] { -2, -1, 1, 2 }
                .Select(n => Dot(w, c.Evaluate([.. c.Weights.Select((x, i) => i == k ? x + n * step : x)], c.Points))).ToArray();
            Assert.That((f[0] - f[3] + 8 * (f[2] - f[1])) / (12 * step), Is.EqualTo(gradient[k]).Within(1e-7 * scale), $"weight {k}");
        }
    }

    [TestCaseSource(typeof(JetCase), nameof(JetCase.All))]
    public void Rows_are_the_gradients_of_single_points(JetCase c)
    {
        const int stride = 3 * Lanes;
        var w = JetCase.RandomNumbers(c.OutputLength, 4, 1);
        var jets = new JetNetwork(c.Network, c.Space);
        jets.Forward(c.Weights, c.Points);
        var panel = Enumerable.Repeat(double.NaN, c.Weights.Length * stride).ToArray();
        jets.BackwardRows(c.Weights, w, panel.AsSpan(Lanes), stride);
        foreach (var lane in new[] { 0, 13, 63 })
        {
            var gradient = Backward(c, [.. w.Select((x, i) => i % Lanes == lane ? x : 0)]);
            var scale = gradient.Max(Math.Abs);
            var worst = gradient.Select((g, k) => Math.Abs(panel[k * stride + Lanes + lane] - g)).Max();
            Assert.That(worst, Is.LessThan(1e-13 * scale), $"point {lane}");
        }
        Assert.That(panel.Where((_, i) => i / Lanes % 3 != 1).All(double.IsNaN), "only the block's own lanes are written");
    }

    [Test]
    public void Backward_adds_to_the_gradient()
    {
        var c = JetCase.All().First();
        var w = JetCase.RandomNumbers(c.OutputLength, 4, 1);
        var jets = new JetNetwork(c.Network, c.Space);
        jets.Forward(c.Weights, c.Points);
        var gradient = new double[c.Weights.Length];
        jets.Backward(c.Weights, w, gradient);
        var once = (double[])gradient.Clone();
        jets.Backward(c.Weights, w, gradient);
        Assert.That(gradient, Is.EqualTo(once.Select(g => 2 * g).ToArray()).Within(1e-13));
    }

    [Test]
    public void Nothing_is_allocated([ValueSource(typeof(Activation), nameof(Activation.All))] Activation activation)
    {
        var c = new JetCase("allocation", new Mlp(JetCase.Features(2), [7, 7], 2, activation, true), JetCase.Full(2, 3));
        var jets = new JetNetwork(c.Network, c.Space);
        double[] w = JetCase.RandomNumbers(c.OutputLength, 4, 1);
        double[] gradient = new double[c.Weights.Length], panel = new double[c.Weights.Length * Lanes];
        // The runtime allocates too when it compiles a method anew after some calls: the best of three counts.
        var bytes = Enumerable.Range(0, 3).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                All();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.That(bytes, Is.LessThan(100), "bytes in 100 rounds");

        void All()
        {
            jets.Forward(c.Weights, c.Points);
            jets.Backward(c.Weights, w, gradient);
            jets.BackwardRows(c.Weights, w, panel, Lanes);
            jets.Tangent(c.Weights, gradient, w);
        }
    }

    private static double[] Tangent(JetCase c, double[] v)
    {
        var jets = new JetNetwork(c.Network, c.Space);
        jets.Forward(c.Weights, c.Points);
        var tangent = new double[c.OutputLength];
        jets.Tangent(c.Weights, v, tangent);
        return tangent;
    }

    private static double[] Backward(JetCase c, double[] w)
    {
        var jets = new JetNetwork(c.Network, c.Space);
        jets.Forward(c.Weights, c.Points);
        var gradient = new double[c.Weights.Length];
        jets.Backward(c.Weights, w, gradient);
        return gradient;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
