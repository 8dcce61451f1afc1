namespace PinnSharp.Benchmarks;

/// <summary>One benchmark: prints its own table, each rate beside the machine's peak measured in the same run.</summary>
internal interface IBenchmark
{
    string Name { get; }

    void Run(int threads);
}
