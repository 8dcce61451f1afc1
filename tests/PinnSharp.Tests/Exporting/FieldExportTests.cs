using System.Globalization;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Exported files hold what the model predicts at the points that they say.</summary>
public sealed class FieldExportTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_transient_problem_on_an_interval_has_a_grid_for_each_moment_and_a_list()
    {
        var result = Diffusion.Value;
        var files = FieldExport.Write(result, Path.Combine(_folder, "new", "folder"), ExportFormat.Vtk, new() { Nodes = 11, Times = [0.5, 0, 1], Deviations = false });
        Assert.That(files.Select(Path.GetFileName), Is.EqualTo(new[] { "fields.pvd", "fields_000.vti", "fields_001.vti", "fields_002.vti" }));
        var list = new VtkFile(files[0]);
        Assert.That(list.Type, Is.EqualTo("Collection"));
        Assert.That(list.Elements("DataSet").Select(e => (e.Attribute("timestep")!.Value, e.Attribute("file")!.Value)), Is.EqualTo(new[] { ("0", "fields_000.vti"), ("0.5", "fields_001.vti"), ("1", "fields_002.vti") }));
        foreach (var (t, file) in new[] { 0, 0.5, 1 }.Zip(files.Skip(1)))
        {
            var vtk = new VtkFile(file);
            Assert.That(vtk.Type, Is.EqualTo("ImageData"));
            Assert.That(vtk.Names, Is.EqualTo(new[] { "u", "u(truth)", "u(error)" }));
            Assert.That(vtk["TimeValue"], Is.EqualTo(new[] { t }));
            double[] x = [.. vtk.ImagePoints().Select(p => p[0])];
            Assert.That(x, Is.EqualTo(Enumerable.Range(0, 11).Select(i => -1 + 0.2 * i)).Within(1e-14));
            Assert.That(vtk["u"], Is.EqualTo(result.Predict("u", [.. x.SelectMany(v => new[] { v, t })])).Within(1e-12));
            Assert.That(vtk["u(truth)"], Is.EqualTo(x.Select(v => Math.Exp(-t) * Math.Sin(Math.PI * v))).Within(1e-14));
            Assert.That(vtk["u(error)"], Is.EqualTo(vtk["u"].Zip(vtk["u(truth)"], (u, v) => u - v)));
        }
    }

    [Test]
    public void A_plate_with_a_hole_is_triangulated()
    {
        var result = Plate.Value;
        var files = FieldExport.Write(result, _folder, ExportFormat.Vtk, new() { Nodes = 21 });
        Assert.That(files.Select(Path.GetFileName), Is.EqualTo(new[] { "fields.vtu" }));
        var vtk = new VtkFile(files[0]);
        Assert.That(vtk.Type, Is.EqualTo("UnstructuredGrid"));
        var points = vtk["Points"].Chunk(3).ToArray();
        var cells = vtk.Array<long>("connectivity", "Int64").Chunk(3).ToArray();
        Assert.That((vtk.Element("Piece").Attribute("NumberOfPoints")!.Value, vtk.Element("Piece").Attribute("NumberOfCells")!.Value), Is.EqualTo(($"{points.Length}", $"{cells.Length}")));
        Assert.That(vtk.Array<long>("offsets", "Int64"), Is.EqualTo(cells.Select((_, i) => 3L * (i + 1))));
        Assert.That(vtk.Array<byte>("types", "UInt8"), Is.EqualTo(Enumerable.Repeat((byte)5, cells.Length)));

        double[] areas = [.. cells.Select(c => Area(points[c[0]], points[c[1]], points[c[2]]))];
        Assert.That(areas, Has.All.Positive);
        // The chords of at least 20 pieces of the circle leave of its area at most π r² (2π/20)²/6.
        Assert.That(areas.Sum(), Is.InRange(4 - Math.PI * 0.16, 4 - Math.PI * 0.16 + 0.0083));
        Assert.That(points.Select(p => Math.Max(Math.Abs(p[0]), Math.Abs(p[1]))), Has.All.LessThanOrEqualTo(1));
        Assert.That(points.Select(p => p[0] * p[0] + p[1] * p[1]), Has.All.GreaterThanOrEqualTo(0.16 - 1e-12));

        double[] plane = [.. points.SelectMany(p => p.Take(2))];
        var prediction = result.Model.Predict(plane, "u");
        Assert.That(vtk["u"], Is.EqualTo(prediction.Values).Within(1e-12));
        Assert.That(vtk["u(truth)"], Is.EqualTo(points.Select(p => (1 - p[0] * p[0]) * (1 - p[1] * p[1]))).Within(1e-14));
        Assert.That(vtk["std(u)"], Is.EqualTo(prediction.Std!).Within(0.25 * prediction.Std!.Max()));
        Assert.That(vtk["std(u)"], Has.All.GreaterThanOrEqualTo(0));
        Assert.That(vtk["std(u)"].Average(), Is.EqualTo(prediction.Std!.Average()).Within(0.1 * prediction.Std!.Average()));
    }

    [Test]
    public void The_points_of_an_ordinary_differential_equation_are_moments()
    {
        var result = Decay.Value;
        var vtk = new VtkFile(FieldExport.Write(result, _folder, ExportFormat.Vtk, new() { Nodes = 31 }).Single());
        double[] t = [.. vtk.ImagePoints().Select(p => p[0])];
        Assert.That(t[^1], Is.EqualTo(3).Within(1e-14));
        var prediction = result.Model.Predict(t, "u");
        Assert.That(vtk["u"], Is.EqualTo(prediction.Values).Within(1e-12));
        // Every second one is where it is computed.
        Assert.That(vtk["std(u)"].Where((_, i) => i % 2 == 0), Is.EqualTo(prediction.Std!.Where((_, i) => i % 2 == 0)).Within(1e-8));
        Assert.That(vtk["std(u)"], Is.EqualTo(prediction.Std!).Within(0.05 * prediction.Std!.Max()));
    }

    [Test]
    public void In_space_nodes_beside_the_domain_are_hidden()
    {
        var result = Ball.Value;
        var vtk = new VtkFile(FieldExport.Write(result, _folder, ExportFormat.Vtk, new() { Nodes = 5, Deviations = false }).Single());
        var points = vtk.ImagePoints();
        Assert.That(points, Has.Length.EqualTo(125));
        bool[] hidden = [.. points.Select(p => p.Sum(x => (x - 0.5) * (x - 0.5)) < 0.09 - 1e-9)];
        Assert.That(hidden.Count(h => h), Is.EqualTo(7));
        Assert.That(vtk.Array<byte>("vtkGhostType", "UInt8"), Is.EqualTo(hidden.Select(h => (byte)(h ? 2 : 0))));
        var values = result.Predict("u", [.. points.SelectMany(p => p)]);
        Assert.That(vtk["u"], Is.EqualTo(values.Select((v, i) => hidden[i] ? double.NaN : v)).Within(1e-12));
    }

    [Test]
    public void A_table_has_the_points_of_the_grid_that_the_domain_has()
    {
        var result = Plate.Value;
        var lines = File.ReadAllLines(FieldExport.Write(result, _folder, ExportFormat.Csv, new() { Nodes = 11 }).Single());
        Assert.That(lines[0], Is.EqualTo("x,y,u,u(truth),u(error),std(u)"));
        double[][] rows = [.. lines.Skip(1).Select(l => l.Split(',').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray())];
        // Of 121 nodes 9 lie within 0.4 of the middle but for the 4 on the circle.
        Assert.That(rows, Has.Length.EqualTo(121 - 9));
        Assert.That(rows.Select(r => r[0] * r[0] + r[1] * r[1]), Has.All.GreaterThan(0.16 - 1e-9));
        Assert.That(rows.Select(r => r[2]), Is.EqualTo(result.Predict("u", [.. rows.SelectMany(r => r.Take(2))])).Within(1e-12));
        Assert.That(rows.Select(r => r[4]), Is.EqualTo(rows.Select(r => r[2] - r[3])));
    }

    [Test]
    public void A_table_of_a_transient_problem_has_all_moments_and_the_fields_asked_for()
    {
        var lines = File.ReadAllLines(FieldExport.Write(Diffusion.Value, _folder, ExportFormat.Csv, new() { Nodes = 5, Moments = 3, Fields = ["u"] }).Single());
        Assert.That(lines, Has.Length.EqualTo(1 + 5 * 3));
        Assert.That(lines[0], Is.EqualTo("x,t,u,u(truth),u(error),std(u)"));
        Assert.That(lines.Skip(1).Select(l => l.Split(',')[1]), Is.EqualTo(new[] { "0", "0.5", "1" }.SelectMany(t => Enumerable.Repeat(t, 5))));
        double[][] rows = [.. lines.Skip(1).Select(l => l.Split(',').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray())];
        var prediction = Diffusion.Value.Model.Predict([.. rows.SelectMany(r => r.Take(2))], "u");
        Assert.That(rows.Select(r => r[2]), Is.EqualTo(prediction.Values).Within(1e-12));
        Assert.That(rows.Select(r => r[5]), Is.EqualTo(prediction.Std!).Within(1e-9 * prediction.Std!.Max()), "so few nodes that it is computed at each");
    }

    [Test]
    public void What_cannot_be_written_is_said()
    {
        Refused(Diffusion.Value, new() { Fields = ["uu"] }, "There is no field or unknown function 'uu'. Did you mean 'u'?");
        Refused(Diffusion.Value, new() { Times = [0.5, 1.5] }, "t = 1.5 is not between 0 and 1.");
        Refused(Diffusion.Value, new() { Times = [double.NaN] }, "t = NaN is not between 0 and 1.");
        Refused(Plate.Value, new() { Times = [0] }, "'plate-with-hole' has no moments: it is steady. Leave the times out.");
        Refused(Decay.Value, new() { Times = [0] }, "'decay' has no moments: all times are written. Leave the times out.");
        Refused(Plate.Value, new() { Nodes = 1 }, "A grid has at least 2 nodes along each side, not 1.");
        Refused(Plate.Value, new() { Nodes = 10000 }, "10000 nodes along each of 2 sides at 1 moments are more than 2e+07 values. Ask for fewer.");
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    private void Refused(RunResult result, ExportOptions options, string message) =>
        Assert.That(() => FieldExport.Write(result, _folder, ExportFormat.Vtk, options), Throws.TypeOf<InputException>().With.Message.EqualTo(message));

    private static double Area(double[] a, double[] b, double[] c) => ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;

    // Hardly trained: what is exported is what the network says.
    private static TrainingOptions Short { get; } = new() { Network = new() { Hidden = [8] }, Points = new() { Interior = 128, Boundary = 32 }, Stages = [new AdamStage(20), new GaussNewtonStage(20)] };

    private static readonly Lazy<RunResult> Plate = new(() => Trained("plate-with-hole"));

    private static readonly Lazy<RunResult> Diffusion = new(() => Trained("diffusion"));

    private static RunResult Trained(string config) => (Experiment.Load(Path.Combine(Shipped.Configs, config + ".yaml")) with { Options = Short }).Run();

    private static readonly Lazy<RunResult> Decay = new(() => (Experiment.Create(ProblemReader.Parse("""
        coordinates: {t: [0, 3]}
        fields: [u]
        unknowns: {b: {initial: 0.7, positive: true}}
        equations: {decay: "u_t = -b*u"}
        conditions: {start: {where: "t = 0", equation: "u = 1"}}
        observations: {probe: {draw: {points: 20, seed: 1}, of: u, noise: {gaussian: {sigma: 0.05}}}}
        truth: {fields: {u: "exp(-t)"}}
        """, "decay.yaml")) with { Method = Method.FiniteElements }).Run());

    private static readonly Lazy<RunResult> Ball = new(() => Experiment.Create(ProblemReader.Parse("""
        coordinates: {x: [0, 1], y: [0, 1], z: [0, 1]}
        shapes: {core: {ball: {center: [0.5, 0.5, 0.5], radius: 0.3}}}
        domain: "box - core"
        fields: [u]
        unknowns: {k: {initial: 1, positive: true}}
        equations: {heat: "k*laplacian(u) = 6"}
        conditions: {core: {where: core, equation: "u = 0.09"}}
        observations: {probe: {draw: {points: 5, seed: 1}, of: u}}
        truth: {fields: {u: "(x - 0.5)^2 + (y - 0.5)^2 + (z - 0.5)^2"}}
        """, "ball.yaml"), Short).Run());
}
