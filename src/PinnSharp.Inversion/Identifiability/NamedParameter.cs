namespace PinnSharp.Inversion;

/// <summary>A parameter of which something is to be said: θ = g(η), η the entry of the least-squares problem.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its place in the problem's parameters.</param>
/// <param name="Physical">g.</param>
/// <param name="Slope">dg/dη.</param>
/// <param name="IsPositive">Whether η is a logarithm, or what stands for one, so that 1 is a factor e of θ; otherwise θ = s·η with s the size of a guess.</param>
public sealed record NamedParameter(string Name, int Index, Func<double, double> Physical, Func<double, double> Slope, bool IsPositive)
{
    /// <summary>What a prior of its own tells of η, as information; null without one.</summary>
    public Func<double, double>? Prior { get; init; }

    /// <summary>A positive parameter by its logarithm.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="index">Its place.</param>
    public static NamedParameter Logarithm(string name, int index) => new(name, index, Math.Exp, Math.Exp, true);

    /// <summary>A parameter as it is, in units of a size.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="index">Its place.</param>
    /// <param name="size">s.</param>
    public static NamedParameter Linear(string name, int index, double size = 1) => new(name, index, x => size * x, _ => size, false);

    /// <summary>How far η is followed either way: a factor of 1000 of what is positive, a thousand sizes of anything else.</summary>
    public double Reach => IsPositive ? Math.Log(1000) : 1000;

    /// <summary>
    /// The natural unit of η: 1 for a logarithm; for others |η| where it is at least three of its deviations, as a guess can be too small by far, otherwise 1: an estimate that is only noise is no
    /// measure of size.
    /// </summary>
    /// <param name="eta">The estimate.</param>
    /// <param name="deviation">Its standard deviation; infinite where there is none.</param>
    public double Scale(double eta, double deviation) => IsPositive || !(Math.Abs(eta) >= 3 * deviation) ? 1 : Math.Max(1, Math.Abs(eta));
}
