using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>
/// A multilayer perceptron: hidden layers a ← σ(W a + b), then a linear layer W a + b. Its weights are one vector, layer by layer,
/// W row-major [out][in] followed by b [out].
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
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        foreach (var width in hidden)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(hidden));
        (Inputs, Hidden, Outputs, Activation) = (inputs, hidden, outputs, activation);

        var layers = ImmutableArray.CreateBuilder<Layer>();
        var (from, at) = (inputs, 0);
        foreach (var to in (IEnumerable<int>)[.. hidden, outputs])
        {
            layers.Add(new Layer(from, to, at));
            at += (from + 1) * to;
            from = to;
        }
        (Layers, ParameterCount) = (layers.ToImmutable(), at);
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Neurons of each hidden layer.</summary>
    public ImmutableArray<int> Hidden { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>σ.</summary>
    public Activation Activation { get; }

    /// <summary>The layers in order, the linear one last.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>Number of weights and biases.</summary>
    public int ParameterCount { get; }

    /// <summary>Equal when they describe the same network.</summary>
    /// <param name="other">Another network.</param>
    public bool Equals(Mlp? other) => other is not null && Inputs == other.Inputs && Outputs == other.Outputs
        && Activation == other.Activation && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs, Hidden.Length, ParameterCount, Activation);

    /// <summary>
    /// Starting weights: W uniform on ±√(6/(in + out)), biases zero (Glorot &amp; Bengio 2010), from the splitmix64 sequence of the seed,
    /// so the same on every machine.
    /// </summary>
    /// <param name="seed">Any number.</param>
    public double[] Start(ulong seed)
    {
        var weights = new double[ParameterCount];
        foreach (var layer in Layers)
        {
            var limit = Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            foreach (ref var w in weights.AsSpan(layer.Offset, layer.Inputs * layer.Outputs))
                w = limit * (2 * Uniform(ref seed) - 1);
        }
        return weights;
    }

    /// <summary>The next number of splitmix64 (Steele, Lea &amp; Flood 2014), scaled to [0, 1).</summary>
    private static double Uniform(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return ((z ^ z >> 31) >> 11) * (1.0 / (1UL << 53));
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
