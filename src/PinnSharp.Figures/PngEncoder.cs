using System.Buffers.Binary;
using System.IO.Compression;

namespace PinnSharp.Figures;

/// <summary>Images of at most 256 colours as PNG (W3C, Portable Network Graphics, third edition), 8 bits a pixel.</summary>
internal static class PngEncoder
{
    /// <param name="width">Pixels in a row.</param>
    /// <param name="pixels">Indices into the palette, row by row, the top row first.</param>
    /// <param name="palette">Colours 0xRRGGBB; the first is fully transparent.</param>
    public static byte[] Encode(int width, ReadOnlySpan<byte> pixels, ReadOnlySpan<uint> palette)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Length / width);
        (header[8], header[9]) = (8, 3);
        Chunk(png, "IHDR"u8, header);

        var colours = new byte[3 * palette.Length];
        for (var i = 0; i < palette.Length; i++)
        {
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = ((byte)(palette[i] >> 16), (byte)(palette[i] >> 8), (byte)palette[i]);
        }

        Chunk(png, "PLTE"u8, colours);
        Chunk(png, "tRNS"u8, [0]);

        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var row = 0; row < pixels.Length; row += width)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row, width));
            }
        }

        Chunk(png, "IDAT"u8, data.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        png.Write(word);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return crc;
    }
}
