using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>The model of every shipped problem that finite elements take: its tangent by Taylor tests, its adjoint by transposition.</summary>
public sealed class GalleryModelTests
{
    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "PinnSharp.sln"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static IEnumerable<string> Problems => Directory.GetFiles(Path.Combine(Root, "problems"), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order();

    [TestCaseSource(nameof(Problems))]
    public void The_tangent_passes_a_Taylor_test_and_the_adjoint_is_its_transpose(string name)
    {
        var problem = InverseProblem.Load(Path.Combine(Root, "problems", name + ".yaml"));
        var data = DataLoader.Load(problem);
        var model = new FiniteElementModel(problem, data, ModelOutput.Observed(problem, data), new()
        {
            Mesh = problem.Coordinates.Count(c => !c.IsTime) == 2 ? new() { Size = problem.Coordinates.Where(c => !c.IsTime).Max(c => c.Upper - c.Lower) / 6 } : new(),
            Time = new() { Tolerance = 1e-5 },
        });
        var random = new RandomSource(3, name);
        double[] theta = [.. model.Start.Select(x => x + 0.05 * random.NextNormal())], v = [.. theta.Select(_ => random.NextNormal())], w = [.. new double[model.Outputs.Count].Select(_ => random.NextNormal())];
        var at = model.Linearize(theta);
        Assert.That(at.Outputs.ToArray(), Is.All.Matches<double>(double.IsFinite));
        var (jv, jw) = (new double[w.Length], new double[v.Length]);
        at.Tangent(v, jv);
        at.Adjoint(w, jw);
        var (left, right) = (jv.Zip(w, (a, b) => a * b).Sum(), jw.Zip(v, (a, b) => a * b).Sum());
        Assert.That(left, Is.EqualTo(right).Within(1e-11 * jv.Zip(w, (a, b) => Math.Abs(a * b)).Sum()), "adjoint");
        var outputs = at.Outputs.ToArray();
        var errors = new[] { 1e-2, 5e-3, 2.5e-3 }.Select(h =>
        {
            var moved = new double[w.Length];
            model.Evaluate(theta.Zip(v, (t, d) => t + h * d).ToArray(), moved);
            return Math.Sqrt(moved.Select((y, i) => Math.Pow(y - outputs[i] - h * jv[i], 2)).Sum());
        }).ToArray();
        // Linear models have no remainder but rounding.
        var size = Math.Sqrt(jv.Sum(x => x * x));
        Assert.That(size, Is.GreaterThan(0));
        if (errors[0] > 1e-9 * size) Assert.That(Math.Log2(errors[0] / errors[2]) / 2, Is.GreaterThan(1.95), string.Join(' ', errors) + $" of {size}");
    }
}
