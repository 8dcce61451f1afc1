using System.Text;

namespace PinnSharp;

/// <summary>Writes files that are either whole or not there: first under another name, through to the disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>What the unfinished file's name ends with.</summary>
    public const string Unfinished = ".tmp";

    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="previous">Where the file that is replaced goes; null to lose it.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, string? previous = null)
    {
        using (var file = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        if (previous is not null && File.Exists(path)) File.Move(path, previous, overwrite: true);
        File.Move(path + Unfinished, path, overwrite: true);
    }
}
