using System.Globalization;
using Microsoft.Playwright;

namespace PinnSharp.Figures.Tests;

/// <summary>What every report must show in a browser; each check gives the faults it finds, in words.</summary>
/// <remarks>One page is used for all checks, as windows are what takes time. Those that change it load it anew.</remarks>
public sealed class PageChecks : IAsyncDisposable
{
    private static readonly string _checks = Script();
    private readonly string _address;
    private readonly IPage _page;
    private readonly IPage _still;
    private readonly List<string> _said = [];

    private PageChecks(IPage page, IPage still, string file)
    {
        (_page, _still, _address) = (page, still, new Uri(Path.GetFullPath(file)).AbsoluteUri);
        page.Console += (_, m) =>
        {
            if (m.Type is "error" or "warning")
            {
                _said.Add($"the console says: {m.Text}");
            }
        };
        page.PageError += (_, e) => _said.Add($"the script fails: {e}");
        page.Request += (_, r) =>
        {
            if (r.Url != _address && !r.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _said.Add($"the page asks for {r.Url}");
            }
        };
    }

    /// <summary>Checks of a report's HTML file.</summary>
    public static async Task<PageChecks> Of(IBrowser browser, string file) => new(await browser.NewPageAsync(), await browser.NewPageAsync(new() { JavaScriptEnabled = false }), file);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _page.CloseAsync();
        await _still.CloseAsync();
    }

    /// <summary>All checks.</summary>
    public async Task<List<string>> All() =>
    [
        .. await Structure(), .. await Layout(360), .. await Layout(400), .. await Texts(400), .. await Layout(2000), .. await Layout(1280), .. await Texts(1280),
        .. await Contrast(), .. await Print(), .. await Themes(), .. await Keyboard(), .. await Films(), .. await Pointer(), .. await WithoutScript(), .. await Loads(),
    ];

    /// <summary>The page in a window of this width, with the colours a system prefers.</summary>
    public async Task<IPage> At(int width = 1280, ColorScheme scheme = ColorScheme.Light, bool anew = false)
    {
        await _page.SetViewportSizeAsync(width, 900);
        await _page.EmulateMediaAsync(new() { ColorScheme = scheme, Media = Media.Screen, ReducedMotion = ReducedMotion.NoPreference });
        if (anew || _page.Url != _address)
        {
            await _page.GotoAsync(_address);
        }

        return _page;
    }

    /// <summary>No request but for the file itself, nothing said on the console: so far, and after the page is seen to its end.</summary>
    public async Task<List<string>> Loads()
    {
        var page = await At();
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await page.WaitForTimeoutAsync(100);
        return [.. _said];
    }

    /// <summary>Every figure has a size and lies inside the page, which is not wider than the window.</summary>
    public async Task<List<string>> Layout(int width) => await Run("layout", width);

    /// <summary>No text of a figure is clipped, overlaps another of its panel, or is too small to read.</summary>
    public async Task<List<string>> Texts(int width) => await Run("texts", width);

    /// <summary>Headings, landmarks, names of figures, controls and formulas; no figure is empty.</summary>
    public async Task<List<string>> Structure() => [.. await Run("structure", 1280), .. await Run("names", 1280), .. await Run("emptiness", 1280)];

    /// <summary>Text stands out from its background, in light and dark.</summary>
    public async Task<List<string>> Contrast() => [.. await Run("contrast", 1280, ColorScheme.Light), .. await Run("contrast", 1280, ColorScheme.Dark)];

    /// <summary>Colours follow the system's scheme, and the button changes them.</summary>
    public async Task<List<string>> Themes()
    {
        var faults = new List<string>();
        var bright = await Ask(await At(scheme: ColorScheme.Light, anew: true), "colours");
        var page = await At(scheme: ColorScheme.Dark);
        var night = await Ask(page, "colours");
        Compare("the system's dark scheme", bright, night, differ: true);
        await page.ClickAsync(".theme");
        Compare("the button", await Ask(page, "colours"), bright, differ: false);
        await (await At(scheme: ColorScheme.Light, anew: true)).ClickAsync(".theme");
        Compare("the button", await Ask(page, "colours"), night, differ: false);

        return faults;

        void Compare(string what, List<string> a, List<string> b, bool differ)
        {
            foreach (var (i, same) in a.Zip(b, (x, y) => x == y).Index())
            {
                // A transparent background is the same in both.
                if (same == differ && !a[i].EndsWith(",0", StringComparison.Ordinal))
                {
                    faults.Add($"{what} {(differ ? "leaves" : "does not set")} the colour {a[i]}");
                }
            }
        }
    }

    /// <summary>The tabulator reaches all controls, and each shows that it has the focus.</summary>
    public async Task<List<string>> Keyboard()
    {
        var (page, faults) = (await At(anew: true), new List<string>());
        var controls = await Ask(page, "controls");
        var reached = new HashSet<string>();
        for (var i = 0; i <= controls.Count; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await Ask(page, "focused");
            if (focused[0].Length > 0 && reached.Add(focused[0]) && focused[1].Length == 0)
            {
                faults.Add($"{controls[int.Parse(focused[0], CultureInfo.InvariantCulture)]} does not show that it has the focus");
            }
        }

        faults.AddRange(controls.Where((_, i) => !reached.Contains(i.ToString(CultureInfo.InvariantCulture))).Select(c => $"the keyboard does not reach {c}"));
        return faults;
    }

    /// <summary>Sliders show another frame by keyboard and by mouse and tell its value; the button plays.</summary>
    public async Task<List<string>> Films()
    {
        var (page, faults) = (await At(anew: true), new List<string>());
        foreach (var (n, film) in (await page.QuerySelectorAllAsync(".film")).Index())
        {
            var slider = (await film.QuerySelectorAsync("input[type=range]"))!;
            var frames = (await film.QuerySelectorAllAsync(".frame")).Count;
            if (frames < 2)
            {
                continue;
            }

            await slider.FocusAsync();
            var last = await State();
            await page.Keyboard.PressAsync("Home");
            var first = await State();
            await page.Keyboard.PressAsync("ArrowRight");
            var second = await State();
            await slider.ScrollIntoViewIfNeededAsync();
            var box = (await slider.BoundingBoxAsync())!;
            await page.Mouse.ClickAsync((float)(box.X + (0.97 * box.Width)), box.Y + (box.Height / 2));
            var clicked = await State();
            Expect(last, frames - 1, "at first");
            Expect(first, 0, "by the key Home");
            Expect(second, 1, "by an arrow key");
            if (int.Parse(clicked[0], CultureInfo.InvariantCulture) < frames / 2)
            {
                faults.Add($"film {n}: the slider does not follow the mouse");
            }

            await slider.FocusAsync();
            await page.Keyboard.PressAsync("Home");
            var play = (await film.QuerySelectorAsync(".play"))!;
            await play.ClickAsync();
            await page.WaitForTimeoutAsync(600);
            var playing = await State();
            if (playing[0] == "0")
            {
                faults.Add($"film {n} does not play");
            }

            if (await play.InnerTextAsync() == "Pause")
            {
                await play.ClickAsync();
            }

            async Task<string[]> State() => await film.EvaluateAsync<string[]>("""
                f => {
                  const frames = [...f.querySelectorAll('.frame')], shown = frames.filter(x => x.checkVisibility()), s = f.querySelector('input');
                  return [shown.map(x => frames.indexOf(x)).join(), s.getAttribute('aria-valuetext') ?? '', f.querySelector('output').textContent, shown[0]?.dataset.value ?? ''];
                }
                """);

            void Expect(string[] state, int frame, string how)
            {
                if (state[0] != frame.ToString(CultureInfo.InvariantCulture) || state[1].Length == 0 || state[1] != state[3] || state[2] != state[3])
                {
                    faults.Add($"film {n}, {how}: frame {state[0]} in place of {frame}, told as '{state[1]}' and '{state[2]}'");
                }
            }
        }

        return faults;
    }

    /// <summary>Values are told under the pointer and under the keyboard's cursor, inside the window, wide and narrow.</summary>
    public async Task<List<string>> Pointer()
    {
        var faults = new List<string>();
        foreach (var width in (int[])[1280, 400])
        {
            var page = await At(width, anew: true);
            await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
            foreach (var surface in await page.QuerySelectorAllAsync("main [role=group]"))
            {
                var name = (await surface.GetAttributeAsync("aria-label"))!;
                await surface.ScrollIntoViewIfNeededAsync();
                await surface.FocusAsync();
                await page.Keyboard.PressAsync("ArrowRight");
                await Tip(page, name, "keyboard", width, faults);
                await page.Keyboard.PressAsync("Escape");
                var place = await surface.EvaluateAsync<double[]>($"box => {_checks}.middle(box)");
                if (place.Length == 2)
                {
                    // What scrolling hides is hidden by now.
                    await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                    await page.Mouse.MoveAsync((float)place[0], (float)place[1]);
                    await Tip(page, name, "pointer", width, faults);
                    await page.Mouse.MoveAsync(0, 0);
                }
            }

        }

        return faults;
    }

    /// <summary>Paper shows all figures in light colours, and no control.</summary>
    public async Task<List<string>> Print()
    {
        var page = await At(760, ColorScheme.Dark);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        return await Ask(page, "printed");
    }

    /// <summary>Without a script the last frame of a film stands, and no control that does nothing.</summary>
    public async Task<List<string>> WithoutScript()
    {
        var faults = new List<string>();
        await _still.GotoAsync(_address);
        foreach (var control in await _still.QuerySelectorAllAsync("button, input"))
        {
            if (await control.IsVisibleAsync())
            {
                faults.Add($"'{await control.InnerTextAsync()}' is shown without a script");
            }
        }

        foreach (var frames in await _still.QuerySelectorAllAsync(".frames"))
        {
            var shown = (await Task.WhenAll((await frames.QuerySelectorAllAsync(".frame")).Select(f => f.IsVisibleAsync()))).ToList();
            if (shown.Count(v => v) != 1 || !shown[^1])
            {
                faults.Add("without a script a film does not show its last frame");
            }
        }

        return faults;
    }

    /// <summary>The list a function of checks.js gives.</summary>
    public static async Task<List<string>> Ask(IPage page, string check) => [.. await page.EvaluateAsync<string[]>($"{_checks}.{check}()")];

    private async Task<List<string>> Run(string check, int width, ColorScheme scheme = ColorScheme.Light) => [.. (await Ask(await At(width, scheme), check))
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f} ({width} pixels wide, {scheme})"))];

    private static async Task Tip(IPage page, string name, string how, int width, List<string> faults)
    {
        var tip = await page.EvaluateAsync<double[]?>("""
            () => {
              const t = document.querySelector('.tip');
              if (!t || t.hidden || !/\d/.test(t.textContent)) return null;
              const r = t.getBoundingClientRect();
              return [r.left, r.top, innerWidth - r.right, innerHeight - r.bottom];
            }
            """);
        if (tip is null)
        {
            faults.Add($"{name}: no value is told by the {how} ({width} pixels wide)");
        }
        else if (tip.Any(d => d < -0.5))
        {
            faults.Add($"{name}: the value told by the {how} leaves the window ({width} pixels wide)");
        }
    }

    private static string Script()
    {
        using var reader = new StreamReader(typeof(PageChecks).Assembly.GetManifestResourceStream("checks.js")!);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Skip(1)).Trim();
    }
}
