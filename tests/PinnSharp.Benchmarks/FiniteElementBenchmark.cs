using System.Diagnostics;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>
/// What a gradient costs by finite elements. A nonlinear transient problem with 10,201 unknown coefficients on the same mesh: forward and adjoint together against the forward solution alone, in seconds
/// and in factorisations and solutions of linear systems, then further products at the same solution. Steady diffusion on 80,000 triangles with an unknown field: forward, adjoint and one step of Gauss–Newton without matrices.
/// </summary>
internal sealed class FiniteElementBenchmark : IBenchmark
{
    private const string Transient = """
        coordinates: {x: [0, 1], y: [0, 1], t: [0, 1]}
        fields: [u]
        unknowns: {k: {over: [x, y], positive: true}}
        equations: {e: "u_t = div(k*(1 + u^2)/20*grad(u)) + 5*sin(pi*x)*sin(pi*y)*(1 + sin(2*pi*t)/2)"}
        conditions:
          edge: {where: boundary, equation: "u = 0"}
          start: {where: "t = 0", equation: "u = 0"}
        observations: {all: {file: none.csv, of: "2*u"}}
        """;

    private const string Stationary = """
        coordinates: {x: [0, 1], y: [0, 1]}
        fields: [u]
        unknowns: {k: {over: [x, y], positive: true}}
        equations: {e: "-div(k*grad(u)) = 1"}
        conditions: {edge: {where: boundary, equation: "u = 0"}}
        observations: {all: {file: none.csv, of: "2*u"}}
        """;

    public string Name => "finite-elements";

    public void Run(int threads)
    {
        Console.WriteLine($"finite elements, {threads} threads");
        Measure("transient, nonlinear, 100 x 100", Transient, 100, 100, 3, threads);
        Measure("steady, 200 x 200", Stationary, 200, 200, 3, threads);
    }

    private static void Measure(string title, string text, int side, int? coefficients, int runs, int threads)
    {
        var problem = ProblemReader.Parse(text, "benchmark.yaml");
        double[] places = [.. Enumerable.Range(1, 49).SelectMany(i => Enumerable.Range(1, 49).SelectMany(j => problem.Coordinates.Length == 3 ? new[] { i / 50.0, j / 50.0, 1 } : [i / 50.0, j / 50.0]))];
        var clock = Stopwatch.GetTimestamp();
        var model = new FiniteElementModel(problem, [], [new("all", problem.Observations[0].Of, places)], new()
        {
            Order = 1,
            Mesh = new() { Size = 1.0 / side },
            CoefficientSize = coefficients is { } c ? 1.0 / c : null,
            Time = new() { Tolerance = 1e-4, Threads = threads },
        });
        Console.WriteLine($"{title}: {model.StateCount} states, {model.Parameters.Count} parameters, {model.Grid.Steps} steps; made in {Stopwatch.GetElapsedTime(clock).TotalSeconds:F2} s");
        double[] theta = [.. Enumerable.Range(0, model.Parameters.Count).Select(i => 0.2 * Math.Sin(0.01 * i))], w = new double[model.Outputs.Count], g = new double[theta.Length];
        var (forward, both, ratios) = (new List<double>(), new List<double>(), new List<double>());
        (int Factorisations, int Solutions, int Refinements) start = default, after = default, end = default;
        ILinearizedModel? at = null;
        for (var run = -1; run < runs; run++)
        {
            theta[0] += 1e-9;
            start = model.Work;
            clock = Stopwatch.GetTimestamp();
            model.Evaluate(theta, w);
            var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            after = model.Work;
            theta[0] += 1e-9;
            clock = Stopwatch.GetTimestamp();
            var next = model.Linearize(theta);
            next.Adjoint(w, g);
            // Until then the last one lives, as with optimisers, so that its memory is used again.
            GC.KeepAlive(at);
            at = next;
            if (run < 0) continue;
            forward.Add(seconds);
            both.Add(Stopwatch.GetElapsedTime(clock).TotalSeconds);
            ratios.Add(both[^1] / seconds);
            end = model.Work;
        }
        var (once, gradient) = (Less(after, start), Less(end, after));
        Console.WriteLine($"  forward {Median(forward):F3} s: {once.Factorisations} factorisations, {once.Solutions} solutions");
        Console.WriteLine($"  gradient {Median(both):F3} s: {gradient.Factorisations} factorisations, {gradient.Solutions} solutions, {gradient.Refinements} steps of refinement");
        Console.WriteLine($"  a gradient in forward solutions: {Median(ratios):F2} by seconds, {gradient.Solutions / (double)once.Solutions:F2} by solutions, {gradient.Factorisations / (double)once.Factorisations:F2} by factorisations");
        if (problem.Coordinates.Length == 3)
        {
            var product = new double[w.Length];
            foreach (var which in (string[])["the second product and its transposed", "each further pair"])
            {
                clock = Stopwatch.GetTimestamp();
                start = model.Work;
                at!.Tangent(g, product);
                at.Adjoint(product, g);
                Console.WriteLine($"  {which} {Stopwatch.GetElapsedTime(clock).TotalSeconds:F3} s, {model.Work.Factorisations - start.Factorisations} factorisations");
            }
            return;
        }
        // Data of the field with bumps, σ = 1e-3.
        var (data, random) = (w, new RandomSource(1));
        for (var i = 0; i < data.Length; i++) data[i] += 1e-3 * random.NextNormal();
        var squares = new ForwardLeastSquares(model, data, [.. data.Select(_ => 1e-3)], [.. model.Penalties.Select(p => p.Of(1))]);
        var optimizer = new GaussNewtonConjugateGradient();
        var before = model.Work;
        clock = Stopwatch.GetTimestamp();
        var state = optimizer.Step(squares, optimizer.Start(squares, model.Start));
        Console.WriteLine($"  one step of Gauss-Newton {Stopwatch.GetElapsedTime(clock).TotalSeconds:F3} s, {model.Work.Solutions - before.Solutions} solutions, {model.Work.Factorisations - before.Factorisations} factorisations");
    }

    private static (int Factorisations, int Solutions, int Refinements) Less((int Factorisations, int Solutions, int Refinements) a, (int Factorisations, int Solutions, int Refinements) b) =>
        (a.Factorisations - b.Factorisations, a.Solutions - b.Solutions, a.Refinements - b.Refinements);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
