namespace PinnSharp.Problems.Tests;

/// <summary>Wrong tables, each with the exact message the user sees.</summary>
public sealed class WrongTableTests
{
    private static readonly string[][] Cases =
    [
        ["{file: pump.csv, over: t}", "h_t = Q - k*h", "There is no file 'pump.csv'. Did you mean 'pumping.csv'?"],
        ["{file: pumping.csv}", "h_t = Q - k*h", "'columns' does not say what 't' is, and no column has that name. The columns of 'pumping.csv' are minutes, rate."],
        ["{file: pumping.csv, columns: {t: minutes/60, value: rte}}", "h_t = Q - k*h", "5:58: Unknown name 'rte'. Did you mean 'rate'? The columns of 'pumping.csv' are minutes, rate."],
        ["{file: pumping.csv, columns: {t: -minutes, value: rate}}", "h_t = Q - k*h", "pumping.csv:3:1: The points of the table 'Q' do not stand in increasing order: t = -60 after -0."],
        ["{file: pumping.csv, columns: {t: minutes/120, value: rate}}", "h_t = Q - k*h", "5:3: The table 'Q' runs from t = 0 to 1, but t runs from 0 to 2: it must cover all of that."],
        ["{points: [[0.5, 1], [3, 1]], over: t, interpolation: step}", "h_t = Q - k*h", "5:3: The table 'Q' begins at t = 0.5, but t runs from 0 to 2: it must cover all of that."],
        ["{points: [[0, 1]]}", "h_t = Q - k*h", "5:3: The table 'Q' has 1 point; at least 2 are needed."],
        ["{points: [[0, 1], [2]]}", "h_t = Q - k*h", "5:24: 'tables.Q.points' needs pairs of numbers, [[0, 1], [1, 2]], found a list."],
        ["{points: [[0, 1], [0, 2]]}", "h_t = Q - k*h", "5:25: The points of the table 'Q' do not stand in increasing order: t = 0 after 0."],
        ["{points: [[0, 1], [2, kk]]}", "h_t = Q - k*h", "5:28: Unknown name 'kk'. Known are q."],
        ["{over: t}", "h_t = Q - k*h", "5:6: 'tables.Q' needs 'file', or 'points' such as [[0, 1], [1, 2]]."],
        ["{points: [[0, 1], [2, 1]], file: pumping.csv}", "h_t = Q - k*h", "5:6: 'tables.Q' has both 'file' and 'points'; a table comes from one of them."],
        ["{points: [[0, 1], [2, 1]], columns: {t: minutes}}", "h_t = Q - k*h", "5:6: 'tables.Q' has 'columns' but no 'file'."],
        ["{points: [[0, 1], [2, 1]], over: z}", "h_t = Q - k*h", "5:39: 'z' is not a coordinate: a table is a function of one. Known are t."],
        ["{points: [[0, 1], [2, 1]], interpolation: cubics}", "h_t = Q - k*h", "5:48: 'interpolation' is one of linear, cubic, step; found 'cubics'. Did you mean 'cubic'?"],
        ["{points: [[0, 1], [2, 1]], interpolation: step}", "h_t = Q_t - k*h", "7:10: The derivative of the table 'Q' is needed here, but a step has none; make it 'interpolation: linear' or 'cubic'."],
        ["{points: [[0, 1], [2, 1]]}", "h_tt = d(Q*h, t, 2) - k*h", "7:10: The second derivative of the table 'Q' is needed here, but straight lines have none; make it 'interpolation: cubic'."],
        ["{points: [[0, 1], [2, 1]]}", "Q_t = k", "7:10: The equation 'flow' has no field in it (the fields are h)."],
        ["{points: [[0, 1], [2, 1]], colour: red}", "h_t = Q - k*h", "5:33: Unknown key 'colour' in 'tables.Q'. Known are file, columns, points, over, interpolation."],
    ];

    [TestCaseSource(nameof(Cases))]
    public void A_mistake_is_reported_where_it_is(string table, string equation, string message)
    {
        var folder = Directory.CreateTempSubdirectory("pinnsharp-").FullName;
        File.WriteAllText(Path.Combine(folder, "pumping.csv"), "minutes,rate\n0,1\n60,3\n120,2\n");
        var yaml = $$$"""
            coordinates: {t: [0, 2]}
            fields: [h]
            constants: {q: 1}
            tables:
              Q: {{{table}}}
            equations:
              flow: "{{{equation}}}"
            unknowns: {k: {initial: 1}}
            observations: {gauge: {file: gauge.csv, of: h}}
            """;
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse(yaml, Path.Combine(folder, "tank.yaml")));
        Directory.Delete(folder, recursive: true);
        var text = e!.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.That(text, Does.EndWith(message).And.StartWith(message.StartsWith("pumping", StringComparison.Ordinal) ? message : "tank.yaml:"));
    }

    [Test]
    public void A_table_that_could_be_over_several_coordinates_says_which()
    {
        var declaration = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["y"] = (0, 1) },
            Fields = { "u" },
            Tables = { ["K"] = new() { Points = [(0, 1), (1, 2)] }, ["u_x"] = new() { Points = [(0, 1), (1, 2)], Over = "x" } },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["flow"] = "laplacian(u) = k*K" },
            Conditions = { ["left"] = ("x = K", "u = 0") },
        };
        Assert.That(Assert.Throws<InputException>(() => declaration.Build())!.Errors.Select(e => e.ToString()), Is.EqualTo(new[]
        {
            "tables.K: The table 'K' needs 'over', the coordinate it is a function of: x or y.",
            "tables.u_x: 'u_x' is the derivative of the field 'u'; choose another name.",
        }));
    }
}
