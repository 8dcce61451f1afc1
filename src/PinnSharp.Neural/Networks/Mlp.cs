using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// A multilayer perceptron: the features of an <see cref="Embedding"/>, hidden layers a ← σ(W a + b), then a linear layer W a + b. In a residual
/// network a hidden layer as wide as the one before adds its input, a ← σ(W a + b) + a. Its weights are one vector, layer by layer, W row-major
/// [out][in] followed by b [out].
/// </summary>
public sealed record Mlp
{
    /// <summary>Describes a network.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="hidden">Neurons of each hidden layer; none at all gives an affine map.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="activation">σ, the same in all hidden layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Mlp(int inputs, ImmutableArray<int> hidden, int outputs, Activation activation)
        : this(Embedding.Identity(inputs), hidden, outputs, activation) { }

    /// <summary>Describes a network of features, or one with residual blocks.</summary>
    /// <param name="embedding">The features of the coordinates that the first layer sees.</param>
    /// <param name="hidden">Neurons of each hidden layer.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="activation">σ.</param>
    /// <param name="residual">Whether hidden layers of equal width add their input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Mlp(Embedding embedding, ImmutableArray<int> hidden, int outputs, Activation activation, bool residual = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        foreach (var width in hidden)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(hidden));
        (Embedding, Hidden, Outputs, Activation, Residual) = (embedding, hidden, outputs, activation, residual);

        var layers = ImmutableArray.CreateBuilder<Layer>();
        var (from, at) = (embedding.Features.Length, 0);
        foreach (var to in (IEnumerable<int>)[.. hidden, outputs])
        {
            layers.Add(new Layer(from, to, at));
            at += (from + 1) * to;
            from = to;
        }
        (Layers, ParameterCount) = (layers.ToImmutable(), at);
    }

    /// <summary>What the first layer sees of the coordinates.</summary>
    public Embedding Embedding { get; }

    /// <summary>Number of inputs: the coordinates.</summary>
    public int Inputs => Embedding.Dimension;

    /// <summary>Neurons of each hidden layer.</summary>
    public ImmutableArray<int> Hidden { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>σ.</summary>
    public Activation Activation { get; }

    /// <summary>Whether hidden layers of equal width add their input (He et al., "Deep residual learning for image recognition", 2016).</summary>
    public bool Residual { get; }

    /// <summary>Whether a layer adds its input to its output.</summary>
    /// <param name="layer">Its index.</param>
    public bool AddsInput(int layer) => Residual && layer > 0 && layer < Hidden.Length && Hidden[layer] == Hidden[layer - 1];

    /// <summary>The layers in order, the linear one last.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>Number of weights and biases.</summary>
    public int ParameterCount { get; }

    /// <summary>Equal when they describe the same network.</summary>
    /// <param name="other">Another network.</param>
    public bool Equals(Mlp? other) => other is not null && Embedding == other.Embedding && Outputs == other.Outputs && Residual == other.Residual
        && Activation == other.Activation && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs, Hidden.Length, ParameterCount, Activation);

    /// <summary>Starting weights: W uniform on ±√(6/(in + out)) or ±√(3/in), biases zero, the same on every machine.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="start">Which.</param>
    public double[] Start(ulong seed, WeightStart start = WeightStart.Glorot)
    {
        var random = new RandomSource(seed);
        var weights = new double[ParameterCount];
        foreach (var layer in Layers)
        {
            var limit = Math.Sqrt(start == WeightStart.LeCun ? 3.0 / layer.Inputs : 6.0 / (layer.Inputs + layer.Outputs));
            foreach (ref var w in weights.AsSpan(layer.Offset, layer.Inputs * layer.Outputs))
                w = limit * (2 * random.NextUniform() - 1);
        }
        return weights;
    }

    /// <summary>Where the weights of a layer lie: W at <paramref name="Offset"/>, b behind it.</summary>
    /// <param name="Inputs">Neurons in.</param>
    /// <param name="Outputs">Neurons out.</param>
    /// <param name="Offset">Position of W in the weight vector.</param>
    public readonly record struct Layer(int Inputs, int Outputs, int Offset)
    {
        /// <summary>Position of b in the weight vector.</summary>
        public int BiasOffset => Offset + Inputs * Outputs;

        /// <summary>W out of the weight vector (or of a gradient or direction of that shape).</summary>
        /// <param name="weights">The whole vector.</param>
        public ReadOnlySpan<double> Weights(ReadOnlySpan<double> weights) => weights.Slice(Offset, Inputs * Outputs);

        /// <summary>b out of the weight vector.</summary>
        /// <param name="weights">The whole vector.</param>
        public ReadOnlySpan<double> Biases(ReadOnlySpan<double> weights) => weights.Slice(BiasOffset, Outputs);
    }
}
