using System.Globalization;

namespace PinnSharp.Benchmarks;

/// <summary>How often 95 % intervals hold the truth, and how far estimates spread beside the Cramér–Rao bound, over data sets that differ in their noise, and in true functions drawn from their priors.</summary>
internal sealed class CoverageBenchmark : IBenchmark
{
    private static readonly (string Name, string File, Method Method)[] Studies =
    [
        ("linear", "linear.yaml", Method.FiniteElements), ("nonlinear", "nonlinear.yaml", Method.FiniteElements), ("diffusion", "diffusion-network.yaml", Method.Pinn),
        ("field", "field.yaml", Method.FiniteElements),
    ];

    public string Name => "coverage";

    /// <summary>Names of studies; empty for all.</summary>
    public string[] Problems { get; set; } = [];

    /// <summary>Number of data sets.</summary>
    public int Repetitions { get; set; } = 200;

    public void Run(int threads)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PinnSharp.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs inside the repository.");
        Console.WriteLine("| problem | method | unknown | 95 % intervals that hold the truth | spread, bounds | stated, bounds | error, stated | converged |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (name, file, method) in Studies.Where(s => Problems.Length == 0 || Problems.Contains(s.Name)))
        {
            var experiment = Experiment.Load(Path.Combine(folder.FullName, "tests", "PinnSharp.Benchmarks", "Coverage", file), simulated: true) with { Method = method };
            var (rows, converged) = CoverageStudy.Of(experiment, Repetitions, threads);
            foreach (var row in rows)
                Console.WriteLine($"| `{name}` | {(method == Method.Pinn ? "network" : "finite elements")} | {row.Name} | {Text(100.0 * row.Covered / row.Count)} % | {Text(row.Spread)} | {Text(row.Stated)} | {Text(row.Error)} | {converged} of {Repetitions} |");
        }
    }

    private static string Text(double? x) => x is { } value ? value.ToString("0.0##", CultureInfo.InvariantCulture) : "—";
}
