namespace PinnSharp.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Converged = 0, NotConverged = 1, WrongInput = 2, Stopped = 3, InternalError = 4;

    public const string Help = """
        Exit codes:
          0  done; a run converged
          1  a run did not converge; its results are written
          2  wrong input
          3  stopped by Ctrl-C; 'pinnsharp resume' goes on
          4  internal error
        """;

    public static int Of(RunStatus status) => status switch
    {
        RunStatus.Converged => Converged,
        RunStatus.Stopped => Stopped,
        _ => NotConverged,
    };
}
