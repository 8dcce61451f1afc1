namespace PinnSharp.Inversion;

/// <summary>The minimum near a good guess, as profiles and second starts need it many times.</summary>
internal static class Descent
{
    private const int MostIterations = 60;
    private const double Nothing = 1e-10, Little = 1e-5, Good = 0.9;

    /// <summary>
    /// Levenberg–Marquardt until two steps gain next to nothing of a log-likelihood, or one gains little and all that was predicted, so that the next would gain its square; the cost is NaN where the
    /// residuals are not finite.
    /// </summary>
    public static (double[] Theta, double Cost) Minimum(ILeastSquares problem, double[] start, int most = MostIterations)
    {
        if (start.Length == 0) return (start, problem.Residual(start, new double[problem.Residuals.Count]));
        var optimizer = new LevenbergMarquardt { AccelerationLimit = 0, InitialDamping = 1e-6, ScalingFloor = 1e-12 };
        var state = optimizer.Start(problem, start);
        for (var (idle, i) = (0, 0); i < most && idle < 2 && state.Status == Status.Running; i++)
        {
            var next = optimizer.Step(problem, state);
            var gain = state.Cost - next.Cost;
            idle = gain <= Nothing * (1 + Nothing * state.Cost) ? idle + 1 : gain <= Little && next.Memory.Number("ratio") > Good ? 2 : 0;
            state = next;
        }
        return (state.Parameters, state.Status == Status.Diverged ? double.NaN : state.Cost);
    }
}
