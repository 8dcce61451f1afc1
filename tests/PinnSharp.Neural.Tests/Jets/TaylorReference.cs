using PinnSharp.Expressions;

namespace PinnSharp.Neural.Tests;

/// <summary>
/// A slow network in truncated multivariate Taylor arithmetic, one point at a time, written without Faà di Bruno's formula:
/// σ(z₀ + h) = Σ_k c_k h^k, with c_k from the recurrence of σ's own differential equation.
/// </summary>
internal static class TaylorReference
{
    public static double[] Evaluate(Mlp network, double[] weights, double[] point, JetSpace space)
    {
        var x = point.Select((at, i) => new Series(space) { [MultiIndex.Zero] = at, [MultiIndex.Unit(i)] = 1 }).ToArray();
        var a = network.Embedding.Features.Select(Feature).ToArray();
        for (var l = 0; l < network.Layers.Length; l++)
        {
            var layer = network.Layers[l];
            var next = new Series[layer.Outputs];
            for (var r = 0; r < layer.Outputs; r++)
            {
                next[r] = new Series(space) { [MultiIndex.Zero] = weights[layer.BiasOffset + r] };
                for (var k = 0; k < layer.Inputs; k++)
                    next[r].Add(weights[layer.Offset + r * layer.Inputs + k], a[k]);
                if (l < network.Hidden.Length)
                    next[r] = next[r].Apply(z => Coefficients(network.Activation.Name, z, space.Order));
                if (network.Residual && l > 0 && l < network.Hidden.Length && layer.Inputs == layer.Outputs)
                    next[r].Add(1, a[r]);
            }
            a = next;
        }
        return [.. space.Channels.SelectMany(alpha => a.Select(series => series[alpha] * alpha.Factorial))];

        Series Feature(Feature feature)
        {
            if (feature is CoordinateFeature coordinate) return x[coordinate.Index];
            var wave = (WaveFeature)feature;
            var argument = new Series(space) { [MultiIndex.Zero] = wave.Phase + Math.PI / 2 };
            for (var i = 0; i < x.Length; i++)
                argument.Add(wave.Frequency[i], x[i]);
            return argument.Apply(z => Coefficients("sin", z, space.Order));
        }
    }

    /// <summary>σ^(k)(z)/k! for k = 0..order.</summary>
    public static double[] Coefficients(string activation, double z, int order)
    {
        var c = new double[order + 1];
        switch (activation)
        {
            case "sin":
                for (var (k, f) = (0, 1.0); k <= order; f *= ++k)
                    c[k] = (k % 4) switch { 0 => Math.Sin(z), 1 => Math.Cos(z), 2 => -Math.Sin(z), _ => -Math.Cos(z) } / f;
                return c;
            case "tanh": // t' = 1 − t²
                c[0] = Math.Tanh(z);
                for (var k = 0; k < order; k++)
                    c[k + 1] = ((k == 0 ? 1 : 0) - Square(c, k)) / (k + 1);
                return c;
            case "swish": // z s, s' = s − s²
                c[0] = 1 / (1 + Math.Exp(-z));
                for (var k = 0; k < order; k++)
                    c[k + 1] = (c[k] - Square(c, k)) / (k + 1);
                return [.. c.Select((s, k) => z * s + (k == 0 ? 0 : c[k - 1]))];
            default:
                throw new ArgumentException(activation);
        }

        static double Square(double[] c, int k) => Enumerable.Range(0, k + 1).Sum(i => c[i] * c[k - i]);
    }

    /// <summary>Σ_α c_α h^α over the multi-indices of a space.</summary>
    private sealed class Series(JetSpace space)
    {
        private readonly Dictionary<MultiIndex, double> _c = [];

        public double this[MultiIndex alpha]
        {
            get => _c.GetValueOrDefault(alpha);
            init => Set(alpha, value);
        }

        public void Add(double factor, Series other)
        {
            foreach (var (alpha, value) in other._c)
                Set(alpha, this[alpha] + factor * value);
        }

        public Series Apply(Func<double, double[]> coefficients)
        {
            var c = coefficients(this[MultiIndex.Zero]);
            var h = new Series(space);
            h.Add(1, this);
            h.Set(MultiIndex.Zero, 0);
            var result = new Series(space);
            var power = new Series(space) { [MultiIndex.Zero] = 1 };
            foreach (var ck in c)
            {
                result.Add(ck, power);
                power = power.Times(h);
            }
            return result;
        }

        private Series Times(Series other)
        {
            var product = new Series(space);
            foreach (var (alpha, x) in _c)
                foreach (var (beta, y) in other._c)
                    product.Set(alpha + beta, product[alpha + beta] + x * y);
            return product;
        }

        private void Set(MultiIndex alpha, double value)
        {
            if (space.IndexOf(alpha) >= 0)
                _c[alpha] = value;
        }
    }
}
