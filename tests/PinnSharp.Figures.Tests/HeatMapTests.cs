using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace PinnSharp.Figures.Tests;

public sealed class HeatMapTests
{
    [Test]
    public void Few_cells_are_rectangles_with_the_colour_of_their_value()
    {
        double[] values = [0, 1, double.NaN, 3, 4, 6];
        var drawing = new Drawing(new Figure { Marks = [new HeatMap(new(0, 3), new(-1, 1), 3, values)] });
        var cells = drawing.Mark("heatmap").Descendants().Where(e => e.Name.LocalName == "rect").ToArray();
        Assert.That(cells, Has.Length.EqualTo(5));
        for (int i = 0, k = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                continue;
            }

            var (left, bottom) = drawing.Data((Drawing.Number(cells[k], "x"), Drawing.Number(cells[k], "y") + Drawing.Number(cells[k], "height")));
            Assert.That((left, bottom), Is.EqualTo(((double)(i % 3), (i / 3) - 1.0)).Within(1e-3));
            Assert.That(cells[k++].Attribute("fill")!.Value, Is.EqualTo($"#{ColourMap.Sequential[values[i] / 6]:x6}"));
        }
    }

    [Test]
    public void Many_cells_are_an_image_whose_pixels_are_the_values()
    {
        const int Columns = 60, Rows = 40;
        double[] values = [.. Enumerable.Range(0, Columns * Rows).Select(i => i == 77 ? double.NaN : Math.Sin(0.01 * i))];
        var map = new HeatMap(new(-1, 1), new(0, 1), Columns, values) { Value = new(Range: new(-1, 1)) };
        var drawing = new Drawing(new Figure { Marks = [map] });
        var image = drawing.Named("image").Single();
        var (width, height, pixels, palette) = Decode(image.Attribute("href")!.Value);
        Assert.That((width, height), Is.EqualTo((Columns, Rows)));
        for (var i = 0; i < values.Length; i++)
        {
            var index = pixels[((Rows - 1 - (i / Columns)) * Columns) + (i % Columns)];
            Assert.That(index == 0, Is.EqualTo(double.IsNaN(values[i])));
            Assert.That(index, Is.EqualTo(double.IsNaN(values[i]) ? 0 : Math.Clamp((int)(128 * (values[i] + 1)), 1, 255)));
        }

        Assert.That(palette, Is.EqualTo(ColourMap.Sequential.Entries));
        Assert.That(Drawing.Number(image, "x"), Is.EqualTo(drawing.Axis("x").Start).Within(0.01));
        Assert.That(Drawing.Number(image, "height"), Is.EqualTo(drawing.Axis("y").Start - drawing.Axis("y").End).Within(0.01));
    }

    [Test]
    public void On_a_logarithmic_axis_each_pixel_finds_its_cell()
    {
        // Cell i covers [i, i+1]; its value is its index.
        var map = new HeatMap(new(0, 1000), new(0, 2), 1000, Enumerable.Range(0, 2000).Select(i => (double)(i % 1000)));
        var drawing = new Drawing(new Figure { X = new(Scale: AxisScale.Logarithmic), Marks = [map] });
        var axis = drawing.Axis("x");
        Assert.That((axis.Range.Lower, axis.Range.Upper), Is.EqualTo((1.0, 1000.0)).Within(1e-9));
        var (width, _, pixels, _) = Decode(drawing.Named("image").Single().Attribute("href")!.Value);
        for (var column = 0; column < width; column++)
        {
            var value = Math.Floor(axis.Value(axis.Start + ((column + 0.5) * (axis.End - axis.Start) / width)));
            Assert.That((double)pixels[column], Is.EqualTo(Math.Clamp(Math.Floor(value / 999 * 256), 1, 255)).Within(1));
        }
    }

    [Test]
    public void Cells_below_a_logarithmic_axis_have_no_width()
    {
        // Edges −5, 0, 5, 10 on an axis from 1 to 10: one cell before it, one cut by its start, one whole.
        var drawing = new Drawing(new Figure { X = new(Scale: AxisScale.Logarithmic, Range: new(1, 10)), Marks = [new HeatMap(new(-5, 10), new(0, 1), 3, [1, 2, 3])] });
        var cells = drawing.Mark("heatmap").Descendants().Where(e => e.Name.LocalName == "rect").ToArray();
        Assert.That(cells.Select(c => Drawing.Number(c, "width") > 0), Is.EqualTo(new[] { false, true, true }));
        Assert.That(cells.Skip(1).Select(c => drawing.Axis("x").Value(Drawing.Number(c, "x"))), Is.EqualTo(new double[] { 1, 5 }).Within(0.01));
    }

    [Test]
    public void The_colour_bar_spans_the_values()
    {
        var drawing = new Drawing(new Figure { Marks = [new HeatMap(new(0, 1), new(0, 1), 2, [2, 4, 6, 10]) { Value = new("u", "m/s") }] });
        var bar = drawing.WithClass("colour-bar").Single();
        var axis = Drawing.Transform(bar.Attribute("data-value")!.Value);
        Assert.That((axis.Range.Lower, axis.Range.Upper), Is.EqualTo((2.0, 10.0)));
        var rect = bar.Elements().Single(e => e.Name.LocalName == "rect");
        Assert.That(Drawing.Number(rect, "y"), Is.EqualTo(axis.End));
        Assert.That(bar.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value), Is.SubsetOf(Enumerable.Range(2, 9).Select(i => i.ToString(CultureInfo.InvariantCulture))));
        Assert.That(drawing.Texts, Does.Contain("u (m/s)"));
        Assert.That(bar.Descendants().First(e => e.Name.LocalName == "stop").Attribute("stop-color")!.Value, Is.EqualTo("#440154"));
    }

    [Test]
    public void A_diverging_map_is_symmetric_about_zero()
    {
        var drawing = new Drawing(new Figure { Marks = [new HeatMap(new(0, 1), new(0, 1), 2, [-1, 0, 1, 3]) { Colours = ColourMap.Diverging }] });
        var axis = Drawing.Transform(drawing.WithClass("colour-bar").Single().Attribute("data-value")!.Value);
        Assert.That((axis.Range.Lower, axis.Range.Upper), Is.EqualTo((-3.0, 3.0)));
    }

    [Test]
    public void Png_chunks_carry_their_checksums()
    {
        // CRC of the empty IEND chunk, as every PNG ends with it.
        var png = PngEncoder.Encode(2, [0, 1, 1, 0], [0xFFFFFF, 0x112233]);
        Assert.That(png[^12..], Is.EqualTo(new byte[] { 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 }));
        Assert.That(png[..8], Is.EqualTo(new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a }));
    }

    private static (int Width, int Height, byte[] Pixels, uint[] Palette) Decode(string href)
    {
        const string Scheme = "data:image/png;base64,";
        Assert.That(href, Does.StartWith(Scheme));
        ReadOnlySpan<byte> png = Convert.FromBase64String(href[Scheme.Length..]);
        var (width, height) = (0, 0);
        uint[] palette = [];
        byte[] data = [];
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            var type = System.Text.Encoding.ASCII.GetString(png.Slice(at + 4, 4));
            var body = png.Slice(at + 8, length).ToArray();
            at += length + 12;
            switch (type)
            {
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(4)));
                    break;
                case "PLTE":
                    palette = [.. body.Chunk(3).Select(c => ((uint)c[0] << 16) | ((uint)c[1] << 8) | c[2])];
                    break;
                case "IDAT":
                    using (var output = new MemoryStream())
                    {
                        new ZLibStream(new MemoryStream(body), CompressionMode.Decompress).CopyTo(output);
                        data = output.ToArray();
                    }

                    break;
            }
        }

        return (width, height, [.. data.Chunk(width + 1).SelectMany(row => row.Skip(1))], palette);
    }
}
