using PinnSharp.Benchmarks;

// dotnet run -c Release --project tests/PinnSharp.Benchmarks -- [names] [--threads 2]
// dotnet run -c Release --project tests/PinnSharp.Benchmarks -- time-to-accuracy [--problems a,b] [--seeds 5] [--out DIR] [--threads 2]
// dotnet run -c Release --project tests/PinnSharp.Benchmarks -- coverage [--problems a,b] [--repetitions 200] [--threads 2]
// dotnet run -c Release --project tests/PinnSharp.Benchmarks -- figures      (those of the README, into problems/figures)
var accuracy = new TimeToAccuracyBenchmark();
var coverage = new CoverageBenchmark();
var figures = new ReadmeFigures();
IBenchmark[] benchmarks = [new GaussNewtonBenchmark(), new JetBenchmark(), new BurgersBenchmark(), new OptimizerBenchmark(), new SweepBenchmark(), new SparseBenchmark(), new FiniteElementBenchmark(), new EngineBenchmark()];

var threads = Environment.ProcessorCount;
var chosen = new List<IBenchmark>();
for (var i = 0; i < args.Length; i++)
    if (args[i] == "--threads" && i + 1 < args.Length && int.TryParse(args[i + 1], out threads) && threads > 0)
        i++;
    else if (args[i] == "--problems" && i + 1 < args.Length) accuracy.Problems = coverage.Problems = args[++i].Split(',');
    else if (args[i] == "--repetitions" && i + 1 < args.Length && int.TryParse(args[i + 1], out var repetitions) && repetitions > 1) (coverage.Repetitions, i) = (repetitions, i + 1);
    else if (args[i] == "--seeds" && i + 1 < args.Length && int.TryParse(args[i + 1], out var seeds) && seeds > 0) (accuracy.Seeds, i) = (seeds, i + 1);
    else if (args[i] == "--out" && i + 1 < args.Length) accuracy.Out = args[++i];
    else if (args[i] == figures.Name) chosen.Add(figures);
    else if (args[i] == accuracy.Name) chosen.Add(accuracy);
    else if (args[i] == coverage.Name) chosen.Add(coverage);
    else if (benchmarks.FirstOrDefault(b => b.Name == args[i]) is { } benchmark)
        chosen.Add(benchmark);
    else
    {
        Console.Error.WriteLine($"'{args[i]}' is not understood. Usage: [{string.Join(" | ", benchmarks.Select(b => b.Name))} | {accuracy.Name} [--problems A,B] [--seeds N] [--out DIR] | {coverage.Name} [--problems A,B] [--repetitions N] | {figures.Name}] [--threads N]");
        return 2;
    }

foreach (var benchmark in chosen.Count > 0 ? chosen : [.. benchmarks]) benchmark.Run(threads);
return 0;
