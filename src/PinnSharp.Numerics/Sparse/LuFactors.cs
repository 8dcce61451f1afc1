namespace PinnSharp.Numerics;

/// <summary>The fronts of a factorisation. Subtrees of about equal work are given to workers, what is above them is done by the first: neither changes the results.</summary>
internal sealed unsafe class LuFactors
{
    /// <summary>Subtrees are cut off where they hold less than this part of all the work.</summary>
    private const double Part = 0.15;

    private readonly LuAnalysis analysis;
    private readonly int[] firstChild, sibling;
    private readonly FrontFactor[] fronts;
    private readonly List<(int From, int To)> subtrees = [];
    private readonly List<FrontWorker> workers = [];
    private readonly bool[] within;
    private readonly Memory<double> copied;

    public LuFactors(LuAnalysis analysis)
    {
        this.analysis = analysis;
        var tree = analysis.Tree;
        fronts = new FrontFactor[tree.Count];
        within = new bool[tree.Count];
        (firstChild, sibling) = (new int[tree.Count], new int[tree.Count]);
        Array.Fill(firstChild, -1);
        Array.Fill(sibling, -1);
        var work = new double[tree.Count];
        var leaf = new int[tree.Count];
        for (var s = tree.Count - 1; s >= 0; s--)
            if (tree.Parents[s] is var parent and >= 0)
                (sibling[s], firstChild[parent]) = (firstChild[parent], s);
        for (var s = 0; s < tree.Count; s++)
        {
            double pivots = tree.First[s + 1] - tree.First[s], size = pivots + tree.Updates[s].Length;
            work[s] += 2.0 / 3 * (Cube(size) - Cube(size - pivots));
            Operations += 2.0 / 3 * (Cube(size) - Cube(size - pivots));
            leaf[s] = firstChild[s] < 0 ? s : leaf[firstChild[s]];
            if (tree.Parents[s] >= 0) work[tree.Parents[s]] += work[s];
        }
        if (Operations < 2e6) return;
        for (var s = 0; s < tree.Count; s++)
            if (work[s] < Part * Operations && (tree.Parents[s] < 0 || work[tree.Parents[s]] >= Part * Operations))
            {
                subtrees.Add((leaf[s], s));
                within.AsSpan(leaf[s], s - leaf[s] + 1).Fill(true);
            }
        subtrees.Sort((a, b) => work[b.To].CompareTo(work[a.To]));
    }

    /// <summary>A copy.</summary>
    /// <param name="other">What is copied.</param>
    /// <param name="into">A copy made earlier, whose memory is taken over where it suffices.</param>
    public LuFactors(LuFactors other, LuFactors? into)
    {
        (analysis, firstChild, sibling, subtrees, within, Operations) = (other.analysis, other.firstChild, other.sibling, other.subtrees, other.within, other.Operations);
        if (into?.analysis != analysis) into = null;
        fronts = into?.fronts ?? new FrontFactor[other.fronts.Length];
        var length = 0;
        foreach (ref readonly var front in other.Fronts) length = checked(length + front.Length);
        copied = into?.copied.Length >= length && into.copied.Length <= 2 * length ? into.copied : AlignedMemory.Allocate(length);
        fixed (double* start = copied.Span)
        {
            var to = start;
            for (var s = 0; s < fronts.Length; s++)
            {
                ref readonly var source = ref other.fronts[s];
                var (rows, columns) = (fronts[s].Rows, fronts[s].Columns);
                if (rows?.Length != source.Rows.Length) (rows, columns) = (new int[source.Rows.Length], new int[source.Columns.Length]);
                source.Rows.CopyTo(rows, 0);
                source.Columns.CopyTo(columns, 0);
                fronts[s] = source with { Values = to, Left = null, Mark = null, Rows = rows, Columns = columns };
                new ReadOnlySpan<double>(source.Values, source.Length).CopyTo(new Span<double>(to, source.Length));
                to += source.Length;
            }
        }
    }

    /// <summary>The fronts, in order.</summary>
    public ReadOnlySpan<FrontFactor> Fronts => fronts;

    /// <summary>Floating-point operations without delayed pivots.</summary>
    public double Operations { get; }

    private static double Cube(double x) => x * x * x;

    /// <summary>Factors a matrix with the pattern analysed.</summary>
    /// <param name="values">Its values, scaled.</param>
    /// <param name="threads">Threads to use.</param>
    public void Factor(double[] values, int threads)
    {
        while (workers.Count <= threads) workers.Add(new FrontWorker(analysis, values, fronts, firstChild, sibling));
        foreach (var worker in workers) worker.Clear();
        var claimed = 0;
        Workers.Run(subtrees.Count == 0 ? 1 : threads, number =>
        {
            for (var i = Interlocked.Increment(ref claimed) - 1; i < subtrees.Count; i = Interlocked.Increment(ref claimed) - 1)
                for (var s = subtrees[i].From; s <= subtrees[i].To; s++)
                    workers[number + 1].Process(s, apart: s == subtrees[i].To);
        });
        for (var s = 0; s < fronts.Length; s++)
            if (!within[s])
                workers[0].Process(s, apart: false);
    }
}
