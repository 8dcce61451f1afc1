using PinnSharp.Figures;

namespace PinnSharp.Benchmarks;

/// <summary>Runs three experiments and draws the figures that the README shows.</summary>
internal sealed class ReadmeFigures : IBenchmark
{
    private static readonly (string Config, string Figure, double Width, double Height)[] All = [("plate-with-hole", "fields", 1140, 330), ("hare-lynx", "fields", 760, 300), ("pumping-test", "corner", 560, 420)];

    public string Name => "figures";

    public void Run(int threads)
    {
        foreach (var (config, figure, width, height) in All)
        {
            var experiment = Experiment.Load(Path.Combine("configs", config + ".yaml"));
            var result = (experiment with { Options = experiment.Options with { Threads = threads } }).Run();
            var folder = Directory.CreateTempSubdirectory("pinnsharp").FullName;
            var file = RunPlots.Write(result, folder, new SvgRenderer(), "svg", new() { Figures = [figure] }, new() { Width = width, Height = height }).Single();
            var target = Path.Combine("problems", "figures", config + ".svg");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: true);
            Directory.Delete(folder);
            Console.WriteLine($"{target}: {figure} of a run that {result.Status.ToString().ToLowerInvariant()} in {Numbers.Duration(TimeSpan.FromSeconds(result.Seconds))}");
        }
    }
}
