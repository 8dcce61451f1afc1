using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>An engine, a problem and an activation, with rows of every term and a θ at which to look.</summary>
public sealed record EngineCase(EngineEntry Engine, EngineProblem Problem, Activation Activation)
{
    public static IEnumerable<EngineCase> All =>
        from engine in EngineEntry.All from problem in EngineProblem.All from activation in Activation.All select new EngineCase(engine, problem, activation);

    public override string ToString() => $"{Engine}, {Problem}, {Activation}";

    public EngineSetup Set(int threads = 1, int interior = 9, int boundary = 5) => new(this, threads, interior, boundary);
}

/// <summary>What an <see cref="EngineCase"/> needs to be evaluated.</summary>
public sealed class EngineSetup
{
    public EngineSetup(EngineCase at, int threads, int interior, int boundary)
    {
        var data = DataLoader.Load(at.Problem.Problem);
        Variables = new InternalVariables(at.Problem.Problem, FieldScale.For(at.Problem.Problem, data), at.Problem.Network.Exact);
        Declared = at.Problem;
        Networks = FieldNetwork.For(at.Problem.Problem, at.Problem.Network with { Activation = at.Activation });
        Engine = at.Engine.Create(Variables, Networks, threads);
        Data = data;
        var residuals = new ProblemResiduals(Variables, data, new PointOptions { Interior = interior, Boundary = boundary }, Networks, 7);
        Rows = [.. residuals.Draw(0).Where(rows => rows.Count > 0).Select(rows => rows.Program.Kind switch
        {
            TermKind.Smoothness => First(rows, interior),
            TermKind.Observation => First(rows, Math.Min(MostData, rows.Count)),
            _ => rows,
        })];
        var random = new RandomSource(11);
        Theta = new double[Engine.Parameters.Count];
        for (var i = 0; i < Networks.Length; i++)
            Networks[i].Network.Start((ulong)i + 3).CopyTo(Theta, Engine.Parameters.Blocks[i].Offset);
        for (var i = 0; i < Variables.Unknowns.Length; i++)
            Theta[Engine.Parameters["unknowns"].Offset + i] = Variables.Transform(i).ToInternal(Variables.Unknowns[i].Initial);
        foreach (ref var x in Theta.AsSpan())
            x += 0.1 * random.NextNormal();
        Problem = Engine.Assemble([.. Rows.Select(rows => new WeightedRows(rows, Weights(rows, random)))]);
        (Direction, Cotangent) = (Normal(random, Theta.Length), Normal(random, Problem.Residuals.Count));
    }

    public EngineProblem Declared { get; }

    private const int MostData = 8;

    /// <summary>Penalties and data have many rows; a few do here.</summary>
    private static TermRows First(TermRows rows, int count) => rows with
    {
        Points = [.. rows.Points.Select(p => p[..(count * rows.Program.Dimension)])],
        Columns = [.. rows.Columns.Select(c => c[..count])],
    };

    public InternalVariables Variables { get; }

    public ImmutableArray<FieldNetwork> Networks { get; }

    public IResidualEngine Engine { get; }

    public ImmutableArray<MeasuredData> Data { get; }

    public ImmutableArray<TermRows> Rows { get; }

    public double[] Theta { get; }

    public ILeastSquares Problem { get; }

    /// <summary>A v of the length of θ.</summary>
    public double[] Direction { get; }

    /// <summary>A w of the length of r.</summary>
    public double[] Cotangent { get; }

    /// <summary>Between a half and one and a half of what makes rows comparable, different for each row.</summary>
    private double[] Weights(TermRows rows, RandomSource random) =>
        [.. Engine.CoefficientNorms(rows, Theta).Select(norm => (0.5 + random.NextUniform()) / norm)];

    private static double[] Normal(RandomSource random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
}
