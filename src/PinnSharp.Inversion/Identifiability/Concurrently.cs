namespace PinnSharp.Inversion;

/// <summary>Independent tasks on several threads, each thread with a problem of its own.</summary>
internal static class Concurrently
{
    /// <summary>Does 0 … count − 1, in no order.</summary>
    public static void For(int count, int threads, Func<ILeastSquares> problem, Action<ILeastSquares, int> task, CancellationToken cancellation = default)
    {
        if (Math.Min(threads, count) <= 1)
        {
            if (count == 0) return;
            var own = problem();
            for (var i = 0; i < count; i++) task(own, i);
            return;
        }
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, problem, (i, _, own) =>
        {
            task(own, i);
            return own;
        }, _ => { });
    }
}
