using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace PinnSharp.Tests;

/// <summary>A file of VTK as another program reads it.</summary>
internal sealed class VtkFile
{
    private readonly XElement _root;

    public VtkFile(string path)
    {
        _root = XDocument.Load(path).Root!;
        Assert.That(_root.Name.LocalName, Is.EqualTo("VTKFile"));
        Assert.That(new[] { "version", "byte_order", "header_type" }.Select(a => _root.Attribute(a)?.Value), Is.EqualTo(new[] { "1.0", "LittleEndian", "UInt64" }));
    }

    public string Type => _root.Attribute("type")!.Value;

    public IEnumerable<string> Names => _root.Descendants("PointData").Elements().Select(e => e.Attribute("Name")!.Value);

    public XElement Element(string name) => _root.Descendants(name).Single();

    public IEnumerable<XElement> Elements(string name) => _root.Descendants(name);

    public double[] this[string name] => Array<double>(name, "Float64");

    public T[] Array<T>(string name, string type) where T : unmanaged
    {
        var array = _root.Descendants("DataArray").Single(e => e.Attribute("Name")?.Value == name);
        Assert.That(array.Attribute("type")!.Value, Is.EqualTo(type));
        Assert.That(array.Attribute("format")!.Value, Is.EqualTo("binary"));
        var bytes = Convert.FromBase64String(array.Value);
        Assert.That(BitConverter.ToUInt64(bytes), Is.EqualTo(bytes.Length - 8));
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(8)).ToArray();
    }

    /// <summary>The points of an image, the first coordinate fastest.</summary>
    public double[][] ImagePoints()
    {
        var image = Element("ImageData");
        Assert.That(Element("Piece").Attribute("Extent")!.Value, Is.EqualTo(image.Attribute("WholeExtent")!.Value));
        var (extent, origin, spacing) = (Numbers(image, "WholeExtent"), Numbers(image, "Origin"), Numbers(image, "Spacing"));
        return [.. from k in Enumerable.Range(0, (int)extent[5] + 1) from j in Enumerable.Range(0, (int)extent[3] + 1) from i in Enumerable.Range(0, (int)extent[1] + 1)
                   select new[] { origin[0] + i * spacing[0], origin[1] + j * spacing[1], origin[2] + k * spacing[2] }];
    }

    private static double[] Numbers(XElement element, string attribute) => [.. element.Attribute(attribute)!.Value.Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
}
