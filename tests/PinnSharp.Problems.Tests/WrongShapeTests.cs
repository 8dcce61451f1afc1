namespace PinnSharp.Problems.Tests;

/// <summary>Mistakes in shapes, domains and boundaries, each with the exact message the user sees.</summary>
public sealed class WrongShapeTests
{
    private const string Right = """
        coordinates: {x: [-1, 1], y: [-1, 1], t: [0, 2]}
        shapes:
          hole: {disc: {center: [0, 0], radius: 0.4}}
          slab: {box: {x: [-1, 0]}}
          lake: {polygon: [[0, 0], [1, 0], [1, 1]]}
          both: {union: [hole, slab]}
        domain: "box - hole"
        fields: [u]
        unknowns: {k: {initial: 1, truth: 1}}
        equations: {e: "k*u_x = u_t"}
        conditions:
          c: {where: "hole and t > 1", equation: "dn(u) = 0"}
        observations: {o: {draw: {points: 5}, of: u}}
        truth: {fields: {u: x}}

        """;

    private static readonly (string Name, string Message, string From, string To)[] Mistakes =
    [
        ("kind", "problem.yaml:3:10: Unknown key 'disk' in 'shapes.hole'. Did you mean 'disc'?", "{disc:", "{disk:"),
        ("no kind", "problem.yaml:6:9: 'shapes.both' needs one of disc, ball, box, polygon, union, intersection, difference.", "{union: [hole, slab]}", "{}"),
        ("two kinds", "problem.yaml:4:9: 'shapes.slab' is both 'ball' and 'box'; a shape is one of them.", "{box: {x: [-1, 0]}}", "{box: {x: [-1, 0]}, ball: {}}"),
        ("center missing", "problem.yaml:3:16: 'shapes.hole.disc' needs 'center'.", "center: [0, 0], ", ""),
        ("center of three", "problem.yaml:3:3: The center of 'hole' has 3 numbers; one for each space coordinate is needed: x, y.", "center: [0, 0]", "center: [0, 0, 0]"),
        ("radius of zero", "problem.yaml:3:41: A radius is positive, found 0.", "radius: 0.4", "radius: 0"),
        ("radius unknown", "problem.yaml:3:41: Unknown name 'r'.", "radius: 0.4", "radius: r"),
        ("interval of time", "problem.yaml:4:16: 't' is time; shapes are over the space coordinates x, y.", "{x: [-1, 0]}", "{t: [0, 1]}"),
        ("interval of nothing", "problem.yaml:4:16: 'z' is not a space coordinate. Known are x, y.", "{x: [-1, 0]}", "{z: [0, 1]}"),
        ("polygon of two corners", "problem.yaml:5:3: 'lake': A polygon has at least 3 corners, this one 2.", "[0, 0], [1, 0], [1, 1]", "[0, 0], [1, 0]"),
        ("polygon that meets itself",
            "problem.yaml:5:3: 'lake': The polygon is not simple: it meets itself at (0.5, 0.5).", "[0, 0], [1, 0], [1, 1]", "[0, 0], [1, 1], [1, 0], [0, 1]"),
        ("corner of three", "problem.yaml:5:20: A corner of 'shapes.lake.polygon' is a list of two numbers, [x, y].", "[0, 0], [1, 0]", "[0, 0, 0], [1, 0]"),
        ("union of an unknown shape", "problem.yaml:6:24: Unknown shape 'slap'. Did you mean 'slab'?", "[hole, slab]", "[hole, slap]"),
        ("shape used before it is declared", "problem.yaml:4:17: Unknown shape 'lake'. Known are box, hole.", "{box: {x: [-1, 0]}}", "\"hole + lake\""),
        ("shape that is no number",
            "problem.yaml:12:51: 'hole' is a shape, not a number: a shape stands alone in 'where', in inside(…) and outside(…) there, and in average(…, hole).", "\"dn(u) = 0\"", "\"dn(u) = hole\""),
        ("disc outside the box",
            "problem.yaml:3:3: The shape 'hole' lies outside the box of the coordinates: x runs from 2.6 to 3.4 in it, and from -1 to 1 in the box.", "center: [0, 0]", "center: [3, 0]"),
        ("domain of an unknown shape", "problem.yaml:7:16: Unknown shape 'hol'. Did you mean 'hole'?", "\"box - hole\"", "\"box - hol\""),
        ("domain that is empty",
            "problem.yaml:7:10: The domain is empty or nearly so: fewer than one in a thousand points of the box of the coordinates lie in it.", "\"box - hole\"", "\"hole - hole\""),
        ("name with a meaning", "problem.yaml:3:3: 'box' has a meaning of its own in expressions; choose another name for the shape.", "hole: {disc", "box: {disc"),
        ("condition on an unknown shape", "problem.yaml:12:15: Unknown name 'hol'. Did you mean 'hole'?", "\"hole and", "\"hol and"),
        ("inside of an unknown shape", "problem.yaml:12:22: Expected the name of a shape, found 'hol'. Did you mean 'hole'?", "\"hole and", "\"inside(hol) and"),
        ("inside of the boundary", "problem.yaml:12:15: 'boundary' has no inside; write the name of a shape.", "\"hole and", "\"inside(boundary) and"),
        ("boundary that is nowhere",
            "problem.yaml:13:15: The region is empty or nearly so: of 4000 points of the shape's own boundary, 0 lie on the boundary of the domain.", "\"hole and t > 1\"", "\"inner\""),
        ("region without a point",
            "problem.yaml:12:15: The region is empty or nearly so: of 4000 points in the box around it, 0 are in the domain and inside(hole).", "\"hole and t > 1\"", "\"inside(hole)\""),
        ("two boundaries", "problem.yaml:12:24: 'slab' cannot be joined to another boundary; a condition is on one.", "\"hole and t > 1\"", "\"hole and slab\""),
        ("coordinate fixed on a boundary",
            "problem.yaml:12:24: 'x' cannot be fixed on the boundary 'hole'; an inequality can choose a part of it.", "\"hole and t > 1\"", "\"hole and x = 0\""),
        ("boundary and nothing else",
            "problem.yaml:12:34: There is no outward normal here: 'where' must name a shape or 'boundary', or fix one space coordinate at an end of its interval.", "\"hole and t > 1\"", "\"t = 0\""),
        ("normal in an equation", "problem.yaml:10:17: dn needs an outward normal, which only a boundary has.", "\"k*u_x = u_t\"", "\"dn(u) = u_t + k\""),
        ("periodic where the ends differ",
            "problem.yaml:12:17: The domain is not the same at both ends of 'x', so nothing can be periodic in it.", "c: {where: \"hole and t > 1\", equation: \"dn(u) = 0\"}", "c: {periodic: x}"),
        ("unknown that is a normal", "problem.yaml:9:12: 'n_x' is a component of the outward normal; choose another name.", "{k: {initial: 1, truth: 1}}", "{n_x: {initial: 1}, k: {initial: 1, truth: 1}}"),
    ];

    private static IEnumerable<TestCaseData> Cases() => Mistakes.Select(m => new TestCaseData(m.Message, m.From, m.To).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_mistake_is_reported_where_it_is(string message, string from, string to)
    {
        var yaml = Right.Replace(from, to, StringComparison.Ordinal);
        if (to.Contains("inner", StringComparison.Ordinal)) yaml = yaml.Replace("  both:", "  inner: {disc: {center: [0.7, 0.7], radius: 0.2}}\n  both:", StringComparison.Ordinal);
        if (to.Contains("periodic", StringComparison.Ordinal)) yaml = yaml.Replace("center: [0, 0]", "center: [-1, 0]", StringComparison.Ordinal);
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse(yaml, "problem.yaml"));
        Assert.That(yaml, Is.Not.EqualTo(Right));
        Assert.That(e.Message.Split(Environment.NewLine)[0], Is.EqualTo(message));
    }

    [Test]
    public void The_right_input_has_no_mistake() => Assert.That(() => ProblemReader.Parse(Right, "problem.yaml"), Throws.Nothing);

    [Test]
    public void Data_outside_the_domain_are_named()
    {
        var problem = ProblemReader.Parse(Right.Replace("draw: {points: 5}", "file: data.csv", StringComparison.Ordinal), "problem.yaml");
        var given = problem with { Observations = [problem.Observations[0] with { Source = new InlineSource([0.1, 0.2, 1], [3]) }] };
        var e = Assert.Throws<InputException>(() => PinnSharp.Modeling.DataLoader.Load(given));
        Assert.That(e.Message, Is.EqualTo("observations.o, point 1: The point x = 0.1, y = 0.2, t = 1 is outside the domain."));
    }

    [Test]
    public void Shapes_need_space()
    {
        const string Ode = """
            coordinates: {t: [0, 2]}
            shapes: {hole: {ball: {center: [0], radius: 0.4}}}
            fields: [u]
            equations: {e: "u_t = u"}
            """;
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse(Ode, "problem.yaml"));
        Assert.That(e.Errors.Select(x => x.ToString()), Does.Contain("problem.yaml:2:10: Shapes are over the space coordinates, and there is none."));
    }

    [Test]
    public void Discs_need_two_dimensions()
    {
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse(Right.Replace("y: [-1, 1], ", "", StringComparison.Ordinal), "problem.yaml"));
        Assert.That(e.Errors.Select(x => x.ToString()).Take(3), Is.EqualTo(new[]
        {
            "problem.yaml:3:3: A disc needs 2 space coordinates; here they are x. An interval or a ball is written 'ball'.",
            "problem.yaml:5:3: A polygon needs 2 space coordinates; here they are x.",
            "problem.yaml:6:18: Unknown shape 'hole'. Known are box, slab.",
        }));
    }
}
