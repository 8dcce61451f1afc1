using System.Globalization;
using System.Text;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// The folder a run leaves behind: config.yaml and problem.yaml as run, data/, result.json, history.csv, continuation.csv, fields.csv, checkpoint/,
/// figures/; of several starts starts.csv and starts/1, …, each with a checkpoint. While a run writes into it, it is locked against others.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>The configuration as run, with paths into the folder.</summary>
    public const string ConfigFile = "config.yaml";

    /// <summary>The problem as run, with paths into the folder.</summary>
    public const string ProblemFile = "problem.yaml";

    /// <summary>The result, written last.</summary>
    public const string ResultFile = "result.json";

    /// <summary>Fields and unknown functions on a grid.</summary>
    public const string FieldsFile = "fields.csv";

    /// <summary>What several starts found.</summary>
    public const string StartsFile = "starts.csv";

    /// <summary>Where the state is, to go on from.</summary>
    internal const string CheckpointFolder = "checkpoint";

    private const string LockFile = "lock", StartsFolder = "starts";
    private static readonly string[] Own =
        [ConfigFile, ProblemFile, "data", "history.csv", "continuation.csv", FieldsFile, StartsFile, StartsFolder, "checkpoint", "figures", RunReport.File];
    private readonly FileStream _lock;

    private RunFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(Checkpoints);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Checkpoints, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InputException($"Another run is writing into '{path}'. Wait for it, stop it, or choose another folder.");
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where its checkpoints are.</summary>
    internal string Checkpoints => System.IO.Path.Combine(Path, "checkpoint");

    /// <summary>The usual folder of a new run: root/configuration/yyyyMMdd-HHmmss, with a number behind where that is taken.</summary>
    /// <param name="root">Where runs are kept, "runs".</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="time">When it begins.</param>
    public static string Choose(string root, Experiment experiment, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var path = System.IO.Path.Combine(root, experiment.Name, time.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        var free = path;
        for (var i = 2; Directory.Exists(free) || File.Exists(free); i++) free = $"{path}-{i}";
        return free;
    }

    /// <summary>Makes a folder for a new run. One that holds a run without a result is emptied and used again.</summary>
    /// <exception cref="InputException">The folder holds a result, or something that is no run, or cannot be made.</exception>
    internal static RunFolder Create(string path)
    {
        if (File.Exists(path)) throw new InputException($"'{path}' is a file; results need a folder.");
        ComparisonFolder.Keep(path);
        if (File.Exists(System.IO.Path.Combine(path, ResultFile)))
            throw new InputException($"'{path}' holds the result of a run, which is not overwritten. Choose another folder, or go on with 'pinnsharp resume {path}'.");
        var entries = Directory.Exists(path) ? Directory.GetFileSystemEntries(path).Select(e => System.IO.Path.GetFileName(e)!).ToList() : [];
        if (entries.FirstOrDefault(e => !Own.Contains(e) && !e.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal)) is { } foreign)
            throw new InputException($"'{path}' is not empty: '{foreign}' is not of a run. Choose another folder.");
        if (entries.Count > 0 && !entries.Contains("checkpoint"))
            throw new InputException($"'{path}' is not empty and holds no unfinished run. Choose another folder.");
        var folder = Lock(path);
        foreach (var entry in entries.Where(e => e != "checkpoint").Concat(Directory.GetFiles(folder.Checkpoints).Select(f => "checkpoint/" + System.IO.Path.GetFileName(f))))
        {
            var full = System.IO.Path.Combine(path, entry);
            if (Directory.Exists(full)) Directory.Delete(full, recursive: true);
            else if (System.IO.Path.GetFileName(full) != LockFile) File.Delete(full);
        }
        return folder;
    }

    /// <summary>Takes up the folder of a run.</summary>
    /// <exception cref="InputException">There is none, or another run writes into it.</exception>
    internal static RunFolder Open(string path)
    {
        Require(path);
        return Lock(path);
    }

    /// <summary>The folder of one of several starts.</summary>
    internal RunFolder Start(int number) => Lock(StartPath(Path, number));

    /// <inheritdoc cref="Start"/>
    internal static string StartPath(string path, int number) => System.IO.Path.Combine(path, StartsFolder, $"{number}");

    /// <summary>Refuses a folder that holds no run.</summary>
    internal static void Require(string path)
    {
        if (!Directory.Exists(path))
            throw new InputException($"There is no folder '{path}' (looked for {System.IO.Path.GetFullPath(path)}). 'pinnsharp list' shows the runs.");
        if (ComparisonFolder.Holds(path))
            throw new InputException($"'{path}' holds a comparison; name one of its runs, {string.Join(" or ", ComparisonFolder.Runs(path).Select(r => $"'{r}'"))}.");
        if (!Holds(path))
            throw new InputException($"'{path}' holds no run: it has no {ConfigFile}. 'pinnsharp list' shows the runs.");
    }

    /// <summary>Whether a folder holds a run, finished or not.</summary>
    internal static bool Holds(string path) =>
        File.Exists(System.IO.Path.Combine(path, ConfigFile)) || Checkpoint.Exists(System.IO.Path.Combine(path, CheckpointFolder)) || Directory.Exists(StartPath(path, 1));

    /// <summary>Whether a run is writing into the folder now.</summary>
    internal static bool IsLocked(string path)
    {
        var file = System.IO.Path.Combine(path, "checkpoint", LockFile);
        if (!File.Exists(file)) return false;
        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static RunFolder Lock(string path)
    {
        try
        {
            return new(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Cannot write into '{path}': {e.Message}");
        }
    }

    /// <summary>Writes a text file, whole or not at all.</summary>
    internal void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, whole or not at all.</summary>
    internal void Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, bytes);
    }

    /// <summary>Releases the folder for others.</summary>
    public void Dispose() => _lock.Dispose();
}
