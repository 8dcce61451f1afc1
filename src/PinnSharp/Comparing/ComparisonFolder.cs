using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// The folder of a comparison: config.yaml, problem.yaml and data/ as it was begun, the runs pinn/, fem/ and, where finite elements began again, fem-from-pinn/, and last
/// comparison.md, comparison.svg and comparison.json.
/// </summary>
internal static class ComparisonFolder
{
    public const string Network = "pinn", Elements = "fem", FromNetwork = "fem-from-pinn", ResultFile = "comparison.json";

    /// <summary>Whether a folder is that of a comparison.</summary>
    public static bool Holds(string folder) => Directory.Exists(Path.Combine(folder, Network)) && Directory.Exists(Path.Combine(folder, Elements));

    /// <summary>Its runs.</summary>
    public static IEnumerable<string> Runs(string folder) => new[] { Network, Elements, FromNetwork }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists);

    /// <summary>Makes the folder of a new comparison.</summary>
    /// <exception cref="InputException">There is something in it.</exception>
    public static void Create(string folder, Experiment experiment)
    {
        if (File.Exists(folder)) throw new InputException($"'{folder}' is a file; results need a folder.");
        Keep(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new InputException($"'{folder}' is not empty. Choose another folder.");
        Directory.CreateDirectory(Path.Combine(folder, Network));
        Directory.CreateDirectory(Path.Combine(folder, Elements));
        (experiment with { Method = Method.Pinn }).CopyTo(folder); // as for the network, which all keys are for that the method needs
    }

    /// <summary>Refuses a folder that holds a comparison.</summary>
    public static void Keep(string folder)
    {
        if (Holds(folder)) throw new InputException($"'{folder}' holds a comparison, which is not overwritten. Choose another folder, or go on with 'pinnsharp resume {folder}'.");
    }

    /// <summary>Refuses a folder that holds no comparison.</summary>
    public static void Require(string folder)
    {
        if (!Holds(folder)) throw new InputException($"'{folder}' holds no comparison: it has no folders {Network} and {Elements}. 'pinnsharp list' shows the runs.");
    }
}
