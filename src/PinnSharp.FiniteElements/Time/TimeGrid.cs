using System.Collections.Immutable;

namespace PinnSharp.FiniteElements;

/// <summary>The times between which a method steps, and those at which it starts afresh because the system jumps there.</summary>
/// <param name="Start">The first time.</param>
/// <param name="Sizes">The size of each step, at least one. Equal sizes are equal to the last bit, so that linear systems can share their factors.</param>
/// <param name="Restarts">Numbers of the times from which on the history is forgotten; 0 is always one.</param>
public sealed record TimeGrid(double Start, ImmutableArray<double> Sizes, ImmutableSortedSet<int> Restarts)
{
    /// <summary>Number of steps.</summary>
    public int Steps => Sizes.Length;

    /// <summary>The times, one more than steps.</summary>
    public ImmutableArray<double> Times { get; } = Sum(Start, Sizes);

    /// <summary>Steps of one size.</summary>
    /// <param name="start">The first time.</param>
    /// <param name="end">The last.</param>
    /// <param name="steps">Their number.</param>
    public static TimeGrid Uniform(double start, double end, int steps) =>
        new(start, [.. Enumerable.Repeat((end - start) / steps, steps)], [0]);

    /// <summary>Every step halved.</summary>
    public TimeGrid Halved() => new(Start, [.. Sizes.SelectMany(h => new[] { h / 2, h / 2 })], [.. Restarts.Select(i => 2 * i)]);

    /// <summary>The coefficients of a step of a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="step">The number of the step.</param>
    internal GeneralLinearStep Step(ITimeMethod method, int step)
    {
        Span<double> previous = stackalloc double[method.HistoryLength - 1];
        var count = 0;
        for (; count < previous.Length && !Restarts.Contains(step - count); count++) previous[count] = Sizes[step - count - 1];
        return method.Step(Sizes[step], previous[..count]);
    }

    /// <summary>The step that a time lies in, and where in it, from 0 to 1.</summary>
    internal (int Step, double Theta) Locate(double time)
    {
        var i = Times.BinarySearch(time);
        var step = Math.Clamp(i >= 0 ? i - 1 : ~i - 1, 0, Steps - 1);
        return (step, Math.Clamp((time - Times[step]) / Sizes[step], 0, 1));
    }

    private static ImmutableArray<double> Sum(double start, ImmutableArray<double> sizes)
    {
        var times = new double[sizes.Length + 1];
        times[0] = start;
        for (var i = 0; i < sizes.Length; i++) times[i + 1] = times[i] + sizes[i];
        return [.. times];
    }
}
