using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>The sample report in a browser.</summary>
[TestFixture]
public sealed class BrowserTests
{
    private string _folder = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private PageChecks _checks = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        (_playwright, _browser) = await Chromium.Open();
        _folder = Directory.CreateTempSubdirectory("pinnsharp-report-").FullName;
        _checks = new(_browser, Write(HtmlRenderer.Render(Sample.Report)));
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        _playwright?.Dispose();
    }

    [Test]
    public async Task All() => Assert.That(await _checks.All(), Is.Empty);

    private string Write(string html)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        File.WriteAllText(file, html);
        return file;
    }
}
