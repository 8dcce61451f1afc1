using System.Xml.Linq;
using PinnSharp.Figures;

namespace PinnSharp.Cli.Tests;

/// <summary>pinnsharp plot: what is drawn, what is written for other programs, and what is refused.</summary>
public sealed class PlotTests
{
    private readonly Workplace _place = new();

    [OneTimeSetUp]
    public void A_run() => Assert.That(_place.Tool("run", "configs/decay.yaml", "--out", "out", "--quiet").Code, Is.Zero);

    [OneTimeTearDown]
    public void Away() => _place.Dispose();

    [Test]
    public void All_pictures_are_drawn_again_from_the_checkpoint_as_the_run_left_them()
    {
        var figures = Directory.GetFiles(_place.Path("out/figures")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        Assert.That(figures, Is.EqualTo(new[] { "corner.svg", "data.svg", "fields.svg", "history.svg", "points.svg", "spectrum.svg", "unknowns.svg" }));
        var (code, output, error) = _place.Tool("plot", "out", "--out", "again");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output.TrimEnd().Split('\n').Order(StringComparer.Ordinal), Is.EqualTo(figures.Select(f => Path.Combine("again", f))));
        foreach (var figure in figures) Assert.That(_place.Read($"again/{figure}"), Is.EqualTo(_place.Read($"out/figures/{figure}")), figure);
    }

    [Test]
    public void Size_letters_theme_and_choice_are_kept()
    {
        Assert.That(_place.Tool("plot", "out", "--out", "some", "--figure", "fields", "--width", "700", "--height", "400", "--font-size", "20", "--theme", "dark").Out, Is.EqualTo("some/fields.svg\n"));
        var svg = XDocument.Load(_place.Path("some/fields.svg")).Root!;
        Assert.That((svg.Attribute("width")!.Value, svg.Attribute("height")!.Value), Is.EqualTo(("700", "400")));
        Assert.That(svg.ToString(), Does.Contain("font-size=\"20\"").And.Contain("#14171b"));
    }

    [Test]
    public void Fields_are_written_for_other_programs()
    {
        Assert.That(_place.Tool("plot", "out", "--format", "csv", "--nodes", "3", "--out", "table").Out, Is.EqualTo("table/fields.csv\n"));
        Assert.That(_place.Read("table/fields.csv").Split('\n')[0], Does.StartWith("t,y,y(truth)"));
        Assert.That(_place.Tool("plot", "out", "--format", "vtk").Out, Does.StartWith("out/fields/fields.v"));
    }

    [TestCase("--format csv --width 3", "--width changes nothing for --format csv.")]
    [TestCase("--nodes 3", "--nodes changes nothing for --format svg.")]
    [TestCase("--figure feilds", "There is no picture 'feilds'. Did you mean 'fields'?")]
    [TestCase("--field z", "'decay' has no field or unknown function 'z'.")]
    [TestCase("--time 1", "'decay' has no moments: all times are drawn.")]
    [TestCase("--format png", "png is drawn by ScottPlot, which was not built, or finds no native library of Skia here: build with 'dotnet build -c Release -p:ScottPlot=true', or use --format svg.")]
    [TestCase("--figure profiles", "There is nothing to draw of 'profiles': profile likelihoods need 'pinnsharp diagnose ")]
    [TestCase("--vector y", "--vector needs two expressions, found 1.")]
    [TestCase("--vector y y", "'decay' has no plane of two coordinates of space, which vectors need.")]
    [TestCase("--figure data --field y", "The field changes nothing in data: it is for fields, slices, std.")]
    [TestCase("--figure fields --figure profiles", "There is nothing to draw of 'profiles'")]
    [TestCase("--figure vectors", "name the components, --vector X Y.")]
    [TestCase("--out out/result.json", "is a file; --out needs a folder.")]
    [TestCase("--width 20", "too small")]
    public void Mistakes_are_named(string options, string expected)
    {
        var (code, _, error) = _place.Tool(["plot", "out", .. options.Split(' ')]);
        Assert.That((code, error), Is.EqualTo((ExitCode.WrongInput, error)));
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public void A_folder_without_a_run_is_named() => Assert.That(_place.Tool("plot", "problems").Error, Does.Contain("holds no run"));

    [Test]
    public void What_more_renderers_draw_stands_beside_the_rest()
    {
        using var place = new Workplace(_place) { Hardware = new(null, false) { Renderers = [new SvgRenderer(), new Letters()] } };
        place.Tool("run", "configs/decay.yaml", "--out", "both", "--quiet");
        Assert.That(place.Read("both/figures/fields.txt"), Is.EqualTo("decay: fields as txt"));
        Assert.That(place.Read("both/figures/fields.svg"), Does.StartWith("<svg"), "the first that knows a format draws it");
        Assert.That(place.Tool("plot", "both", "--renderer", "letters", "--figure", "data", "--out", "by").Out, Is.EqualTo("by/data.svg\n"));
        Assert.That(place.Read("by/data.svg"), Is.EqualTo("decay: data against prediction as svg"));
    }

    private sealed class Letters : IFigureRenderer
    {
        public string Name => "letters";

        public System.Collections.Immutable.ImmutableArray<string> Formats => ["txt", "svg"];

        public byte[] Render(FigureGrid figure, FigureOptions options, string format) => System.Text.Encoding.UTF8.GetBytes($"{figure.Title} as {format}");
    }
}
