namespace PinnSharp.Cli.Tests;

/// <summary>A folder of its own for a test, with a small problem and its configuration in it.</summary>
internal sealed class Workplace : IDisposable
{
    /// <summary>y' = −k y from ten data: a run of about a hundred short iterations.</summary>
    public const string Problem = """
        # a comment that stays
        coordinates: {t: [0, 2]}
        fields: [y]
        unknowns:
          k: {initial: 1, positive: true, unit: 1/s, truth: 0.5}
          y0: {initial: 1.5, unit: g}
        equations: {decay: "y_t = -k*y"}
        conditions: {start: {where: "t = 0", equation: "y = y0"}}
        observations:
          weighed: {file: values/weighed.csv, columns: {t: time, value: mass}, of: y, noise: {gaussian: {sigma: 0.02}}}
        truth: {fields: {y: "2*exp(-t/2)"}}
        """;

    public const string Config = """
        problem: ../problems/decay.yaml   # where it is
        seed: 3
        network: {hidden: [8]}
        points: {interior: 64}
        train:
          - adam: {iterations: 25}
          - l-bfgs: {iterations: 20}
          - gauss-newton: {iterations: 200}
        """;

    private readonly bool _isOwn = true;

    public Workplace()
    {
        Root = Directory.CreateTempSubdirectory("pinnsharp").FullName;
        Write("configs/decay.yaml", Config);
        Write("problems/decay.yaml", Problem);
        Write("problems/values/weighed.csv", "time,mass\n0.2,1.79\n0.5,1.57\n0.8,1.35\n1.1,1.13\n1.3,1.06\n1.5,0.93\n1.7,0.87\n1.8,0.80\n1.9,0.79\n2,0.74\n");
    }

    /// <summary>The place of another test's tool, which has neither a tensor library nor a GPU.</summary>
    public Workplace(Workplace other) => (Root, _isOwn) = (other.Root, false);

    public string Root { get; }

    /// <summary>What the tool finds to compute on: neither a tensor library nor a GPU.</summary>
    public Hardware Hardware { get; init; } = new(null, HasNvidiaGpu: false);

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Read(string name) => File.ReadAllText(Path(name));

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Runs the tool here, its output not a terminal.</summary>
    public (int Code, string Out, string Error) Tool(params string[] args) => Tool(default(CancellationToken), args);

    /// <inheritdoc cref="Tool(string[])"/>
    public (int Code, string Out, string Error) Tool(CancellationToken stop, params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = Cli.Tool.Run(args, new Terminal(output, error, Root, false), Hardware, stop);
        return (code, output.ToString().Replace(Root, "ROOT", StringComparison.Ordinal), error.ToString().Replace(Root, "ROOT", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        if (_isOwn) Directory.Delete(Root, recursive: true);
    }
}
