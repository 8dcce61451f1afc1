namespace PinnSharp.FiniteElements;

/// <summary>
/// One step from t to t + h of a general linear method, which Runge–Kutta and multistep methods are: stages U_i = Σ_k C_ik y_k + Σ_j G_ij K_j with
/// F(t + c_i h, U_i, K_i) = 0, then y = Σ_k D_k y_k + Σ_j E_j K_j. The history y_0, y_1, … is of the last steps, the latest first.
/// </summary>
/// <param name="Size">h.</param>
/// <param name="Nodes">c, [s].</param>
/// <param name="StageHistory">C, [s, r].</param>
/// <param name="StageSlopes">G, [s, s].</param>
/// <param name="History">D, [r].</param>
/// <param name="Slopes">E, [s].</param>
/// <param name="Dense">The solution at t + θh and its rate there, for θ in [0, 1].</param>
/// <remarks>Source: J. C. Butcher, General linear methods, Acta Numerica 15 (2006) 157–256.</remarks>
public sealed record GeneralLinearStep(
    double Size, double[] Nodes, double[,] StageHistory, double[,] StageSlopes, double[] History, double[] Slopes, Func<double, DenseOutput> Dense)
{
    /// <summary>s.</summary>
    public int Stages => Nodes.Length;

    /// <summary>t + c_i h less what rounding may have added to it, so that a system that jumps at the end of the step has not jumped yet. Steps are much longer.</summary>
    /// <param name="start">t.</param>
    /// <param name="stage">i.</param>
    public double Time(double start, int stage)
    {
        var largest = Math.Max(Math.Abs(start), Math.Abs(start + Size));
        return start + Nodes[stage] * Size - 4 * (Math.BitIncrement(largest) - largest);
    }

    /// <summary>r.</summary>
    public int HistoryLength => History.Length;
}

/// <summary>The solution within a step, Σ_k D_k y_k + Σ_j E_j K_j, and its rate, likewise.</summary>
/// <param name="History">D, [r].</param>
/// <param name="Slopes">E, [s].</param>
/// <param name="RateHistory">The rate's D.</param>
/// <param name="RateSlopes">The rate's E.</param>
public sealed record DenseOutput(double[] History, double[] Slopes, double[] RateHistory, double[] RateSlopes);
