using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Adam's vectors in the host's memory.</summary>
internal sealed record HostMoments(double[] Theta, double[] Gradient, double[] Mean, double[] Square, double Cost, double GradientNorm) : IMoments
{
    /// <summary>Those that a state holds or can come by.</summary>
    public static HostMoments Of(OptimizerState state) =>
        new(state.Parameters, state.Memory.Array("gradient"), state.Memory.Array("m"), state.Memory.Array("v"), state.Cost, state.GradientNorm);

    /// <summary><see cref="ILeastSquares.Advance"/> on the host.</summary>
    public static HostMoments Advance(ILeastSquares problem, IMoments from, AdamUpdate update)
    {
        var (gradient, m0, v0) = from.Fetch();
        var n = gradient.Length;
        var (rate, correction, beta1, beta2, epsilon) = update;
        double[] m = new double[n], v = new double[n], theta = new double[n], next = new double[n];
        for (var i = 0; i < n; i++)
        {
            m[i] = beta1 * m0[i] + (1 - beta1) * gradient[i];
            v[i] = beta2 * v0[i] + (1 - beta2) * gradient[i] * gradient[i];
            theta[i] = from.Theta[i] - rate * m[i] / (Math.Sqrt(v[i] * correction) + epsilon);
        }
        problem.Parameters.Box?.Project(theta);
        var cost = problem.Gradient(theta, next);
        return new(theta, next, m, v, cost, VectorKernels.Norm(next));
    }

    public (double[] Gradient, double[] Mean, double[] Square) Fetch() => (Gradient, Mean, Square);

    public void Dispose()
    {
    }
}
