using System.Collections.Immutable;
using System.Text.Json;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The files an experiment was read from, for the copies in its run folder.</summary>
/// <param name="Config">The configuration's text; null where a problem was run without one.</param>
/// <param name="ConfigPath">Its path, for messages.</param>
/// <param name="Problem">The problem's text.</param>
/// <param name="ProblemPath">Its path.</param>
/// <param name="Said">The experiment that they say: one changed in C# since is not what the files say.</param>
/// <param name="Given">The keys that the configuration gives, by path.</param>
internal sealed record ExperimentSource(string? Config, string ConfigPath, string Problem, string ProblemPath, (Fingerprint, Fingerprint) Said, ImmutableHashSet<string> Given)
{
    /// <summary>
    /// Writes the experiment into a folder where it stands by itself: the data under <c>data/</c>, the problem with its data files' names
    /// replaced, and last the configuration with the problem's name, the method, the engine, the seed and the number of starts replaced; what is for other methods or engines becomes a comment. All else stays,
    /// comments included.
    /// </summary>
    public void CopyTo(string folder, Experiment experiment)
    {
        var problem = experiment.Problem;
        var edits = ImmutableArray.CreateBuilder<(SourceText, bool, string)>();
        var copies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in problem.Observations.Select(o => o.Source).OfType<FileSource>().Select(s => s.File)
            .Concat(problem.Tables.Select(t => t.File).OfType<SourceText>()).DistinctBy(f => f.Location))
        {
            var original = Path.GetFullPath(Path.Combine(problem.Directory, file.Text));
            if (copies.FirstOrDefault(c => c.Value == original).Key is not { } copy)
            {
                copy = FreeName(Path.GetFileName(original), copies.Keys);
                copies.Add(copy, original);
                Directory.CreateDirectory(Path.Combine(folder, "data"));
                AtomicFile.Write(Path.Combine(folder, "data", copy), File.ReadAllBytes(original));
            }
            edits.Add((file, true, "data/" + copy));
        }
        AtomicFile.Write(Path.Combine(folder, RunFolder.ProblemFile), TextEdit.Apply(Problem, Named(edits, problem.Name)));
        AtomicFile.Write(Path.Combine(folder, RunFolder.ConfigFile), ConfigFor(experiment));
    }

    /// <summary>The edits, and the name, which is otherwise the file's.</summary>
    private IEnumerable<(SourceText, bool, string)> Named(IEnumerable<(SourceText, bool, string)> edits, string name) =>
        YamlDocument.Parse(Problem, ProblemPath) is YamlMapping { Entries: [var first, ..] } mapping && mapping.Entries.All(e => e.Key.Text != "name")
            ? edits.Append((first.Key, false, $"name: {Scalar(name)}" + TextEdit.Separator(Problem, mapping)))
            : edits;

    private string ConfigFor(Experiment experiment)
    {
        var (word, seed, starts) = (ConfigurationReader.Methods.First(m => m.Method == experiment.Method).Name, experiment.Options.Seed, experiment.StartCount);
        var engine = experiment is { Method: Method.Pinn, Engine: { Kind: not EngineKind.Auto } used } ? ConfigurationReader.Text(used) : null;
        if (Config is null)
            return $"problem: {RunFolder.ProblemFile}\n" + (experiment.UsesSeed ? $"seed: {seed}\n" : "") + (starts > 1 ? $"starts: {starts}\n" : "")
                + (experiment.Method == Method.Pinn ? "" : $"method: {word}\n") + (engine is null ? "" : $"engine: {engine}\n");
        var mapping = (YamlMapping)YamlDocument.Parse(Config, ConfigPath);
        var problem = mapping.Entries.First(e => e.Key.Text == "problem");
        var edits = new List<(int, int, string)> { Part(((YamlScalar)problem.Value).Text, true, RunFolder.ProblemFile) };
        if (experiment.UsesSeed) Set("seed", $"{seed}");
        if (starts > 1 || (Given.Contains("starts") && experiment.Starts == starts)) Set("starts", $"{starts}");
        if (experiment.Method != Method.Pinn || Given.Contains("method")) Set("method", word);
        if (engine is not null && ConfigurationReader.Parse(Config, ConfigPath).Engine != experiment.Engine)
        {
            if (Given.Contains("engine")) edits.Add(TextEdit.Without(Config, mapping, "engine"));
            edits.Add(Entry("engine", engine));
        }
        if (experiment.Method != Method.Pinn)
            foreach (var key in experiment.UnusedKeys) edits.Add(TextEdit.Without(Config, mapping, key));
        return TextEdit.Apply(Config, edits);

        (int, int, string) Part(SourceText old, bool replace, string value) => (TextEdit.Offset(Config, old.At(0)!), TextEdit.Offset(Config, old.At(replace ? old.Text.Length : 0)!), value);

        void Set(string key, string value) => edits.Add(mapping.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value is YamlScalar given
            ? Part(given.Text, true, value) : Entry(key, value));

        (int, int, string) Entry(string key, string value) => Part(problem.Key, false, $"{key}: {value}" + TextEdit.Separator(Config, mapping));
    }

    private static string Scalar(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text : JsonSerializer.Serialize(text);

    /// <summary>A file name without anything unusual, other than those that are taken.</summary>
    public static string FreeName(string name, IEnumerable<string> taken)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        var (stem, extension, free) = (Path.GetFileNameWithoutExtension(safe), Path.GetExtension(safe), safe);
        for (var i = 2; taken.Contains(free, StringComparer.OrdinalIgnoreCase); i++) free = $"{stem}-{i}{extension}";
        return free;
    }
}
