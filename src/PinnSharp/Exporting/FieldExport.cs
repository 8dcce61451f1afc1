using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PinnSharp.FiniteElements;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Fields and unknown functions as files for other programs: u, u(truth) and u(error) = u − u(truth) where a truth is declared, std(u) where the method gives it.
/// </summary>
public static class FieldExport
{
    private const int LeastNodes = 9;
    private const double MostValues = 2e7;

    /// <summary>Writes fields.vti or fields.vtu, for a transient problem fields_000.vti, … and fields.pvd; or fields.csv.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">Where to; made if it is not there. Files of the same names are replaced.</param>
    /// <param name="format">As what.</param>
    /// <param name="options">Which fields, where and when; all, on the default grid, if not said.</param>
    /// <returns>The paths of the files, of several moments that of the list first.</returns>
    /// <exception cref="InputException">There is no such field, a time is not in the problem's interval or given without one, or the grid is too coarse or too fine.</exception>
    public static ImmutableArray<string> Write(RunResult result, string folder, ExportFormat format, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        options ??= new();
        var problem = result.Experiment.Problem;
        // The points of an ordinary differential equation are moments.
        Coordinate[] over = problem.IsOrdinary ? [.. problem.Coordinates] : [.. problem.Coordinates.Where(c => !c.IsTime)];
        var nodes = options.Nodes ?? over.Length switch { 1 => 401, 2 => 101, _ => 31 };
        var moments = Moments(problem, options);
        if (nodes < 2) throw new InputException($"A grid has at least 2 nodes along each side, not {nodes}.");
        if (Math.Pow(nodes, over.Length) * moments.Length > MostValues)
            throw new InputException(FormattableString.Invariant($"{nodes} nodes along each of {over.Length} sides at {moments.Length} moments are more than {MostValues:g1} values. Ask for fewer."));

        var places = Places(problem, over, nodes, asCells: format == ExportFormat.Vtk);
        var coarse = options.Deviations ? Places(problem, over, Math.Max(Math.Min(nodes, LeastNodes), (nodes - 1) / (over.Length == 1 ? 2 : 8) + 1), asCells: true) : null;
        var sampler = new FieldSampler(result, options.Fields, over, coarse);
        Directory.CreateDirectory(folder);
        var samples = sampler.At(places.Points, moments);
        return format == ExportFormat.Csv ? [Save(folder, "fields.csv", Encoding.UTF8.GetBytes(Table(problem, (GridPlaces)places, sampler, samples)))] : WriteVtk(folder, places, samples);
    }

    private static ImmutableArray<string> WriteVtk(string folder, IPlaces places, IEnumerable<(double? Time, List<NamedValues> Arrays)> samples)
    {
        var files = new List<(double Time, string File)>();
        foreach (var (time, arrays) in samples)
        {
            var name = (time is null ? "fields" : "fields_" + files.Count.ToString("d3", CultureInfo.InvariantCulture)) + places.Kind.Extension;
            var path = Save(folder, name, VtkXml.DataSet(places, arrays, time));
            if (time is null) return [path];
            files.Add((time.Value, name));
        }
        return [Save(folder, "fields.pvd", VtkXml.Collection(files)), .. files.Select(f => Path.Combine(folder, f.File))];
    }

    private static string Table(InverseProblem problem, GridPlaces places, FieldSampler sampler, IEnumerable<(double? Time, List<NamedValues> Arrays)> samples)
    {
        var (text, d) = (new StringBuilder(), problem.Coordinates.Length);
        foreach (var (time, arrays) in samples)
        {
            if (text.Length == 0) text.AppendJoin(',', problem.Coordinates.Select(c => c.Name).Concat(arrays.Select(a => a.Name)).Select(Csv.Text)).Append('\n');
            var points = sampler.Whole(places.Points, time);
            for (var row = 0; row < points.Length / d; row++)
                if (!places.IsHidden(row))
                    text.AppendJoin(',', points[(row * d)..((row + 1) * d)].Concat(arrays.Select(a => a.Values[row])).Select(Csv.Number)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A grid where the domain is a box, or has three dimensions, of which there are no meshes, or cells are not wanted.</summary>
    private static IPlaces Places(InverseProblem problem, Coordinate[] over, int nodes, bool asCells) => problem.Domain.Within is null || over.Length == 3 || !asCells
        ? new GridPlaces(over, nodes, problem.Domain.Within)
        : new MeshPlaces(MeshBuilder.Build(problem, new() { Size = Enumerable.Range(0, over.Length).Select(problem.Shapes["domain"].Extent).Max(e => e.Upper - e.Lower) / (nodes - 1) }));

    private static double?[] Moments(InverseProblem problem, ExportOptions options)
    {
        var time = problem.IsOrdinary ? null : problem.Coordinates.FirstOrDefault(c => c.IsTime);
        if (time is null)
            return options.Times.IsEmpty ? [null] : throw new InputException($"'{problem.Name}' has no moments: {(problem.IsOrdinary ? "all times are written" : "it is steady")}. Leave the times out.");
        foreach (var t in options.Times.Where(t => !(t >= time.Lower && t <= time.Upper)))
            throw new InputException(FormattableString.Invariant($"{time.Name} = {t} is not between {time.Lower} and {time.Upper}."));
        if (options.Moments < 2) throw new InputException($"At least 2 moments are written, not {options.Moments}.");
        return options.Times.IsEmpty
            ? [.. FieldTable.Nodes(time, options.Moments).Select(t => (double?)t)]
            : [.. options.Times.Distinct().Order().Select(t => (double?)t)];
    }

    private static string Save(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        AtomicFile.Write(path, bytes);
        return path;
    }
}
