namespace PinnSharp.Figures.Tests;

/// <summary>No text leaves the picture or touches another, whatever is shown.</summary>
public sealed class TextLayoutTests
{
    private const string Long = "a quantity whose name goes on for longer than any axis of these figures could ever hold";
    private static readonly double[] Hundred = [.. Enumerable.Range(0, 100).Select(i => i / 99.0)];

    private static HeatMap Map(double size) => HeatMap.FromNodes(new(0, 2.2), new(0, 0.41), 21,
        Enumerable.Range(0, 21 * 11).Select(i => size * Math.Sin(i))).WithContours() with { Value = new(Long, "kg*m^-3*s^-2") };

    private static Figure[] Awkward =>
    [
        new() { Title = Long, X = new(Long, "m^2/d"), Y = new(Long, "kg*m^2*s^-3"), Marks = [new Scatter([1e-300, 3e-300], [-1e20, 1e20]) { Label = Long }] },
        new() { Title = "Offsets", X = new("t", "d"), Y = new("T", "m^2/d"), Marks = [new Lines([0, 1], [461.3, 461.3000064]), new HorizontalRule(461.30000321) { Label = "truth" }] },
        new() { Title = "Decades", X = new("t", "d", AxisScale.Logarithmic), Y = new("S", null, AxisScale.Logarithmic), Marks = [new Lines([1e-200, 1e200], [1e-5, 3e8])] },
        new() { Title = "One decade", X = new("t", "d", AxisScale.Logarithmic), Y = new("S", null, AxisScale.Logarithmic), Marks = [new Lines([2e-7, 2e-6], [2e7, 9e7])] },
        new() { Title = "A channel", EqualScales = true, X = new("x", "m"), Y = new("y", "m"), Marks = [Map(1e-7), new Arrows([0.5, 1, 1.5], [0.1, 0.2, 0.3], [1e-9, 2e-9, 3e-9], [0, 0, 0]) { Label = "velocity", Unit = "m/s" }] },
        new() { Title = "A tower", EqualScales = true, X = new(Long, "m"), Y = new("y", "m", Range: new(0, 100)), Marks = [Map(1e5)] },
        new() { Title = "Names", X = new() { Categories = [Long, "b", Long, "d", "e", "f", "g"] }, Y = new() { Categories = ["a", Long, "c"] }, Marks = [new Stems([0, 1, 2, 6], [0, 1, 2, 1])] },
        new() { Title = "Many", X = new("iteration"), Y = new("rms"), Marks = [.. Enumerable.Range(0, 12).Select(k => (Mark)new Lines(Hundred, Hundred.Select(t => Math.Sin(99 * k * t))) { Label = $"term {k}" })] },
        new() { Title = $"{Long} {Long} {Long}", Marks = [new Lines([0, 1], [0, 1])] },
        new() { Title = new string('W', 60), Marks = [new Lines([0, 1], [0, 1])] },
        new() { Title = "Nothing" },
    ];

    private static FigureGrid Corner(int n) => CornerPlot.Of(
        [.. Enumerable.Range(0, n).Select(i => new CornerUnknown(i % 2 == 0 ? $"k{i}" : $"unknown {i}", Math.Pow(10, (3 * i) - 6), "m^2/d", i))],
        [.. Enumerable.Range(0, n * n).Select(i => i / n == i % n ? Math.Pow(10, (6 * (i / n)) - 14) : 0)], Long);

    private static IEnumerable<TestCaseData> Pictures()
    {
        foreach (var (i, figure) in Awkward.Index())
        {
            foreach (var (width, height) in ((double?, double?)[])[(300, 220), (300, null), (440, 310), (null, null)])
            {
                yield return new TestCaseData(SvgRenderer.Render(figure, new() { Width = width, Height = height })).SetArgDisplayNames(figure.Title.Length < 20 ? figure.Title : "Long", $"{width} × {height}");
            }
        }

        for (var n = 1; n <= 7; n++)
        {
            yield return new TestCaseData(SvgRenderer.Render(Corner(n))).SetArgDisplayNames($"corner of {n}");
        }

        yield return new TestCaseData(SvgRenderer.Render(new FigureGrid { Title = $"{Long} {Long} {Long}", Note = $"{Long} {Long} {Long} {Long} {Long} {Long} {Long} {Long}", Panels = [.. Awkward] })).SetArgDisplayNames("grid");
    }

    [TestCaseSource(nameof(Pictures))]
    public void Texts_are_whole_and_apart(string svg)
    {
        var drawing = new Drawing(svg);
        var (width, height) = (Drawing.Number(drawing.Root, "width"), Drawing.Number(drawing.Root, "height"));
        var texts = drawing.TextBoxes();
        Assert.That(texts, Is.Not.Empty);
        foreach (var (i, (text, box)) in texts.Index())
        {
            Assert.That(box.Left >= -1 && box.Top >= -1 && box.Right <= width + 1 && box.Bottom <= height + 1, Is.True, $"'{text}' at {box} leaves the picture of {width} by {height}");
            foreach (var (other, place) in texts.Take(i))
            {
                Assert.That(box.Left < place.Right && place.Left < box.Right && box.Top < place.Bottom && place.Top < box.Bottom, Is.False, $"'{text}' at {box} touches '{other}' at {place}");
            }
        }
    }
}
