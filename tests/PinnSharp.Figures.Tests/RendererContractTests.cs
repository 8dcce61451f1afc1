using System.Text;

namespace PinnSharp.Figures.Tests;

/// <summary>What every renderer does alike.</summary>
public sealed class RendererContractTests
{
    private static readonly FigureGrid Grid = new() { Title = "two", Panels = [new() { Marks = [new Lines([0, 1], [0, 1])] }, new()] };

    [Test]
    public void The_file_is_the_text()
    {
        var renderer = new SvgRenderer();
        Assert.That((renderer.Name, renderer.Formats.Single()), Is.EqualTo(("svg", "svg")));
        var options = new FigureOptions { Width = 500, Theme = FigureTheme.Dark, FontSize = 10 };
        Assert.That(Encoding.UTF8.GetString(renderer.Render(Grid, options, "svg")),
            Is.EqualTo(SvgRenderer.Render(Grid, new() { Width = 500, Theme = FigureTheme.Dark, FontSize = 10 })));
        var own = new SvgOptions { IdPrefix = "mine" };
        Assert.That(Encoding.UTF8.GetString(renderer.Render(Grid, own, "svg")), Is.EqualTo(SvgRenderer.Render(Grid, own)));
    }

    [Test]
    public void Other_formats_are_refused() =>
        Assert.That(() => new SvgRenderer().Render(Grid, new(), "png"), Throws.ArgumentException.With.Message.Contains("it writes svg"));
}
