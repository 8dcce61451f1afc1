using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>The sample report in a browser.</summary>
[TestFixture]
public sealed partial class BrowserTests : InBrowser
{
    private static readonly string _sample = HtmlRenderer.Render(Sample.Report);
    private PageChecks _checks = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _checks = await PageChecks.Of(Browser, Write(_sample));
    }

    [Test]
    public async Task Asks_for_nothing_and_says_nothing() => Assert.That(await _checks.Loads(), Is.Empty);

    [TestCase(360)]
    [TestCase(400)]
    [TestCase(1280)]
    [TestCase(2000)]
    public async Task Every_figure_has_its_place(int width) => Assert.That(await _checks.Layout(width), Is.Empty);

    [TestCase(400)]
    [TestCase(1280)]
    public async Task Texts_of_figures_are_whole_and_apart(int width) => Assert.That(await _checks.Texts(width), Is.Empty);

    [Test]
    public async Task Headings_names_and_figures_are_there() => Assert.That(await _checks.Structure(), Is.Empty);

    [Test]
    public async Task Text_stands_out_in_light_and_dark() => Assert.That(await _checks.Contrast(), Is.Empty);

    [Test]
    public async Task Light_and_dark_follow_the_system_and_the_button() => Assert.That(await _checks.Themes(), Is.Empty);

    [Test]
    public async Task The_keyboard_reaches_everything() => Assert.That(await _checks.Keyboard(), Is.Empty);

    [Test]
    public async Task Films_pass_by_keyboard_mouse_and_button() => Assert.That(await _checks.Films(), Is.Empty);

    [Test]
    public async Task Values_are_told_by_pointer_and_keyboard() => Assert.That(await _checks.Pointer(), Is.Empty);

    [Test]
    public async Task Paper_shows_all_figures_and_no_control() => Assert.That(await _checks.Print(), Is.Empty);

    [Test]
    public async Task Without_a_script_the_last_frame_stands() => Assert.That(await _checks.WithoutScript(), Is.Empty);

    // A page with an error, made by replacing some of its text, must be found out.
    [TestCase("</header>", "</header><img src=\"https://example.org/x.png\"/>", "the page asks for https://example.org", nameof(PageChecks.Loads))]
    [TestCase("</header>", "</header><script>alert(1)</script>", "the console says", nameof(PageChecks.Loads))]
    [TestCase("'use strict';\n(() => {\n  const all", "const all", "the script fails", nameof(PageChecks.Loads))]
    [TestCase("<p class=\"subtitle\">", "<p class=\"subtitle\" style=\"width:500px\">", "the page is", nameof(PageChecks.Layout))]
    [TestCase("class=\"drawing\"", "class=\"drawing\" style=\"width:120px\"", "pixels", nameof(PageChecks.Layout))]
    [TestCase("class=\"drawing\"", "class=\"drawing\" style=\"margin-left:-40px\"", "out of the page", nameof(PageChecks.Layout))]
    [TestCase("class=\"drawing\"", "class=\"drawing\" style=\"visibility:hidden\"", "not visible", nameof(PageChecks.Layout))]
    [TestCase(">time (d)</text>", " dx=\"170\">time (d)</text>", "'time (d)' is clipped", nameof(PageChecks.Texts))]
    [TestCase(">time (d)</text>", " dx=\"30\" dy=\"-17\">time (d)</text>", "overlap", nameof(PageChecks.Texts))]
    [TestCase("font-size=\"12\"", "font-size=\"7\"", "pixels high", nameof(PageChecks.Texts))]
    [TestCase("<h3>", "<h4>", "level 4 after level 2", nameof(PageChecks.Structure))]
    [TestCase("<html lang=\"en\">", "<html>", "no language", nameof(PageChecks.Structure))]
    [TestCase("href=\"#s-figures\"", "href=\"#s-figure\"", "leads nowhere", nameof(PageChecks.Structure))]
    [TestCase("<meta http-equiv", "<meta name", "does not forbid requests", nameof(PageChecks.Structure))]
    [TestCase("role=\"img\"", "role=\"none\"", "is not described", nameof(PageChecks.Structure))]
    [TestCase(">Play</button>", "></button>", "button 'play' has no name", nameof(PageChecks.Structure))]
    [TestCase("class=\"mark scatter\"", "class=\"scatter\"", "is empty", nameof(PageChecks.Structure))]
    [TestCase("alttext=", "alt=", "has no text", nameof(PageChecks.Structure))]
    [TestCase("--quiet:light-dark(#4d5661", "--quiet:light-dark(#8a939d", "contrast of", nameof(PageChecks.Contrast))]
    [TestCase("--foreground:light-dark(#1c2127,#e9ecef)", "--foreground:light-dark(#1c2127,#1c2127)", "contrast of", nameof(PageChecks.Contrast))]
    [TestCase(":root[data-theme=dark]{color-scheme:dark}", "", "the button does not set", nameof(PageChecks.Themes))]
    [TestCase("--ink:light-dark(#1c2127,#e9ecef)", "--ink:#808080", "dark scheme leaves", nameof(PageChecks.Themes))]
    [TestCase("class=\"copy\"", "class=\"copy\" tabindex=\"-1\"", "does not reach button 'Copy'", nameof(PageChecks.Keyboard))]
    [TestCase(":focus-visible{outline:2px solid", ":focus-visible{outline:0 none", "does not show", nameof(PageChecks.Keyboard))]
    [TestCase("slider.addEventListener('input'", "slider.addEventListener('inputs'", "in place of 0", nameof(PageChecks.Films))]
    [TestCase("slider.setAttribute('aria-valuetext'", "slider.setAttribute('aria-value'", "told as ''", nameof(PageChecks.Films))]
    [TestCase("play.addEventListener('click'", "play.addEventListener('clicks'", "does not play", nameof(PageChecks.Films))]
    [TestCase("addEventListener('pointermove'", "addEventListener('pointermoved'", "no value is told by the pointer", nameof(PageChecks.Pointer))]
    [TestCase("box.addEventListener('keydown'", "box.addEventListener('keydowns'", "no value is told by the keyboard", nameof(PageChecks.Pointer))]
    [TestCase("Math.max(4, Math.min(left, w - width - 4))", "left + 2000", "leaves the window", nameof(PageChecks.Pointer))]
    [TestCase("nav,.skip,button,", "nav,.skip,", "is printed", nameof(PageChecks.Print))]
    [TestCase("  :root,:root[data-theme]{color-scheme:light}", "", "printed dark", nameof(PageChecks.Print))]
    [TestCase(".film .frames .final{display:block!important}", "", "not printed by its last frame", nameof(PageChecks.Print))]
    [TestCase("class=\"theme\" hidden=\"\"", "class=\"theme\"", "shown without a script", nameof(PageChecks.WithoutScript))]
    [TestCase(".frame:not(.final){display:none}", "", "does not show its last frame", nameof(PageChecks.WithoutScript))]
    [Category("Slow")]
    public async Task Errors_are_found(string part, string error, string said, string check)
    {
        Assert.That(_sample, Does.Contain(part), "There is nothing to replace.");
        var html = _sample.Replace(part, error);

        // A changed script needs its own hash to run at all.
        if (Script().Match(html) is var script && script.Value != Script().Match(_sample).Value)
        {
            var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script.Groups[1].Value)));
            html = Hash().Replace(html, $"'sha256-{hash}'");
        }

        await using var checks = await PageChecks.Of(Browser, Write(html));
        var faults = await (check switch
        {
            nameof(PageChecks.Loads) => checks.Loads(),
            nameof(PageChecks.Layout) => checks.Layout(400),
            nameof(PageChecks.Texts) => checks.Texts(400),
            nameof(PageChecks.Structure) => checks.Structure(),
            nameof(PageChecks.Contrast) => checks.Contrast(),
            nameof(PageChecks.Themes) => checks.Themes(),
            nameof(PageChecks.Keyboard) => checks.Keyboard(),
            nameof(PageChecks.Films) => checks.Films(),
            nameof(PageChecks.Pointer) => checks.Pointer(),
            nameof(PageChecks.Print) => checks.Print(),
            _ => checks.WithoutScript(),
        });
        Assert.That(faults, Has.Some.Contain(said));
    }

    [GeneratedRegex("<script>(.*?)</script>\\s*</body>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("'sha256-[^']*'")]
    private static partial Regex Hash();
}
