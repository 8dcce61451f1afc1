using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>The browser that is installed: none is ever downloaded.</summary>
public static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The program: of the variable CHROMIUM, else by its usual names in the PATH; null for none.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } given ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Starts it, without a window. Where there is none, the test is not run and says so.</summary>
    public static async Task<(IPlaywright Playwright, IBrowser Browser)> Open()
    {
        if (Path is null)
        {
            Assert.Ignore("No Chromium is installed, so what reports look like is not tested here. On Debian and Ubuntu: apt-get install chromium. "
                + "Elsewhere, name the program in the environment variable CHROMIUM.");
        }

        var playwright = await Playwright.CreateAsync();
        // A test may run as root in a container, where Chromium has no sandbox.
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-gpu"] }));
    }
}
