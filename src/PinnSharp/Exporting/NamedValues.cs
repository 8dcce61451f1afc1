namespace PinnSharp;

/// <summary>Values at points.</summary>
/// <param name="Name">What they are of: u, u(truth), u(error) or std(u).</param>
/// <param name="Values">One number a point; not a number where there is none.</param>
internal sealed record NamedValues(string Name, double[] Values);
