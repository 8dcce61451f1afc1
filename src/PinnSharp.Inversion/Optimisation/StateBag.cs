using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace PinnSharp.Inversion;

/// <summary>
/// Named numbers, integers, texts, arrays and further bags, in the order they were added, with a compact binary form that is exact:
/// what is read has the same bits as what was written, NaN payloads and signed zeros included.
/// </summary>
/// <remarks>Arrays are held by reference and must not be changed after they were added.</remarks>
public sealed class StateBag : IEnumerable<KeyValuePair<string, object>>
{
    private static ReadOnlySpan<byte> Magic => "PSB1"u8;
    private readonly OrderedDictionary<string, object> entries = new(StringComparer.Ordinal);

    /// <summary>The names in the order they were added.</summary>
    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Adds a number and returns this bag.</summary>
    /// <param name="name">A name not yet in the bag.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public StateBag Add(string name, double value) => AddObject(name, value);

    /// <inheritdoc cref="Add(string, double)"/>
    public StateBag Add(string name, long value) => AddObject(name, value);

    /// <inheritdoc cref="Add(string, double)"/>
    public StateBag Add(string name, int value) => AddObject(name, (long)value);

    /// <inheritdoc cref="Add(string, double)"/>
    public StateBag Add(string name, string value) => AddObject(name, value);

    /// <inheritdoc cref="Add(string, double)"/>
    public StateBag Add(string name, double[] value) => AddObject(name, value);

    /// <inheritdoc cref="Add(string, double)"/>
    public StateBag Add(string name, StateBag value) => AddObject(name, value);

    /// <summary>Adds an array that is made or fetched when it is asked for or written, and returns this bag.</summary>
    /// <param name="name">A name not yet in the bag.</param>
    /// <param name="value">The array, the same whenever it is asked for.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public StateBag Add(string name, Lazy<double[]> value) => AddObject(name, value);

    /// <summary>The same entries but one.</summary>
    internal StateBag With(string name, long value)
    {
        var bag = new StateBag();
        foreach (var (key, entry) in entries) bag.AddObject(key, key == name ? value : entry);
        return bag;
    }

    /// <summary>Whether the name is in the bag.</summary>
    /// <param name="name">A name.</param>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>The number of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no entry of that name and kind.</exception>
    public double Number(string name) => Get<double>(name);

    /// <summary>The integer of that name.</summary>
    /// <inheritdoc cref="Number"/>
    public long Integer(string name) => Get<long>(name);

    /// <summary>The text of that name.</summary>
    /// <inheritdoc cref="Number"/>
    public string Text(string name) => Get<string>(name);

    /// <summary>The array of that name, not to be changed.</summary>
    /// <inheritdoc cref="Number"/>
    public double[] Array(string name) => Get<double[]>(name);

    /// <summary>The bag of that name.</summary>
    /// <inheritdoc cref="Number"/>
    public StateBag Bag(string name) => Get<StateBag>(name);

    /// <summary>Writes the bag: magic, number of entries, then kind, name and value of each, all little-endian.</summary>
    /// <param name="stream">A writable stream; left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        WriteEntries(writer);
    }

    /// <summary>Reads a bag that <see cref="Write"/> wrote.</summary>
    /// <param name="stream">A readable stream; left open, just after the bag.</param>
    /// <exception cref="InvalidDataException">The stream holds something else or ends too early.</exception>
    public static StateBag Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new InvalidDataException("This is not a saved state: it does not begin with 'PSB1'.");
            return ReadEntries(reader, 0);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("The saved state is damaged or cut short; go back to an earlier checkpoint.", e);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => entries.Select(e => KeyValuePair.Create(e.Key, Value(e.Value))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private StateBag AddObject(string name, object value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        entries.Add(name, value);
        return this;
    }

    private T Get<T>(string name) =>
        !entries.TryGetValue(name, out var value) ? throw new InvalidDataException($"The saved state has no '{name}'.")
        : Value(value) is T t ? t
        : throw new InvalidDataException($"'{name}' of the saved state is a {value.GetType().Name}, not a {typeof(T).Name}.");

    private static object Value(object entry) => entry is Lazy<double[]> array ? array.Value : entry;

    private void WriteEntries(BinaryWriter writer)
    {
        writer.Write(entries.Count);
        foreach (var (name, value) in this)
        {
            writer.Write(value switch { double => 'd', long => 'i', string => 's', double[] => 'a', _ => 'b' });
            writer.Write(name);
            switch (value)
            {
                case double number: writer.Write(number); break;
                case long integer: writer.Write(integer); break;
                case string text: writer.Write(text); break;
                case double[] array: WriteArray(writer, array); break;
                case StateBag bag: bag.WriteEntries(writer); break;
            }
        }
    }

    private static void WriteArray(BinaryWriter writer, double[] array)
    {
        writer.Write(array.Length);
        if (BitConverter.IsLittleEndian) writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        else foreach (var x in array) writer.Write(x);
    }

    private static StateBag ReadEntries(BinaryReader reader, int depth)
    {
        if (depth > 64) throw new FormatException("Bags are nested too deeply.");
        var bag = new StateBag();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var kind = reader.ReadChar();
            var name = reader.ReadString();
            object value = kind switch
            {
                'd' => reader.ReadDouble(),
                'i' => reader.ReadInt64(),
                's' => reader.ReadString(),
                'a' => ReadArray(reader),
                'b' => ReadEntries(reader, depth + 1),
                _ => throw new FormatException($"Unknown kind '{kind}'."),
            };
            bag.AddObject(name, value);
        }
        return bag;
    }

    private static double[] ReadArray(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0) throw new FormatException("An array has a negative length.");
        var values = new List<double>();
        var chunk = new byte[8 * Math.Min(length, 8192)];
        for (var left = length; left > 0;)
        {
            var bytes = chunk.AsSpan(0, 8 * Math.Min(left, 8192));
            reader.BaseStream.ReadExactly(bytes);
            for (var i = 0; i < bytes.Length; i += 8) values.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes[i..]));
            left -= bytes.Length / 8;
        }
        return [.. values];
    }
}
