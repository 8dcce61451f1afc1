using System.Buffers.Binary;
using System.IO.Compression;

namespace PinnSharp.Figures.Tests;

/// <summary>A PNG of 8 bits a channel, RGB or RGBA, as pixels (W3C, Portable Network Graphics, third edition).</summary>
internal sealed class Pixels
{
    private readonly byte[] _rows;
    private readonly int _channels;

    public Pixels(byte[] png)
    {
        Assert.That(png[..8], Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }));
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var content = png.AsSpan(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
                    Assert.That((content[8], content[9] is 2 or 6, content[12]), Is.EqualTo(((byte)8, true, (byte)0)));
                    _channels = content[9] == 6 ? 4 : 3;
                    break;
                case "IDAT":
                    data.Write(content);
                    break;
            }

            at += length + 12;
        }

        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        var stride = Width * _channels;
        _rows = new byte[Height * stride];
        for (var row = 0; row < Height; row++)
        {
            var filter = zlib.ReadByte();
            zlib.ReadExactly(_rows, row * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                int left = i < _channels ? 0 : At(row, i - _channels), up = row == 0 ? 0 : At(row - 1, i), corner = row == 0 || i < _channels ? 0 : At(row - 1, i - _channels);
                _rows[(row * stride) + i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
        }

        int At(int row, int i) => _rows[(row * stride) + i];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>0xRRGGBB.</summary>
    public uint this[int x, int y]
    {
        get
        {
            var p = _rows.AsSpan(((y * Width) + x) * _channels);
            return (uint)((p[0] << 16) | (p[1] << 8) | p[2]);
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (p, q, r) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return p <= q && p <= r ? left : q <= r ? up : corner;
    }
}
