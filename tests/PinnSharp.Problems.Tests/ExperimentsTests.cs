using PinnSharp.Expressions;

namespace PinnSharp.Problems.Tests;

public sealed class ExperimentsTests
{
    private const string Right = """
        coordinates: {t: [0, 2]}
        fields: [y]
        constants: {a: 1}
        unknowns: {k: {initial: 1}, s: {initial: 0.1, positive: true}}
        equations: {cooling: "y_t = -k*(y - a*b) + 0*Q"}
        conditions: {start: {where: "t = 0", equation: "y = 3"}}
        experiments:
          slow:
            constants: {b: 2}
            tables: {Q: {points: [[0, 1], [2, 2]]}}
            observations: {gauge: {file: data.csv, of: y, noise: {gaussian: {sigma: s}}}}
          fast:
            constants: {a: 5, b: 3}
            tables: {Q: {points: [[0, 1], [2, 2]]}}
            unknowns: {y0: {initial: 2}}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}
            observations: {gauge: {file: data.csv, of: "y + Q", columns: {value: "a*y"}, noise: {gaussian: {sigma: s}}}}

        """;

    [Test]
    public void Experiments_have_fields_of_their_own_and_share_the_unknowns()
    {
        var problem = ProblemReader.Parse(Right);
        Assert.That(problem.Fields.Select(f => f.Name), Is.EqualTo(new[] { "y[slow]", "y[fast]" }));
        Assert.That(problem.Unknowns.Select(u => (u.Name, u.IsNoiseLevel)), Is.EqualTo(new[] { ("k", false), ("s", true), ("y0[fast]", false) }));
        Assert.That(problem.Equations.Select(e => $"{e.Name}: {e.Equation}"), Is.EqualTo(new[]
        {
            "cooling[slow]: y[slow]_t = -k*(y[slow] - 2)", "cooling[fast]: y[fast]_t = -k*(y[fast] - 15)",
        }));
        Assert.That(problem.Conditions.Select(c => $"{c.Name}: {((EquationCondition)c).Equation}"), Is.EqualTo(new[] { "start[slow]: y[slow] = 3", "start[fast]: y[fast] = y0[fast]" }));
        Assert.That(problem.Observations.Select(o => $"{o.Name}: {o.Of}"), Is.EqualTo(new[] { "gauge[slow]: y[slow]", "gauge[fast]: Q[fast] + y[fast]" }));
        Assert.That(problem.Tables.Select(t => t.Name), Is.EqualTo(new[] { "Q[slow]", "Q[fast]" }));
    }

    [Test]
    public void Equations_of_experiments_are_typeset_as_the_one_that_was_written()
    {
        var formulas = ProblemReader.Parse(Right).Equations.Select(e => MathMl.Of(e.Equation)).Distinct().ToList();
        Assert.That(formulas, Has.Count.EqualTo(1));
        Assert.That(formulas[0], Does.Contain("<mi>a</mi>").And.Contain("<mi>b</mi>").And.Not.Contain("slow"));
    }

    /// <summary>A function of a field, shared: in each experiment it is of that one's field.</summary>
    [Test]
    public void A_shared_function_of_a_field_is_one_function_with_a_name_in_each_experiment()
    {
        var problem = ProblemReader.Parse(Right.Replace("k: {initial: 1}", "k: {over: [y, t], positive: true, truth: \"y + t\"}", StringComparison.Ordinal));
        Assert.That(problem.UnknownFields.Select(f => (f.Name, f.Shared, string.Join(", ", f.Symbol.Over.Select(c => c.Name)), f.Truth!.ToString())),
            Is.EqualTo(new[] { ("k[slow]", "k", "y[slow], t", "t + y[slow]"), ("k[fast]", "k", "y[fast], t", "t + y[fast]") }));
        Assert.That(problem.Equations[1].Equation.ToString(), Is.EqualTo("y[fast]_t = -(y[fast] - 15)*k[fast]"));
    }

    [TestCase("-k*y[slow]_t", "-k*y[slow]_t")]
    [TestCase("y[fast]-y[slow]", "y[fast] - y[slow]")]
    [TestCase("d(y[slow]*Q[slow], t)", "Q[slow]_t*y[slow] + Q[slow]*y[slow]_t")]
    [TestCase("a[fast]*b[slow]*y0[fast]", "10*y0[fast]")]
    [TestCase("c + rate[slow]", "7 - k*y[slow]")]
    [TestCase("twice", "2*k")]
    public void Names_of_experiments_stand_in_expressions(string text, string expected)
    {
        var problem = ProblemReader.Parse(Right.Replace("constants: {a: 1}", "constants: {a: 1, c: 7}\ndefinitions: {rate: \"-k*y\", twice: 2*k}", StringComparison.Ordinal));
        Assert.That(ExpressionParser.Parse(text, problem.Vocabulary).ToString(), Is.EqualTo(ExpressionParser.Parse(expected, problem.Vocabulary).ToString()));
        Assert.That(ExpressionParser.Parse(text, problem.Vocabulary).ToString(), Is.EqualTo(expected));
    }

    [TestCase("k[slow]_y", "k[slow]_y[slow]"), TestCase("k[slow]_y[slow]", "k[slow]_y[slow]")]
    public void The_argument_of_a_shared_function_may_be_called_as_it_is_declared(string text, string expected)
    {
        var problem = ProblemReader.Parse(Right.Replace("k: {initial: 1}", "k: {over: [y]}", StringComparison.Ordinal));
        Assert.That(ExpressionParser.Parse(text, problem.Vocabulary).ToString(), Is.EqualTo(expected));
    }

    [TestCase("y", "Unknown name 'y'.")]
    [TestCase("y[slw]", "Unknown name 'y[slw]'. Did you mean 'y[slow]'?")]
    [TestCase("y[slow]_x", "'y[slow]_x' is not a derivative of 'y[slow]': 'x' is not made of its coordinates t.")]
    [TestCase("a", "Unknown name 'a'.")]
    [TestCase("[y[slow]]", "A vector has one component for each space coordinate")]
    public void Wrong_names_of_experiments_are_named(string text, string message) =>
        Assert.That(() => ExpressionParser.Parse(text, ProblemReader.Parse(Right).Vocabulary), Throws.TypeOf<ExpressionException>().With.Message.StartsWith(message));

    [TestCase("a*b)", "a*w)", "5:39: Unknown name 'w'. Known are t, y, Q, k, s, a, b.")]
    [TestCase("a*b)", "a*y0)", "5:39: Unknown name 'y0'. Did you mean 'y'? This was read for the experiment 'slow'.")]
    [TestCase("equation: \"y = 3\"}", "equation: \"y = b\"}, again: {where: \"t = 0\", equation: \"y = 3\"}",
        "6:58: 'again' gives y = 3 where 'start' already gives y = 2. This was read for the experiment 'slow'.")]
    [TestCase("constants: {b: 2}", "constants: {c: 2}", "5:39: Unknown name 'b'. Known are t, y, Q, k, s, a, c. This was read for the experiment 'slow'.")]
    [TestCase("y = y0", "y = y00", "16:57: Unknown name 'y00'. Did you mean 'y0'?")]
    [TestCase("unknowns: {y0: {initial: 2}}", "unknowns: {k: {initial: 2}}", "15:16: 'k' is already the name of a unknown.")]
    [TestCase("unknowns: {y0: {initial: 2}}", "unknowns: {y0: {initial: 2}, z: {initial: 1}}", "15:34: The unknown 'z' is used nowhere: in no equation, condition, observation or noise level.")]
    [TestCase("unknowns: {k: {initial: 1}", "unknowns: {z: {initial: 1}, k: {initial: 1}", "4:12: The unknown 'z' is used nowhere: in no equation, condition, observation or noise level.")]
    [TestCase("t: [0, 2]", "t: [0, 1 + 1/a]", "12:3: The experiment 'fast' changes a constant that coordinates or shapes are made of; they are the same in all experiments.")]
    [TestCase("k: {initial: 1}", "k: {initial: a}", "12:3: The experiment 'fast' changes a constant that the shared unknown 'k' is declared with.")]
    [TestCase("unknowns: {k: {initial: 1}", "unknowns: {k: {over: [y], bounds: [0, a + 2]}", "12:3: The experiment 'fast' changes a constant or a table that the shared function 'k' is declared with.")]
    [TestCase("unknowns: {k: {initial: 1}", "unknowns: {k: {over: [t], truth: \"b*t\"}", "12:3: The experiment 'fast' changes a constant or a table that the shared function 'k' is declared with.")]
    [TestCase("  fast:", "  slow:", "12:3: 'slow' is given twice here, first in line 8.")]
    [TestCase("    constants: {b: 2}", "    constants: {b: 2}\n    fields: [z]", "10:5: Unknown key 'fields' in 'experiments.slow'. Known are constants, definitions, tables, unknowns, conditions, observations, constraints, truth.")]
    public void A_mistake_is_reported_where_it_is(string from, string to, string message)
    {
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse(Right.Replace(from, to, StringComparison.Ordinal)));
        Assert.That(e!.Message, Is.EqualTo(message));
    }
}
