using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

/// <summary>Warnings of conditions that overlap or jump, and of log-normal noise on what may be negative.</summary>
public sealed class UnusualConditionsTests
{
    private static string[] Warnings(string conditions, string equation = "c_t = k*c_xx", string noise = "") => [.. ProblemCheck.Of(ProblemReader.Parse($$"""
        coordinates: {x: [0, 2], y: [0, c0/2], t: [1, 3]}
        shapes: {L: {polygon: [[0, 0], [2, 0], [2, 1], [0, 1]]} }
        domain: L
        fields: [c, p]
        constants: {c0: 2}
        unknowns: {k: {initial: 1, positive: true, truth: 1} }
        equations: {e: "{{equation}}", f: "laplacian(p) = 0"}
        conditions: {{{conditions}}}
        observations: {o: {draw: {points: 3}, of: "c/k" {{noise}}} }
        truth: {fields: {c: "1", p: "0"} }
        """)).Warnings];

    private const string Left = "left: {where: \"x = 0\", equation: \"c = 1\"}, ";

    [TestCase("no: {where: \"L and x >= 0\", equation: \"dn(c) = 0\"}", "x = 0, y = 0.4386, t = 1.398")]
    [TestCase("no: {where: \"boundary and y > 0.9\", equation: \"c = 2\"}", "x = 0, y = 0.9426, t = 1.609")]
    public void Two_conditions_on_one_part_of_the_boundary_are_named(string other, string place) =>
        Assert.That(Warnings(Left + other), Is.EqualTo(new[]
        {
            $"'left' and 'no' both hold on a part of the boundary, as at {place}. Narrow the 'where' of one ('x > 0' leaves out the edge x = 0), or give it 'where: rest' for what the other leaves.",
        }));

    [TestCase("no: {where: \"L and x > 0\", equation: \"dn(c) = 0\"}")]
    [TestCase("no: {where: rest, equation: \"dn(c) = 0\"}")]
    [TestCase("no: {where: \"boundary and y > 0.9\", equation: \"c = 1\"}")] // the same value
    [TestCase("no: {where: boundary, equation: \"dn(p) = 0\"}")] // another field
    [TestCase("no: {where: \"x = 0\", equation: \"c_x = 0\"}")] // Cauchy data, on purpose
    [TestCase("no: {where: \"x = 0 and y = 0\", equation: \"c = 1\"}")] // a line of it
    public void Conditions_side_by_side_are_not(string other) => Assert.That(Warnings(Left + other), Is.Empty);

    [Test]
    public void An_equation_of_fourth_order_has_room_for_two() =>
        Assert.That(Warnings(Left + "no: {where: \"L and x >= 0\", equation: \"dn(c) = 0\"}", "c_t = -k*c_xxxx"), Is.Empty);

    [TestCase("start: {where: \"t = 1\", equation: \"c = 0\"}", "'left' and 'start' contradict at x = 0, y = 0.9, t = 1: c = 1 and 0. ", "in a short time, such as with 1 - exp(-(t - 1)/0.02).")]
    [TestCase("start: {where: \"t = 1\", equation: \"c = c0*exp(-10*x)\"}", "'left' and 'start' contradict at x = 0, y = 0.9, t = 1: c = 1 and 2. ", "in a short time, such as with 1 - exp(-(t - 1)/0.02).")]
    [TestCase("below: {where: \"y = 0 and x > 0\", equation: \"c = t\"}", "'left' and 'below' contradict at x = 0, y = 0, t = 2.9", "within a short distance.")]
    public void Values_that_step_where_their_places_meet_are_named(string other, string begin, string end)
    {
        var warning = Warnings(Left + other).Single();
        Assert.That(System.Text.RegularExpressions.Regex.Replace(warning, @"y = 0\.\d+", "y = 0.9"), Does.StartWith(begin).And.EndsWith(end));
    }

    [TestCase("start: {where: \"t = 1\", equation: \"c = exp(-x)\"}")]
    [TestCase("start: {where: \"t = 1\", equation: \"c = 1 + 1e-4*exp(-x)\"}")] // small against the values
    [TestCase("start: {where: \"t = 1 and x > 1\", equation: \"c = 0\"}")] // they do not meet
    [TestCase("right: {where: \"x = 2\", equation: \"c = 0\"}")]
    [TestCase("start: {where: \"t = 1\", equation: \"c = k\"}")] // not known
    [TestCase("start: {where: \"t = 1\", equation: \"c_t = 0\"}")]
    public void Values_that_agree_or_do_not_meet_are_not(string other) => Assert.That(Warnings(Left + other), Is.Empty);

    [Test]
    public void A_step_between_a_shapes_boundary_and_the_start_is_named() =>
        Assert.That(Warnings("no: {where: boundary, equation: \"c = 1\"}, start: {where: \"t = 1\", equation: \"c = 0\"}").Single(), Does.Match("^'no' and 'start' contradict at .*, t = 1: c = 1 and 0"));

    [Test]
    public void Log_normal_noise_on_what_may_be_negative_is_named()
    {
        const string Noise = ", noise: {log-normal: {sigma: 0.1}}";
        var conditions = Left.TrimEnd(',', ' ');
        Assert.That(Warnings(conditions, noise: Noise), Is.EqualTo(new[] { "observations.o: log-normal noise needs positive values of c/k: declare c: {positive: true}." }));
        Assert.That(Warnings(conditions, noise: Noise.Replace("log-normal", "gaussian", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_constant_that_nothing_uses_is_named_even_if_all_experiments_have_it()
    {
        const string Yaml = """
            coordinates: {t: [0, a]}
            fields: [y]
            constants: {a: 1, b: 2, c: 3, g: 4}
            definitions: {f: "b*y"}
            unknowns: {k: {initial: 1} }
            equations: {e: "y_t = k*f"}
            experiments:
              one: {constants: {w: 5}, observations: {o: {file: a.csv, columns: {t: "minutes/c"}, of: y} } }
              two: {constants: {w: 6}, observations: {o: {file: a.csv, of: "w*y"} } }
            """;
        Assert.That(ProblemReader.Parse(Yaml).UnusedConstants, Is.EqualTo(new[] { "g" }));
    }

    [TestCase("c^2*k", ExpectedResult = "")]
    [TestCase("exp(c)", ExpectedResult = "")]
    [TestCase("c*q", ExpectedResult = "q, c")]
    public string Only_what_lets_it_become_negative_is(string of)
    {
        var problem = ProblemReader.Parse($$"""
            coordinates: {t: [0, 2]}
            fields: {c: {}, p: {positive: true} }
            unknowns: {k: {initial: 1, positive: true}, q: {initial: 1} }
            equations: {e: "c_t = k*q*c", f: "p_t = p"}
            observations: {o: {file: a.csv, of: "{{of}}", noise: {log-normal: {sigma: 0.1} } } }
            """);
        return string.Join(", ", PositivityCheck.Undeclared(problem, problem.Observations[0]));
    }
}
