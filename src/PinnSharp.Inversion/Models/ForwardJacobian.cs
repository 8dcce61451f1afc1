namespace PinnSharp.Inversion;

/// <summary>The whole Jacobian of a linearised model.</summary>
public static class ForwardJacobian
{
    /// <summary>J, m×n row-major: by n tangents or by m adjoints, whichever are fewer.</summary>
    /// <param name="model">The linearised model.</param>
    /// <param name="parameters">n.</param>
    public static double[] Jacobian(this ILinearizedModel model, int parameters)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (n, m) = (parameters, model.Outputs.Length);
        var jacobian = new double[m * n];
        var unit = new double[Math.Max(m, n)];
        if (m <= n)
        {
            for (var i = 0; i < m; i++)
            {
                unit[i] = 1;
                model.Adjoint(unit.AsSpan(0, m), jacobian.AsSpan(i * n, n));
                unit[i] = 0;
            }
            return jacobian;
        }
        var column = new double[m];
        for (var k = 0; k < n; k++)
        {
            unit[k] = 1;
            model.Tangent(unit.AsSpan(0, n), column);
            unit[k] = 0;
            for (var i = 0; i < m; i++) jacobian[i * n + k] = column[i];
        }
        return jacobian;
    }
}
