namespace PinnSharp.Neural.Tests;

[TestFixture]
internal sealed class MlpTests
{
    [Test]
    public void Weights_lie_layer_by_layer()
    {
        var network = new Mlp(2, [5, 3], 4, Activation.Tanh);
        Assert.That(network.Layers, Is.EqualTo(new[] { new Mlp.Layer(2, 5, 0), new(5, 3, 15), new(3, 4, 33) }));
        Assert.That(network.Layers.Select(layer => layer.BiasOffset), Is.EqualTo(new[] { 10, 30, 45 }));
        Assert.That(network.ParameterCount, Is.EqualTo(49));
    }

    [Test]
    public void Start_has_its_limits_and_repeats([Values] WeightStart start)
    {
        var network = new Mlp(20, [30], 10, Activation.Sin);
        var weights = network.Start(3, start);
        Assert.That(weights, Is.EqualTo(network.Start(3, start)));
        Assert.That(weights, Is.Not.EqualTo(network.Start(4, start)));
        foreach (var layer in network.Layers)
        {
            var (w, limit) = (layer.Weights(weights).ToArray(), Math.Sqrt(start == WeightStart.Glorot ? 6.0 / (layer.Inputs + layer.Outputs) : 3.0 / layer.Inputs));
            Assert.That(w.Max(Math.Abs), Is.InRange(0.95 * limit, limit));
            Assert.That(w.Average(), Is.Zero.Within(0.1 * limit));
            Assert.That(w.Average(x => x * x), Is.EqualTo(limit * limit / 3).Within(0.1 * limit * limit));
            Assert.That(layer.Biases(weights).ToArray(), Is.All.Zero);
        }
    }

    [Test]
    public void Networks_are_values()
    {
        var network = new Mlp(2, [5, 3], 4, Activation.Tanh);
        Assert.That(network, Is.EqualTo(new Mlp(2, [5, 3], 4, Activation.Tanh)));
        Assert.That(network, Is.Not.EqualTo(new Mlp(2, [3, 5], 4, Activation.Tanh)));
        Assert.That(() => new Mlp(2, [5, 0], 1, Activation.Tanh), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
