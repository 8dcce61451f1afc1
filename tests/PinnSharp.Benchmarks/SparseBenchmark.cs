using System.Diagnostics;
using PinnSharp.Numerics;

namespace PinnSharp.Benchmarks;

/// <summary>Sparse LU on the stencils of finite elements: seconds of the first factorisation (analysis included), of one with the same pattern and of a solution, and the rate beside the peak.</summary>
internal sealed class SparseBenchmark : IBenchmark
{
    public string Name => "sparse";

    public void Run(int threads)
    {
        Console.WriteLine($"sparse LU, {threads} threads");
        Console.WriteLine($"{"",-32}{"unknowns",9}{"L+U",12}{"GFLOP",8}{"first s",9}{"again s",9}{"solve s",9}{"8 solves",9}{"GFLOP/s",9}{"of peak",9}");
        Measure("linear, interval", Interval(10_000, 1), threads);
        Measure("quadratic, interval, 2 fields", Interval(10_000, 4), threads);
        Measure("linear, square 200 x 200", Square(201, quadratic: false), threads);
        Measure("quadratic, square 200 x 200", Square(401, quadratic: true), threads);
    }

    private static void Measure(string title, SparseMatrix a, int threads)
    {
        var lu = new SparseLu(a, threads);
        var first = Time(() => lu = new SparseLu(a, threads));
        var again = Time(() => lu.Refactor(a, threads));
        double[] b = new double[a.Rows], several = new double[8 * a.Rows];
        var solve = Time(() =>
        {
            Array.Fill(b, 1);
            lu.Solve(b);
        });
        var solves = Time(() =>
        {
            Array.Fill(several, 1);
            lu.Solve(several, threads);
        });
        double rate = lu.Operations / again * 1e-9, peak = MachinePeak.Measure(threads);
        Console.WriteLine($"{title,-32}{a.Rows,9}{lu.Entries,12}{lu.Operations * 1e-9,8:F3}{first,9:F4}{again,9:F4}{solve,9:F4}{solves,9:F4}{rate,9:F1}{rate / peak,9:P0}");
    }

    /// <summary>The median of five runs, or of as many as half a second takes.</summary>
    private static double Time(Action action)
    {
        var seconds = new List<double>();
        while (seconds.Count < 5 || seconds.Sum() < 0.5)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }

    private static SparseMatrix Interval(int n, int halfWidth)
    {
        var entries = new List<(int, int)>();
        for (var i = 0; i < n; i++)
        for (var j = Math.Max(0, i - halfWidth); j <= Math.Min(n - 1, i + halfWidth); j++)
            entries.Add((i, j));
        return Fill(n, entries);
    }

    /// <summary>Nodes of a square grid; cells of one step (linear) or two (quadratic) in two triangles, all of whose nodes are joined.</summary>
    private static SparseMatrix Square(int side, bool quadratic)
    {
        var entries = new List<(int, int)>();
        var step = quadratic ? 2 : 1;
        for (var y = 0; y + step < side; y += step)
        for (var x = 0; x + step < side; x += step)
            foreach (var upper in (bool[])[false, true])
            {
                var nodes = new List<int>();
                for (var v = 0; v <= step; v++)
                for (var u = 0; u <= step; u++)
                    if (upper ? u + v >= step : u + v <= step)
                        nodes.Add((y + v) * side + x + u);
                foreach (var i in nodes)
                foreach (var j in nodes)
                    entries.Add((i, j));
            }
        return Fill(side * side, entries);
    }

    /// <summary>−1 off the diagonal, and a little more than their sum on it.</summary>
    private static SparseMatrix Fill(int n, List<(int Row, int Column)> entries)
    {
        var a = new SparsePattern(n, n, [.. entries.Select(e => e.Row)], [.. entries.Select(e => e.Column)]).CreateMatrix();
        for (var i = 0; i < n; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
            a.Values[p] = a.ColumnIndices[p] == i ? a.RowStarts[i + 1] - a.RowStarts[i] - 1 + 1e-3 : -1;
        return a;
    }
}
