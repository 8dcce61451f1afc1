namespace PinnSharp.FiniteElements;

/// <summary>A system without rates as one step of a method: F(u) = 0 for the only stage u = K, from the initial value as first guess.</summary>
internal sealed class Steady : ITimeMethod
{
    /// <summary>The one step.</summary>
    public static TimeGrid Grid { get; } = TimeGrid.Uniform(0, 1, 1);

    public string Name => "steady";

    public int Order => 1;

    public int HistoryLength => 1;

    public GeneralLinearStep Step(double size, ReadOnlySpan<double> previous) =>
        new(size, [1], new double[,] { { 0 } }, new double[,] { { 1 } }, [0], [1], _ => new([0], [1], [0], [0]));
}
