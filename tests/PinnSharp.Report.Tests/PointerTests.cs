using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>The numbers told under the pointer and the keyboard's cursor are those of the data.</summary>
[TestFixture]
public sealed partial class PointerTests : InBrowser
{
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        var file = Write(HtmlRenderer.Render(Sample.Report));
        _page = await Browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 }, ReducedMotion = ReducedMotion.Reduce, HasTouch = true });
        await _page.GotoAsync(new Uri(file).AbsoluteUri);
    }

    [TestCase(0.7)]
    [TestCase(2.9)]
    [TestCase(4.99)]
    public async Task Lines_and_bands(double x)
    {
        var tip = await Point("Lines and a band", x, 0);
        Assert.That(tip, Does.Match(@"time [\d.]+\u00a0d\n.*estimate: .*\u00a0m \(.* to .*\)\ntruth: .*\u00a0m$").IgnoreCase);
        var n = Numbers(tip);

        // A pixel is about 0.015 d here; the curves rise by at most 1 m/d.
        Assert.That(n[0], Is.EqualTo(x).Within(0.015));
        double[] expected = [Sample.Line(n[0]), Sample.Line(n[0]) - 0.2, Sample.Line(n[0]) + 0.2, Sample.Other(n[0])];
        Assert.That(n[1..], Is.EqualTo(expected).Within(0.01));
    }

    [TestCase(10, 1.5, "data")]
    [TestCase(20, 1.9, "second set")]
    public async Task The_nearest_point(double x, double y, string label)
    {
        var tip = await Point("Points with errors", x * 1.05, y + 0.05);
        Assert.That(tip, Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"{label}\nt {x:0.00}\u00a0h\nconcentration {y:0.00}\u00a0mol/m³")));
    }

    [TestCase(7, 31)]
    [TestCase(39, 0)]
    public async Task Cells_of_a_map(int column, int row)
    {
        var (x, y) = ((column + 0.5) / 40, (row + 0.5) / 25);
        var n = Numbers(await Point("A map", x, y));
        Assert.That(n[0], Is.EqualTo(x).Within(0.005));
        Assert.That(n[1], Is.EqualTo(y).Within(0.01));
        Assert.That(n[2], Is.EqualTo(Sample.Cell(x, y)).Within(0.002));
    }

    [Test]
    public async Task A_hole_has_no_value() => Assert.That(await Point("A flow round a hole", 0.05, 0.05), Does.EndWith("no value here"));

    [Test]
    public async Task A_logarithmic_spectrum_and_its_noise()
    {
        var tip = await Point("Singular values", 4, 2e-6);
        Assert.That(tip, Does.Contain("noise: 1.000").And.Contain("4.00, 1.000×10⁻⁶"));
    }

    [Test]
    public async Task Bars_tell_their_interval_and_height() =>
        Assert.That(await Point("Bars and a curve", 0.5, 0.1), Does.StartWith("residual 0\u00a0m to 1.00\u00a0m\n").And.Contain("residuals: 0.400"));

    [Test]
    public async Task Names_stand_in_place_of_numbers() => Assert.That(await Point("Unknowns by run", 1, 462.6), Does.Contain("finite elements").And.Contain("462.6\u00a0m²/d"));

    [Test]
    public async Task A_panel_of_a_grid()
    {
        // The second panel: S over T; the estimate is its point.
        var tip = await Point("Unknowns in pairs", 461, 1.78e-4, panel: 1);
        Assert.That(tip, Does.Contain("T 461.0").And.Contain("S 1.7800×10⁻⁴"));
    }

    [Test]
    public async Task The_keyboard_goes_from_cell_to_cell()
    {
        var map = _page.GetByRole(AriaRole.Group, new() { Name = "Values of A map" });
        await map.FocusAsync();
        foreach (var key in (string[])["Home", "Shift+ArrowRight", "ArrowRight", "ArrowUp"])
        {
            await _page.Keyboard.PressAsync(key);
        }

        // Home is the left edge at half the height, cell (0, 25); then 10 and 1 to the right and 1 up.
        var n = Numbers(await Tip());
        Assert.That(n, Is.EqualTo((double[])[11.5 / 40, 26.5 / 25, Sample.Cell(11.5 / 40, 26.5 / 25)]).Within(0.002));
        Assert.That(await _page.Locator("[aria-live]").TextContentAsync(), Does.StartWith("x 0.288").Or.StartWith("x 0.287"));
        await _page.Keyboard.PressAsync("Escape");
        Assert.That(await _page.Locator(".tip").IsVisibleAsync(), Is.False);
    }

    [Test]
    public async Task The_keyboard_goes_from_point_to_point_in_order()
    {
        await _page.GetByRole(AriaRole.Group, new() { Name = "Values of Points with errors" }).FocusAsync();
        await _page.Keyboard.PressAsync("Home");
        var told = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            told.Add(Numbers(await Tip())[0]);
            await _page.Keyboard.PressAsync("ArrowRight");
        }

        await _page.Keyboard.PressAsync("Escape");
        Assert.That(told, Is.EqualTo((double[])[1, 2, 3, 5, 10, 20, 30, 50, 100]));
    }

    [Test]
    public async Task A_film_tells_the_value_of_the_frame_that_is_shown()
    {
        var slider = _page.Locator(".film input");
        await slider.FocusAsync();
        await _page.Keyboard.PressAsync("Home");
        await _page.Keyboard.PressAsync("ArrowRight");
        await _page.Keyboard.PressAsync("ArrowRight");
        var (x, y) = (20.5 / 40, 30.5 / 25);
        var n = Numbers(await Point("u after 0.4 s", x, y));
        Assert.That(n, Is.EqualTo((double[])[0.4, x, y, Sample.Cell(x, y, 0.4)]).Within(0.01));

        // The pointer stays, the frame changes.
        await _page.EvaluateAsync("const s = document.querySelector('.film input'); s.value = 5; s.dispatchEvent(new Event('input'));");
        n = Numbers(await Tip());
        Assert.That(n[0], Is.EqualTo(1));
        Assert.That(n[3], Is.EqualTo(Sample.Cell(x, y, 1)).Within(0.01));
    }

    [Test]
    public async Task A_finger_asks_too()
    {
        var (x, y) = await Place("A map", 0.5, 1, 0);
        await _page.Touchscreen.TapAsync((float)x, (float)y);
        Assert.That(Numbers(await Tip())[2], Is.EqualTo(1).Within(0.05));
        await _page.Touchscreen.TapAsync(5, 5);
        Assert.That(await _page.Locator(".tip").IsVisibleAsync(), Is.False);
    }

    private async Task<string> Point(string title, double u, double v, int panel = 0)
    {
        var (x, y) = await Place(title, u, v, panel);
        await _page.Mouse.MoveAsync((float)x, (float)y);
        return await Tip();
    }

    private async Task<string> Tip()
    {
        Assert.That(await _page.Locator(".tip").IsVisibleAsync(), "A value is told.");
        return await _page.EvaluateAsync<string>("[...document.querySelector('.tip').children].map(c => c.textContent).join('\\n')");
    }

    /// <summary>Where a point of a figure stands in the window, scrolled to be there.</summary>
    private async Task<(double X, double Y)> Place(string title, double u, double v, int panel)
    {
        var place = await _page.EvaluateAsync<double[]>("""
            async ([title, u, v, panel]) => {
              const svg = [...document.querySelectorAll('main svg')].find(s => s.querySelector('title').textContent === title && s.checkVisibility());
              svg.scrollIntoView({ block: 'center' });
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              const g = svg.querySelectorAll('.panel')[panel];
              const [x, y] = [['x', u], ['y', v]].map(([name, value]) => {
                const [kind, ...n] = g.querySelector('.axis.' + name).dataset.axis.split(' '), [lower, upper, start, end] = n.map(Number);
                const s = kind === 'log' ? Math.log(value / lower) / Math.log(upper / lower) : (value - lower) / (upper - lower);
                return start + (end - start) * s;
              });
              const p = new DOMPoint(x, y).matrixTransform(g.getScreenCTM());
              return [p.x, p.y];
            }
            """, new object[] { title, u, v, panel });
        return (place[0], place[1]);
    }

    private static double[] Numbers(string text) => [.. Number().Matches(text).Select(m => double.Parse(m.Value.Replace('\u2212', '-'), CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(?<![\w²])\u2212?\d+(\.\d+)?")]
    private static partial Regex Number();
}
