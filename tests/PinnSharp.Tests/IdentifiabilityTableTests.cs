using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>What diagnose says where theory knows the answer.</summary>
public sealed class IdentifiabilityTableTests
{
    private static IEnumerable<TestCaseData> Cases() => IdentifiabilityTable.Cases().Select(c => new TestCaseData(c).SetArgDisplayNames(c.Name));

    [TestCaseSource(nameof(Cases))]
    public void Verdicts_are_those_of_theory(IdentifiabilityCase problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var folder = Directory.CreateTempSubdirectory("pinnsharp").FullName;
        try
        {
            if (problem.Csv is { } csv) File.WriteAllText(Path.Combine(folder, "data.csv"), csv);
            var experiment = Experiment.Create(ProblemReader.Parse(problem.Yaml, Path.Combine(folder, "problem.yaml")));
            var diagnosis = Diagnosis.Of(experiment with { FiniteElements = new() { Mesh = new() { Size = 0.1 }, Time = new() { Tolerance = 1e-5 } } });
            var found = string.Join('\n', diagnosis.Verdicts.Select(v => $"{v.Name}: {v.Text}"));
            Assert.That(found, Is.EqualTo(problem.Verdicts), string.Join('\n', diagnosis.Verdicts.Select(v => $"{v.Name}: {string.Join("; ", v.Evidence)}")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
