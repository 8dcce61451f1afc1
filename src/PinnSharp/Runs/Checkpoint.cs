using System.Security.Cryptography;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Where a run stood: enough to continue bit for bit.</summary>
/// <param name="Fingerprint">What the run depends on.</param>
/// <param name="Seconds">Time spent so far.</param>
/// <param name="State">The training state.</param>
/// <param name="History">The rows of history.csv so far.</param>
internal sealed record Checkpoint(Fingerprint Fingerprint, double Seconds, StateBag State, History History)
{
    /// <summary>Changes when a checkpoint of an earlier version can no longer be continued.</summary>
    private const long Format = 2;

    private const string Latest = "state.bin", Previous = "state.previous.bin";

    /// <summary>Writes the checkpoint in place of the latest, which becomes the previous one. At every moment there is a whole one of the two.</summary>
    public void Write(string folder)
    {
        using var stream = new MemoryStream();
        new StateBag().Add("format", Format)
            .Add("configuration", Fingerprint.Configuration).Add("problem", Fingerprint.Problem).Add("data", Fingerprint.Data)
            .Add("seconds", Seconds).Add("state", State).Add("history", History.Save())
            .Write(stream);
        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        AtomicFile.Write(Path.Combine(folder, Latest), stream.GetBuffer().AsSpan(0, (int)stream.Length), Path.Combine(folder, Previous));
    }

    /// <summary>Whether there is one.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, Latest)) || File.Exists(Path.Combine(folder, Previous));

    /// <summary>The latest checkpoint that is whole; null where there is none at all.</summary>
    /// <exception cref="InputException">All there are are damaged, or the run was changed since.</exception>
    public static Checkpoint? Read(string folder, Fingerprint expected)
    {
        if (!Exists(folder)) return null;
        var found = TryRead(Path.Combine(folder, Latest)) ?? TryRead(Path.Combine(folder, Previous))
            ?? throw new InputException($"The checkpoint in '{folder}' is damaged, and so is the one before it. Run the experiment again.");
        if (found.Fingerprint.Difference(expected) is { } changed)
            throw new InputException($"{char.ToUpperInvariant(changed[0])}{changed[1..]} in '{Path.GetDirectoryName(folder)}' was changed after the checkpoint was written, "
                + "so the run cannot go on. Undo the change, or run the experiment again.");
        return found;
    }

    private static Checkpoint? TryRead(string path)
    {
        if (!File.Exists(path)) return null;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null; // a running run has just made it the previous one
        }
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))) return null;
        var bag = StateBag.Read(new MemoryStream(bytes, 0, length));
        if (bag.Integer("format") != Format)
            throw new InputException($"The checkpoint '{path}' was written by another version of PinnSharp (format {bag.Integer("format")}, this one reads {Format}). "
                + "Continue with that version, or run the experiment again.");
        return new(new(bag.Text("configuration"), bag.Text("problem"), bag.Text("data")), bag.Number("seconds"), bag.Bag("state"), History.Load(bag.Bag("history")));
    }
}
