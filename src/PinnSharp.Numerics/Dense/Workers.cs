namespace PinnSharp.Numerics;

/// <summary>
/// Runs one piece of work on several threads at once. Kernels that use it cut their work into fixed tiles which the workers claim
/// from a shared counter, so the number of threads decides who computes a tile but never how: results do not depend on it.
/// </summary>
public static class Workers
{
    /// <summary>
    /// Calls <paramref name="body"/> with the workers' numbers 0 … <paramref name="threads"/> − 1 and returns when all have returned.
    /// The calling thread works too. The workers may run one after the other when the machine is busy, so a body may wait
    /// only for tiles that another body has already claimed, never for another body to start.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public static void Run(int threads, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(body);
        if (threads == 1)
            body(0);
        else
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
    }

    /// <summary>Spins, then yields, until <paramref name="flag"/> is not zero.</summary>
    internal static void WaitFor(ref int flag)
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref flag) == 0) spinner.SpinOnce(sleep1Threshold: -1);
    }
}
