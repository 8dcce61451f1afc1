using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace PinnSharp;

/// <summary>
/// The XML formats of VTK: binary arrays in base64, each after its length in bytes, little endian. VTK documentation, XML file formats, version 1.0.
/// </summary>
internal static class VtkXml
{
    /// <summary>A file with one data set.</summary>
    /// <param name="places">The points.</param>
    /// <param name="arrays">Values at the points.</param>
    /// <param name="time">The moment, if there is one.</param>
    public static byte[] DataSet(IPlaces places, IReadOnlyList<NamedValues> arrays, double? time) => File(places.Kind.DataSet, xml => places.Write(xml, () =>
    {
        if (time is not { } t) return;
        xml.WriteStartElement("FieldData");
        Array(xml, "TimeValue", "Float64", new[] { t }, tuples: 1);
        xml.WriteEndElement();
    }, arrays));

    /// <summary>A file that lists files of moments, paths relative to it.</summary>
    public static byte[] Collection(IEnumerable<(double Time, string File)> files) => File("Collection", xml =>
    {
        xml.WriteStartElement("Collection");
        foreach (var (time, file) in files) Element(xml, "DataSet", ("timestep", Number(time)), ("group", ""), ("part", "0"), ("file", file));
        xml.WriteEndElement();
    });

    /// <summary>The element PointData with an array for each.</summary>
    public static void PointData(XmlWriter xml, IReadOnlyList<NamedValues> arrays, bool[]? hidden = null)
    {
        xml.WriteStartElement("PointData");
        if (arrays.Count > 0) xml.WriteAttributeString("Scalars", arrays[0].Name);
        foreach (var (name, values) in arrays) Array(xml, name, "Float64", values);
        // 2 is HIDDENPOINT of vtkDataSetAttributes.
        if (hidden is not null) Array(xml, "vtkGhostType", "UInt8", hidden.Select(h => h ? (byte)2 : (byte)0).ToArray());
        xml.WriteEndElement();
    }

    /// <summary>The element DataArray.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">The numbers' type by its name in VTK.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="components">Numbers a point.</param>
    /// <param name="tuples">How many there are, where the data set does not say.</param>
    public static void Array<T>(XmlWriter xml, string name, string type, T[] values, int components = 1, int? tuples = null) where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Files of VTK are written by little-endian processors only.");
        xml.WriteStartElement("DataArray");
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("Name", name);
        if (components > 1) xml.WriteAttributeString("NumberOfComponents", components.ToString(CultureInfo.InvariantCulture));
        if (tuples is { } n) xml.WriteAttributeString("NumberOfTuples", n.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("format", "binary");
        var data = MemoryMarshal.AsBytes(values.AsSpan());
        byte[] bytes = [.. BitConverter.GetBytes((ulong)data.Length), .. data];
        xml.WriteBase64(bytes, 0, bytes.Length);
        xml.WriteEndElement();
    }

    /// <summary>An element of attributes alone.</summary>
    public static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(xml, name, attributes);
        xml.WriteEndElement();
    }

    /// <summary>The start of an element.</summary>
    public static void Start(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
    }

    /// <summary>The shortest text that reads back the same.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static byte[] File(string type, Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            Start(xml, "VTKFile", ("type", type), ("version", "1.0"), ("byte_order", "LittleEndian"), ("header_type", "UInt64"));
            content(xml);
            xml.WriteEndElement();
        }
        return stream.ToArray();
    }
}
