using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

public sealed class TableTests
{
    private static Table Make(Interpolation interpolation, IEnumerable<double> nodes, Func<double, double> f)
    {
        ImmutableArray<double> x = [.. nodes];
        return new(new FieldSymbol("Q", [new CoordinateSymbol("t", 0)]), interpolation, x, [.. x.Select(f)]);
    }

    private static readonly double[] Uneven = [0, 0.2, 0.5, 0.6, 1, 1.7, 2];

    [Test]
    public void Straight_lines_and_steps_pass_through_their_points()
    {
        var (line, step) = (Make(Interpolation.Linear, Uneven, x => x * x), Make(Interpolation.Step, Uneven, x => x * x));
        foreach (var x in Uneven) Assert.That((line.Value(x), step.Value(x)), Is.EqualTo((x * x, x * x)));
        Assert.That(line.Value(0.35), Is.EqualTo((0.04 + 0.25) / 2).Within(1e-15));
        Assert.That(line.Value(0.35, 1), Is.EqualTo(0.7).Within(1e-15));
        Assert.That(line.Value(0.5, 1), Is.EqualTo(1.1).Within(1e-14), "the slope to the right");
        Assert.That((step.Value(0.2 - 1e-9), step.Value(0.2), step.Value(7)), Is.EqualTo((0, 0.2 * 0.2, 4)));
    }

    [Test]
    public void Outside_and_derivatives_beyond_the_interpolation_have_no_value()
    {
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            var table = Make(interpolation, Uneven, x => x);
            Assert.That(table.Value(-0.001), Is.NaN);
            Assert.That(table.Value(0.3, table.Derivatives), Is.Not.NaN);
            Assert.That(table.Value(0.3, table.Derivatives + 1), Is.NaN);
        }
        Assert.That(Make(Interpolation.Linear, Uneven, x => x).Value(2.001), Is.NaN);
    }

    [Test]
    public void Cubics_give_parabolas_exactly_and_others_to_the_third_order()
    {
        var parabola = Make(Interpolation.Cubic, Uneven, x => 1 + x + x * x);
        foreach (var x in Enumerable.Range(0, 41).Select(i => i / 20.0))
        {
            Assert.That(parabola.Value(x), Is.EqualTo(1 + x + x * x).Within(1e-14));
            Assert.That(parabola.Value(x, 1), Is.EqualTo(1 + 2 * x).Within(1e-13));
            Assert.That(parabola.Value(x, 2), Is.EqualTo(2).Within(1e-12));
        }
        double Error(int n)
        {
            var table = Make(Interpolation.Cubic, Enumerable.Range(0, n + 1).Select(i => (double)i / n), Math.Exp);
            return Enumerable.Range(0, 500).Max(i => Math.Abs(table.Value(i / 500.0) - Math.Exp(i / 500.0)));
        }
        Assert.That(Math.Log2(Error(20) / Error(40)), Is.InRange(2.8, 4.2));
    }

    [Test]
    public void Cubics_are_smooth_and_rise_only_where_the_points_do()
    {
        double[] values = [0, 0, 1, 1.01, 5, 2, 2];
        var table = Make(Interpolation.Cubic, Uneven, x => values[Array.IndexOf(Uneven, x)]);
        const double H = 1e-5;
        for (var i = 0; i < 6; i++)
            for (var s = 0.02; s < 1; s += 0.07)
            {
                var x = Uneven[i] + s * (Uneven[i + 1] - Uneven[i]);
                Assert.That(table.Value(x), Is.InRange(Math.Min(values[i], values[i + 1]) - 1e-12, Math.Max(values[i], values[i + 1]) + 1e-12));
                Assert.That(table.Value(x, 1) * (values[i + 1] - values[i]), Is.GreaterThanOrEqualTo(-1e-12));
                Assert.That((table.Value(x + H) - table.Value(x - H)) / (2 * H), Is.EqualTo(table.Value(x, 1)).Within(1e-6));
                Assert.That((table.Value(x + H, 1) - table.Value(x - H, 1)) / (2 * H), Is.EqualTo(table.Value(x, 2)).Within(1e-5));
            }
        foreach (var x in Uneven[1..^1]) Assert.That(table.Value(x - 1e-9, 1), Is.EqualTo(table.Value(x, 1)).Within(1e-5));
    }

    private static ProblemDeclaration Tank() => new()
    {
        Coordinates = { ["t"] = (0, 2) },
        Fields = { "h" },
        Tables = { ["Q"] = new() { Points = [(0, "1/2"), (2, 1.5)] } },
        Unknowns = { ["k"] = new() { Initial = 1, Truth = 0.3 } },
        Definitions = { ["excess"] = "Q - k*h" },
        Equations = { ["level"] = "h_t = excess_t + k*h_t + k*h + Q_t - 1/2 + d(Q*t, t) - (1/2 + t) - k*(2 + Q)" },
        Conditions = { ["start"] = ("t = 0", "h = 2 + Q") },
        Observations = { ["gauge"] = new("h - k*Q", Data.Draw(5)) },
        Truth = { ["h"] = "2 + Q" },
    };

    [Test]
    public void Truths_drawn_data_and_fields_scales_take_a_table_as_the_function_it_is()
    {
        var problem = Tank().Build();
        Assert.That(problem.Equations[0].Equation.Right.ToString(), Does.Contain("Q_t"));
        Assert.That(TruthCheck.Run(problem).Select(f => f.Verdict), Is.All.EqualTo(TruthVerdict.Exact).Or.EqualTo(TruthVerdict.ToRounding));
        var data = DataLoader.Load(problem).Single();
        for (var i = 0; i < 5; i++) Assert.That(data.Values[i], Is.EqualTo(2 + 0.7 * (0.5 + data.Points[i] / 2)).Within(1e-14));
        Assert.That(FieldScale.For(problem, []).Single(), Is.EqualTo(new FieldScale(0, 2.5)));
    }

    [Test]
    public void A_truth_that_misses_the_table_is_a_mismatch()
    {
        var tank = Tank();
        var wrong = new ProblemDeclaration
        {
            Coordinates = tank.Coordinates, Fields = tank.Fields, Tables = tank.Tables, Unknowns = tank.Unknowns, Definitions = tank.Definitions,
            Equations = tank.Equations, Conditions = tank.Conditions, Observations = tank.Observations, Truth = { ["h"] = "2 + 1.1*Q" },
        };
        Assert.That(TruthCheck.Run(wrong.Build()).Select(f => f.Verdict), Is.All.EqualTo(TruthVerdict.Mismatch));
    }

    [Test]
    public void A_file_s_columns_are_expressions()
    {
        var folder = Directory.CreateTempSubdirectory("pinnsharp-").FullName;
        File.WriteAllText(Path.Combine(folder, "pumping.csv"), "minutes,rate,Q\n0,1,10\n60,3,30\n120,2,20\n");
        const string Yaml = """
            coordinates: {t: [0, 2]}
            fields: [h]
            constants: {hour: 60}
            tables:
              Q: {file: pumping.csv, columns: {t: minutes/hour}, interpolation: step}
              R: {file: pumping.csv, columns: {t: minutes/hour, value: 2*rate}, interpolation: cubic}
            unknowns: {k: {initial: 1}}
            equations: {level: "h_t = Q - k*h + R_tt"}
            observations: {gauge: {file: pumping.csv, of: h, columns: {t: minutes/60, value: rate}}}
            """;
        var tables = ProblemReader.Parse(Yaml, Path.Combine(folder, "tank.yaml")).Tables;
        Directory.Delete(folder, recursive: true);
        Assert.That(tables.Select(t => (t.Name, t.Interpolation)), Is.EqualTo(new[] { ("Q", Interpolation.Step), ("R", Interpolation.Cubic) }));
        Assert.That(tables.SelectMany(t => t.Nodes), Is.EqualTo(new[] { 0, 1, 2, 0, 1, 2.0 }));
        Assert.That(tables.SelectMany(t => t.Values), Is.EqualTo(new[] { 10, 30, 20, 2, 6, 4.0 }));
    }
}
