using PinnSharp.Problems;
using Spectre.Console;

namespace PinnSharp.Cli;

/// <summary>Where the tool writes and where it stands.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">Errors.</param>
/// <param name="Directory">The directory that runs, configs and problems are looked for in.</param>
/// <param name="IsInteractive">Whether a person sees the output as it comes, so that it may be rewritten in place.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, string Directory, bool IsInteractive)
{
    private const int PlainWidth = 120;

    /// <summary>The same output for tables and live displays.</summary>
    public IAnsiConsole Console { get; } = Make(Out, IsInteractive);

    /// <summary>A path as the user would write it from here.</summary>
    public string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The path of a file that is named from here.</summary>
    /// <exception cref="InputException">The path is empty.</exception>
    public string Resolve(string path) =>
        path.Length == 0 ? throw new InputException("A path is empty; name a file or folder.") : Path.GetFullPath(path, Directory) is var full
            && Directory == System.IO.Directory.GetCurrentDirectory() ? path : full;

    private static IAnsiConsole Make(TextWriter output, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive) console.Profile.Width = PlainWidth;
        return console;
    }
}
