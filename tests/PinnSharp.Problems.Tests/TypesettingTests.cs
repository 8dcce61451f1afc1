using System.Xml.Linq;
using PinnSharp.Expressions;

namespace PinnSharp.Problems.Tests;

/// <summary>Problems as mathematics.</summary>
public sealed class TypesettingTests
{
    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.Problems, "*.yaml").Select(f => Path.GetFileName(f)).Order();

    [TestCaseSource(nameof(Files))]
    public void Each_problem_is_typeset(string file)
    {
        var problem = InverseProblem.Load(Path.Combine(Repository.Problems, file));
        var equations = problem.Equations.Select(e => e.Equation).Concat(problem.Conditions.OfType<EquationCondition>().Select(c => c.Equation)).ToList();
        Assert.That(equations.Select(e => e.Source), Is.All.Not.Null, "What is shown is what was written.");
        string[] formulas =
        [
            .. equations.Select(MathMl.Of), .. equations.Select(e => MathMl.Of(e with { Source = null })), .. problem.Observations.Select(o => MathMl.Of(o.Of)),
            .. problem.Vocabulary.Definitions.Values.Select(MathMl.Of), .. problem.Fields.Where(f => f.Truth is not null).Select(f => MathMl.Of(f.Truth!)),
            .. problem.Unknowns.Select(u => MathMl.Symbol(u.Name)),
        ];
        foreach (var formula in formulas)
        {
            var math = XElement.Parse(formula);
            Assert.That(math.Descendants().Where(e => e.Name.LocalName == "mfrac").Select(e => e.Elements().Count()), Is.All.EqualTo(2), formula);
            Assert.That(math.Elements(), Is.Not.Empty);
        }
    }
}
