using System.Collections.Immutable;
using System.Text;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Writes a <see cref="Simulation"/>: its data, and the problem's text with each observation's source replaced. Those that all experiments share become one of each experiment's own, as
/// each reads its own data.
/// </summary>
internal static class SimulationFiles
{
    public static ImmutableArray<string> Write(Simulation simulation, string folder, bool overwrite)
    {
        var (problem, source) = (simulation.Experiment.Problem, simulation.Experiment.Source
            ?? throw new InputException("The problem was declared in C#, so there is no text to copy; take the simulated data themselves."));
        var (root, name) = ((YamlMapping)YamlDocument.Parse(source.Problem, source.ProblemPath), Path.GetFileName(source.ProblemPath));
        var (edits, files, originals) = (new List<(int Start, int End, string New)>(), new Dictionary<string, byte[]>(), new List<string> { Path.GetFullPath(source.ProblemPath) });
        var shared = new List<(string Experiment, string Observation, string Text)>();
        foreach (var data in simulation.Data)
        {
            var file = Name(data.Data.Observation.TrimEnd(']').Replace('[', '-') + ".csv");
            files.Add(file, Encoding.UTF8.GetBytes(Table(problem, data, $"# Simulated by PinnSharp {RunResult.Version} from {name}, seed {simulation.Seed}.\n# {data.Accuracy}")));
            var (observation, experiment) = data.Data.Observation.Split('[') is [var plain, var of] ? (plain, of.TrimEnd(']')) : (data.Data.Observation, null);
            if (experiment is null) edits.AddRange(Edits(source.Problem, Find(root, "observations", observation)!, file));
            else if (Find(root, "experiments", experiment, "observations", observation) is { } declared) edits.AddRange(Edits(source.Problem, declared, file));
            else shared.Add((experiment, observation, FlowStyle.Reading(Find(root, "observations", observation)!, file)));
        }
        if (shared.Count > 0) edits.Add(TextEdit.Without(source.Problem, root, "observations"));
        edits.AddRange(shared.GroupBy(s => s.Experiment).Select(of => Insertion(source.Problem, Find(root, "experiments", of.Key)!, [.. of.Select(s => $"{s.Observation}: {s.Text}")])));
        foreach (var table in problem.Tables.Select(t => t.File).OfType<SourceText>().DistinctBy(f => f.Location))
        {
            var (original, file) = (Path.GetFullPath(Path.Combine(problem.Directory, table.Text)), Name(Path.GetFileName(table.Text)));
            files.Add(file, File.ReadAllBytes(original));
            originals.Add(original);
            edits.Add(Part(source.Problem, table, file));
        }
        originals.AddRange(problem.Observations.Select(o => o.Source).OfType<FileSource>().Select(f => Path.GetFullPath(Path.Combine(problem.Directory, f.File.Text))));
        edits.Sort();
        if (edits.Zip(edits.Skip(1)).Any(p => p.First.End > p.Second.Start))
            throw new InputException("Two observations share a part of the text by an alias, so that they cannot read a file each. Write them out.");
        var text = TextEdit.Apply(source.Problem, edits);
        ProblemReader.Parse(text, Path.Combine(folder, name));
        files.Add(name, Encoding.UTF8.GetBytes(text));
        ImmutableArray<string> paths = [.. files.Keys.Select(f => Path.Combine(folder, f))];
        if (paths.FirstOrDefault(p => originals.Contains(Path.GetFullPath(p))) is { } own)
            throw new InputException($"'{own}' is what the simulation was made from and is not overwritten. Choose another folder.");
        if (!overwrite && paths.FirstOrDefault(File.Exists) is { } there)
            throw new InputException($"'{there}' is already there and is not overwritten. Choose another folder, or say --overwrite.");
        if (File.Exists(folder)) throw new InputException($"'{folder}' is a file; simulated data need a folder.");
        Directory.CreateDirectory(folder);
        foreach (var (file, bytes) in files) AtomicFile.Write(Path.Combine(folder, file), bytes);
        return paths;

        string Name(string wanted) => ExperimentSource.FreeName(wanted, files.Keys.Append(name));
    }

    private static string Table(InverseProblem problem, SimulatedData data, string comment)
    {
        var (d, text) = (problem.Coordinates.Length, new StringBuilder(comment).Append('\n'));
        text.AppendJoin(',', problem.Coordinates.Select(c => c.Name).Append("value")).Append('\n');
        for (var i = 0; i < data.Data.Count; i++)
            text.AppendJoin(',', data.Data.Points.AsSpan(i * d, d).ToArray().Append(data.Data.Values[i]).Select(Csv.Number)).Append('\n');
        return text.ToString();
    }

    /// <summary>Adds observations to an experiment, before what it declares.</summary>
    private static (int, int, string) Insertion(string text, YamlMapping experiment, IReadOnlyList<string> observations)
    {
        if (Find(experiment, "observations") is { Entries.IsEmpty: false } own) return TextEdit.Before(text, own, string.Join(TextEdit.Separator(text, own), observations));
        return TextEdit.Before(text, experiment, $"observations: {{{string.Join(", ", observations)}}}");
    }

    private static YamlMapping? Find(YamlMapping root, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            if (Entry(root, key)?.Value is YamlMapping next) root = next;
            else return null;
        return root;
    }

    private static YamlEntry? Entry(YamlMapping mapping, string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key);

    /// <summary>'draw' becomes 'file'; of a file the name, and in its columns each target by its own name.</summary>
    private static IEnumerable<(int, int, string)> Edits(string text, YamlMapping observation, string file)
    {
        if (Entry(observation, "draw") is { } draw)
        {
            var (drawn, start) = ((YamlMapping)draw.Value, TextEdit.Offset(text, draw.Key.Location!));
            var end = drawn.Entries.Select(e => e.Value).OfType<YamlScalar>().Max(v => TextEdit.Offset(text, v.Text.At(v.Text.Text.Length)!) + (v.IsPlain ? 0 : 1));
            if (text[TextEdit.Offset(text, drawn.Location)] == '{') end = text.IndexOf('}', end) + 1;
            return [(start, end, $"file: {file}")];
        }
        var columns = Find(observation, "columns")?.Entries ?? [];
        return columns.Where(e => e.Value is YamlScalar).Select(e => Part(text, ((YamlScalar)e.Value).Text, e.Key.Text))
            .Prepend(Part(text, ((YamlScalar)Entry(observation, "file")!.Value).Text, file));
    }

    private static (int, int, string) Part(string text, SourceText old, string value) => (TextEdit.Offset(text, old.At(0)!), TextEdit.Offset(text, old.At(old.Text.Length)!), value);
}
