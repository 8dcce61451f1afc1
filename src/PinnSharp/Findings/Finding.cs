using System.Text.RegularExpressions;

namespace PinnSharp;

/// <summary>Something that is wrong with an answer.</summary>
/// <param name="Failure">What.</param>
/// <param name="Evidence">By which numbers, in sentences.</param>
/// <param name="Advice">What to try, in sentences.</param>
public sealed partial record Finding(Failure Failure, string Evidence, string Advice)
{
    /// <summary>The failure's name in results: <c>wrong-model</c>.</summary>
    public string Name => NameOf(Failure);

    /// <summary>The failure of a name; null where there is none.</summary>
    internal static Failure? Named(string name) => Enum.GetValues<Failure>().Select(f => (Failure?)f).FirstOrDefault(f => NameOf(f!.Value) == name);

    private static string NameOf(Failure failure) => Capital().Replace(failure.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
