using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Unknown functions, intervals and the mesh of a diagnosis.</summary>
public sealed class FieldDiagnosisTests
{
    /// <summary>A load q(x) seen by 30 deflections of the left half only.</summary>
    private static readonly Lazy<Diagnosis> Load = new(() => Diagnosis.Of(Experiment.Create(ProblemReader.Parse("""
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns: {q: {over: [x], truth: "sin(3*x)"}}
        equations: {string: "-u_xx = q"}
        conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
        observations: {probes: {draw: {points: 30, where: "x < 0.5", seed: 2}, of: u, noise: {gaussian: {sigma: 0.001}}}}
        truth: {fields: {u: "(sin(3*x) - x*sin(3))/9"}}
        """, "load.yaml"))));

    [Test]
    public void The_spectrum_of_a_function_says_how_many_modes_the_data_determine()
    {
        var modes = Load.Value.Functions.Single();
        Assert.That(modes.Spectrum, Has.Length.EqualTo(modes.Coefficients).And.Ordered.Descending);
        Assert.That(modes.Spectrum.Sum(mu => double.IsFinite(mu) ? mu / (1 + mu) : 1), Is.EqualTo(modes.Determined).Within(1e-4));
        Assert.That(modes.Modes, Is.InRange(2, 5));
        Assert.That(DiagnosisFiles.Text(modes), Does.Contain($"Of {modes.Modes} modes they say more"));
    }

    /// <summary>The same load by a network: at least as many directions of its weights are determined as of the coefficients, as what its equations cannot follow counts too.</summary>
    [Test]
    public void Of_a_networks_function_directions_are_counted()
    {
        var experiment = Load.Value.Experiment with
        {
            Method = Method.Pinn, Options = new() { Network = new() { Hidden = [10], UnknownHidden = [8] }, Points = new() { Interior = 128 }, Stages = [new AdamStage(50), new GaussNewtonStage(300)] },
        };
        var check = NetworkCheck.Of(experiment.Run(), Load.Value.Result)!;
        var (network, elements) = (check.Modes.Single(), Load.Value.Functions.Single());
        Assert.That((network.Name, network.Coefficients), Is.EqualTo(("q", 25)));
        Assert.That(network.Determined, Is.InRange(elements.Determined - 0.5, elements.Determined + 5));
        Assert.That(network.Spectrum.Sum(mu => double.IsFinite(mu) ? mu / (1 + mu) : 1), Is.EqualTo(network.Determined).Within(0.01));
        Assert.That(check.Functions.Single().Step, Is.LessThan(1));
        Assert.That(DiagnosisFiles.NetworkViolation(check), Does.Contain("q: of the 25 weights of its network data and equations determine "));
    }

    [Test]
    public void Deviations_are_mapped_and_grow_where_nothing_was_measured()
    {
        var map = Load.Value.Maps.Single();
        double Std(double x) => map.Deviations[Array.FindIndex(map.Places, p => p >= x - 1e-9)];
        Assert.That(Std(0.25), Is.LessThan(0.5 * Std(0.9)));
        var error = map.Values.Zip(map.Truth!, map.Deviations).Select(p => (p.First - p.Second) / p.Third).Where(double.IsFinite).Average(z => z * z);
        Assert.That(Math.Sqrt(error), Is.InRange(0.1, 2), "errors are of the size of the deviations");
        var lines = map.ToCsv().Split('\n');
        Assert.That(lines[0], Is.EqualTo("x,q,std(q),q(truth)"));
        Assert.That(lines, Has.Length.EqualTo(203));
        using var folder = new Temporary();
        DiagnosisFiles.Write(Load.Value, folder.Path);
        Assert.That(File.ReadAllText(Path.Combine(folder.Path, "std-q.csv")), Is.EqualTo(map.ToCsv()));
        Assert.That(File.ReadAllText(Path.Combine(folder.Path, "std.svg")), Does.StartWith("<svg").And.Contain("two deviations"));
        Assert.That(File.ReadAllText(Path.Combine(folder.Path, "diagnosis.md")), Does.Contain("place by place in std-q.csv"));
    }

    /// <summary>A plate: what was worked out before the last refinement is the same, and says so.</summary>
    [Test]
    public void In_two_dimensions_the_mesh_before_the_last_refinement_is_enough()
    {
        var diagnosis = Diagnosis.Of(Experiment.Create(ProblemReader.Parse("""
            coordinates: {x: [0, 1], y: [0, 1]}
            fields: [u]
            unknowns: {k: {initial: 0.5, positive: true, truth: 1}}
            equations: {heat: "-k*laplacian(u) = 2*pi^2*sin(pi*x)*sin(pi*y)"}
            conditions: {edge: {where: boundary, equation: "u = 0"}}
            observations: {probes: {draw: {points: 30, seed: 2}, of: u, noise: {gaussian: {sigma: 0.01}}}}
            truth: {fields: {u: "sin(pi*x)*sin(pi*y)"}}
            """, "plate.yaml")));
        var (fine, k) = (diagnosis.Result.Report.Discretisation!, diagnosis["k"]);
        Assert.That(diagnosis.Coarser!.Coefficients, Is.LessThan(0.3 * fine.Coefficients));
        Assert.That(k.Determination, Is.EqualTo(Determination.Determined));
        Assert.That(DiagnosisFiles.Mesh(diagnosis), Does.StartWith("Derivatives, profiles and other answers are those of the discretisation before the last refinement ("));
        var (study, found) = (diagnosis.Study, diagnosis.Result["k"]);
        Assert.That(study.Parameters[0].Physical(study.Theta[0]), Is.EqualTo(found.Value).Within(0.1 * found.Std!.Value));
        // u = const/k: −ln p and its intervals are known, and nearly those of a normal density.
        var row = DiagnosisFiles.Intervals(diagnosis).Single();
        Assert.That(row[0], Is.EqualTo("k"));
        Assert.That(row[1..], Is.All.Match(@"^[01]\.\d+ … 1\.\d+$"));
        Assert.That(diagnosis.Laplace![0], Is.EqualTo(study.Spectrum.Deviation(0)).Within(0.03 * study.Spectrum.Deviation(0)).And.Not.EqualTo(study.Spectrum.Deviation(0)));
        Assert.That(DiagnosisFiles.Mesh(Load.Value), Is.Not.Null);
    }

    private sealed class Temporary : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("pinnsharp").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
