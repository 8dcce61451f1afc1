namespace PinnSharp;

/// <summary>How an experiment is carried out, by one method or from several starts.</summary>
internal interface IRunner
{
    /// <summary>Solves, from the folder's checkpoint where the options say so, and writes checkpoints and history into it.</summary>
    /// <param name="folder">The run folder; null to write nothing.</param>
    /// <param name="cancellation">Stops after the current iteration.</param>
    RunResult Solve(RunFolder? folder, CancellationToken cancellation);

    /// <summary>The result so far, by the last checkpoint in a run folder, which is not changed; null where there is none.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="Problems.InputException">The checkpoint is damaged, or of another experiment.</exception>
    RunResult? Read(string folder);
}
