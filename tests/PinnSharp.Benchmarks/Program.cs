using PinnSharp.Benchmarks;

// dotnet run -c Release --project tests/PinnSharp.Benchmarks -- [names] [--threads 2]
IBenchmark[] benchmarks = [new GaussNewtonBenchmark(), new JetBenchmark(), new BurgersBenchmark()];

var threads = Environment.ProcessorCount;
var chosen = new List<IBenchmark>();
for (var i = 0; i < args.Length; i++)
    if (args[i] == "--threads" && i + 1 < args.Length && int.TryParse(args[i + 1], out threads) && threads > 0)
        i++;
    else if (benchmarks.FirstOrDefault(b => b.Name == args[i]) is { } benchmark)
        chosen.Add(benchmark);
    else
    {
        Console.Error.WriteLine($"'{args[i]}' is not understood. Usage: [{string.Join(" | ", benchmarks.Select(b => b.Name))}] [--threads N]");
        return 2;
    }

foreach (var benchmark in chosen.Count > 0 ? chosen : [.. benchmarks]) benchmark.Run(threads);
return 0;
