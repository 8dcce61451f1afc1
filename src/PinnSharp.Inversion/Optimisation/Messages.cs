namespace PinnSharp.Inversion;

/// <summary>What several methods say.</summary>
internal static class Messages
{
    public const string NotFiniteAtStart =
        "The residual or its derivatives are not finite at the start: start from other values, or check logarithms, roots and quotients in the equations.";
}
