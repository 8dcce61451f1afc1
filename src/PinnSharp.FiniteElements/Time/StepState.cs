using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>All that the next step depends on.</summary>
/// <param name="History">The last values, the latest first.</param>
/// <param name="Slope">The slope at the end of the last step, from which Newton's method starts.</param>
internal sealed record StepState(double[][] History, double[] Slope)
{
    /// <summary>The guess for the slopes of all stages.</summary>
    public double[] Guess(int stages) => [.. Enumerable.Repeat(Slope, stages).SelectMany(s => s)];

    /// <summary>The state after a step.</summary>
    public StepState Next(GeneralLinearStep step, double[] slopes, int length)
    {
        var n = Slope.Length;
        var value = new double[n];
        for (var k = 0; k < step.HistoryLength; k++) VectorKernels.AddScaled(step.History[k], History[k], value);
        for (var j = 0; j < step.Stages; j++) VectorKernels.AddScaled(step.Slopes[j], slopes.AsSpan(j * n, n), value);
        return new([value, .. History.Take(length - 1)], slopes[^n..]);
    }

    /// <summary>The state after the history is forgotten.</summary>
    public StepState Restarted() => History.Length == 1 ? this : this with { History = [History[0]] };
}
