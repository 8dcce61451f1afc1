namespace PinnSharp.Problems.Tests;

/// <summary>The repository's own folders.</summary>
internal static class Repository
{
    public static string Problems { get; } = Path.Combine(Root(), "problems");

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PinnSharp.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
