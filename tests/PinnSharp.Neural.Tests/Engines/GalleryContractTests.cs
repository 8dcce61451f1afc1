using PinnSharp.Problems;
using Checks = PinnSharp.Neural.Tests.LeastSquaresChecks;

namespace PinnSharp.Neural.Tests;

/// <summary>The derivatives of every problem in <c>problems/</c> as it is shipped, in all its programs, with networks of the usual activation.</summary>
public sealed class GalleryContractTests
{
    private const double Differences = 1e-7, Rounding = 1e-12;

    private static IEnumerable<EngineCase> Cases => Directory.EnumerateFiles(Problems(), "*.yaml").Order()
        .SelectMany(file => EngineEntry.All.Select(engine => new EngineCase(engine, new(Path.GetFileNameWithoutExtension(file), InverseProblem.Load(file)), Activation.Tanh)));

    [Test]
    public void The_gallery_is_here() => Assert.That(Cases.Count(), Is.GreaterThanOrEqualTo(15));

    [TestCaseSource(nameof(Cases))]
    public void Derivatives_agree_with_central_differences_and_each_other(EngineCase at)
    {
        var setup = at.Set(threads: 2, interior: 6, boundary: 4);
        var problem = at.Problem.Problem;
        Assert.That(setup.Rows.Select(r => r.Program.Owner).Distinct(),
            Is.SupersetOf(problem.Equations.Select(e => e.Name).Concat(problem.Conditions.Select(c => c.Name)).Concat(problem.Observations.Select(o => o.Name)).Distinct()), "all its programs");
        Assert.Multiple(() =>
        {
            Assert.That(Checks.RowsError(setup.Problem, setup.Theta), Is.LessThan(Differences), "rows");
            Assert.That(Checks.GradientError(setup.Problem, setup.Theta), Is.LessThan(Differences), "gradient");
            Assert.That(Checks.MultiplyError(setup.Problem, setup.Theta, setup.Direction), Is.LessThan(Differences), "J·v");
            Assert.That(Checks.TransposedError(setup.Problem, setup.Theta, setup.Cotangent), Is.LessThan(Differences), "Jᵀ·w");
            Assert.That(Checks.AdjointError(setup.Problem, setup.Theta, setup.Direction, setup.Cotangent), Is.LessThan(Rounding), "⟨Jv, w⟩ = ⟨v, Jᵀw⟩");
            Assert.That(Checks.NormalError(setup.Problem, setup.Theta), Is.LessThan(Rounding), "JᵀJ and Jᵀr");
        });
        foreach (var term in setup.Problem.Residuals.Terms)
        {
            var wrong = new WrongLeastSquares(setup.Problem, null, term.Name);
            Assert.That(Checks.RowsError(wrong, setup.Theta), Is.GreaterThan(Differences), $"3 % in the rows of {term.Name} would be noticed");
            Assert.That(Checks.GradientError(wrong, setup.Theta), Is.GreaterThan(Differences), $"3 % in the gradient of {term.Name} would be noticed");
        }
    }

    private static string Problems()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PinnSharp.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "problems");
    }
}
