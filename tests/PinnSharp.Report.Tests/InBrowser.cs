using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>Tests in a browser of their own, with a folder for pages. Where there is no browser they are not run and say so.</summary>
public abstract class InBrowser
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _folder = null!;

    /// <summary>The browser.</summary>
    protected IBrowser Browser => _browser!;

    [OneTimeSetUp]
    public async Task OpenBrowser()
    {
        (_playwright, _browser) = await Chromium.Open();
        _folder = Directory.CreateTempSubdirectory("pinnsharp-report-").FullName;
    }

    [OneTimeTearDown]
    public async Task CloseBrowser()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        _playwright?.Dispose();
    }

    /// <summary>A page as a file.</summary>
    protected string Write(string html)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        File.WriteAllText(file, html);
        return file;
    }
}
