using Spectre.Console;

namespace PinnSharp.Cli.Output;

/// <summary>Colours by meaning.</summary>
internal static class Styles
{
    public static Style Of(string status) => new(status switch
    {
        "converged" => Color.Green,
        "stalled" or "stopped" or "unfinished" => Color.Yellow,
        "diverged" or "damaged" => Color.Red,
        _ => Color.Blue,
    });

    public static Style Muted { get; } = new(Color.Grey);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);
}
