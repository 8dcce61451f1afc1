using PinnSharp.Neural;
using PinnSharp.Neural.Tests;
using PinnSharp.Problems;

namespace PinnSharp.Torch.Tests;

/// <summary>Engines for tests.</summary>
internal static class Cases
{
    public static EngineEntry Jets { get; } = new("A", "jets", (variables, networks, threads) => new JetEngine(variables, networks, threads));

    public static EngineEntry Torch(TensorOptions options) =>
        new("T", options.ToString(), (variables, networks, threads) => TorchLibrary.Instance.Factory(options with { Device = "cpu" }).Create(variables, networks, threads));

    public static EngineSetup Set(EngineEntry engine, string problem, int interior = 40, int boundary = 5) =>
        new EngineCase(engine, EngineProblem.All.First(p => p.Name == problem), Activation.Tanh).Set(1, interior, boundary);

    /// <summary>The problems in <c>problems/</c>.</summary>
    public static IEnumerable<string> Gallery => Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order();

    public static EngineSetup Shipped(EngineEntry engine, string problem) =>
        new EngineCase(engine, new(problem, InverseProblem.Load(Path.Combine(Folder, problem + ".yaml"))), Activation.Tanh).Set(1, 40, 10);

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PinnSharp.sln"))) folder = folder.Parent!;
            return Path.Combine(folder.FullName, "problems");
        }
    }
}
