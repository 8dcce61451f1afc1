namespace PinnSharp.Tests;

/// <summary>The repository's configurations, run as they are shipped.</summary>
internal static class Shipped
{
    public static string Configs { get; } = Path.Combine(Root(), "configs");

    public static RunResult Run(string config, ulong seed = 1)
    {
        var experiment = Experiment.Load(Path.Combine(Configs, config + ".yaml"));
        return (experiment with { Options = experiment.Options with { Seed = seed, Threads = Environment.ProcessorCount } }).Run();
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "PinnSharp.sln"))) directory = directory.Parent;
        return directory.FullName;
    }
}
