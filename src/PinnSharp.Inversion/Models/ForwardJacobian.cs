namespace PinnSharp.Inversion;

/// <summary>The whole Jacobian of a linearised model.</summary>
public static class ForwardJacobian
{
    /// <summary>Products that are asked for at once.</summary>
    private const int Together = 64;

    /// <summary>J, m×n row-major: by n tangents or by m adjoints, whichever are fewer.</summary>
    /// <param name="model">The linearised model.</param>
    /// <param name="parameters">n.</param>
    public static double[] Jacobian(this ILinearizedModel model, int parameters)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (n, m) = (parameters, model.Outputs.Length);
        var (jacobian, byRows) = (new double[m * n], m <= n);
        var (count, inputs, outputs) = (Math.Min(m, n), byRows ? m : n, byRows ? n : m);
        for (var first = 0; first < count; first += Together)
        {
            var units = Enumerable.Range(first, Math.Min(Together, count - first)).Select(i => Unit(inputs, i)).ToArray();
            var products = units.Select(_ => new double[outputs]).ToArray();
            if (byRows) model.Adjoints(units, products);
            else model.Tangents(units, products);
            for (var k = 0; k < products.Length; k++)
                if (byRows) products[k].CopyTo(jacobian.AsSpan((first + k) * n, n));
                else
                    for (var i = 0; i < m; i++) jacobian[i * n + first + k] = products[k][i];
        }
        return jacobian;
    }

    private static double[] Unit(int length, int i)
    {
        var unit = new double[length];
        unit[i] = 1;
        return unit;
    }
}
