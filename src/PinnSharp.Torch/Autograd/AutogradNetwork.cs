using PinnSharp.Expressions;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>A network as a graph, whose derivatives with respect to its inputs are found by nested reverse differentiation.</summary>
internal sealed class AutogradNetwork
{
    private readonly Tensor[] _inputs;
    private readonly Dictionary<(int Output, MultiIndex Order), Tensor> _derivatives = [];

    /// <summary>Builds the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">[parameters], or [n, parameters] with a copy for each row.</param>
    /// <param name="inputs">One tensor [n] for each input, part of the graph.</param>
    public AutogradNetwork(Mlp network, Tensor weights, Tensor[] inputs)
    {
        _inputs = inputs;
        var a = stack(network.Embedding.Features.Select(Feature).ToList(), 1);
        for (var l = 0; l < network.Layers.Length; l++)
        {
            var z = Multiply(weights, network.Layers[l], a);
            var y = l < network.Hidden.Length ? network.Activation.Evaluate<Value>(z, 1, TensorArithmetic.Instance)[0].Tensor! : z;
            a = network.AddsInput(l) ? y + a : y;
        }
        for (var o = 0; o < network.Outputs; o++) _derivatives[(o, MultiIndex.Zero)] = a.select(1, o);
    }

    /// <summary>A derivative of an output, [n].</summary>
    /// <param name="output">The output.</param>
    /// <param name="order">α over the inputs.</param>
    public Tensor Derivative(int output, MultiIndex order)
    {
        if (_derivatives.TryGetValue((output, order), out var known)) return known;
        var lower = order - MultiIndex.Unit(Enumerable.Range(0, _inputs.Length).Last(i => order[i] > 0));
        // A row's output depends on that row's inputs alone, so that the gradient of the sum has every row's derivative, and by all inputs at once.
        var gradients = Differentiation.Gradients(Derivative(output, lower).sum(), _inputs, create: true);
        for (var i = 0; i < _inputs.Length; i++) _derivatives.TryAdd((output, lower + MultiIndex.Unit(i)), gradients[i]);
        return _derivatives[(output, order)];
    }

    private Tensor Feature(Feature feature) => feature is WaveFeature wave
        ? _inputs.Select((x, i) => x * wave.Frequency[i]).Aggregate((a, b) => a + b).add(wave.Phase).cos()
        : _inputs[((CoordinateFeature)feature).Index];

    private static Tensor Multiply(Tensor weights, Mlp.Layer layer, Tensor a)
    {
        var dimension = weights.dim() - 1;
        var (w, b) = (weights.narrow(dimension, layer.Offset, layer.Inputs * layer.Outputs), weights.narrow(dimension, layer.BiasOffset, layer.Outputs));
        return dimension == 0 ? a.mm(w.view(layer.Outputs, layer.Inputs).t()) + b
            : w.reshape(-1, layer.Outputs, layer.Inputs).bmm(a.unsqueeze(2)).squeeze(2) + b;
    }
}
