using System.Globalization;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

/// <summary>pinnsharp simulate: what it computes, what it writes, and that a run takes it.</summary>
public sealed class SimulateTests
{
    private const string Ordinary = """
        coordinates: {t: [0, 4]}
        fields: [y]
        unknowns:
          k: {initial: 1, positive: true, truth: 0.5}
          y0: {initial: 1.5, truth: 2}
          s: {initial: 0.1, positive: true, truth: 0.01}
        equations: {decay: "y_t = -k*y"}
        conditions: {start: {where: "t = 0", equation: "y = y0"}}
        observations:
          weighed:                       # a comment that stays
            draw:
              points: 30
              where: "t > 0.1"           # another
            of: y
            noise: {gaussian: {sigma: s}}
        """, Transient = """
        coordinates: {x: [0, 1], t: [0, 0.2]}
        fields: [u]
        unknowns: {k: {initial: 0.5, positive: true, truth: 1}}
        equations: {heat: "u_t = k*u_xx"}
        conditions:
          start: {where: "t = 0", equation: "u = sin(pi*x)"}
          left: {where: "x = 0", equation: "u = 0"}
          right: {where: "x = 1", equation: "u = 0"}
        observations: {probes: {draw: {points: 40, seed: 2}, of: u, noise: {gaussian: {relative: 0.01}}}}
        """, Steady = """
        coordinates: {x: [0, 1], y: [0, 1]}
        fields: [u]
        unknowns: {c: {initial: 1, positive: true, truth: 3}}
        equations: {reaction: "-laplacian(u) + c*u = (2*pi^2 + 3)*sin(pi*x)*sin(pi*y)"}
        conditions: {edge: {where: boundary, equation: "u = 0"}}
        observations: {probes: {draw: {points: 40, seed: 2}, of: u, noise: {log-normal: {sigma: 0.02}}}}
        """, Law = """
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns: {D: {over: [u], positive: true, truth: "1 + u^2"}}
        equations: {flow: "d(D*u_x, x) = 2 + 10*x^4"}
        conditions:
          left: {where: "x = 0", equation: "u = 0"}
          right: {where: "x = 1", equation: "u = 1"}
        observations: {probes: {draw: {points: 20}, of: "D*u_x"}}
        """, Source = """
        coordinates: {x: [0, 1], t: [0, 3]}
        fields: [u]
        unknowns: {q: {over: [t], truth: "cos(t)"}}
        equations: {heat: "u_t = u_xx + q"}
        conditions:
          start: {where: "t = 0", equation: "u = 0"}
          left: {where: "x = 0", equation: "u = sin(t)"}
          right: {where: "x = 1", equation: "u = sin(t)"}
        observations: {probes: {draw: {points: 20}, of: u}}
        """;

    [TestCase(Ordinary, "y: \"2*exp(-t/2)\"")]
    [TestCase(Transient, "u: \"exp(-pi^2*t)*sin(pi*x)\"")]
    [TestCase(Steady, "u: \"sin(pi*x)*sin(pi*y)\"")]
    [TestCase(Law, "u: x^2")]
    [TestCase(Source, "u: sin(t)")]
    public void Without_noise_the_values_are_those_of_the_closed_form(string text, string truth)
    {
        using var place = new Workplace();
        var simulation = Simulation.Of(place.Write("problem.yaml", text));
        var known = ProblemReader.Parse($"{text}\ntruth: {{fields: {{{truth}}}}}");
        var exact = DataLoader.Load(known with { Observations = [.. known.Observations.Select(o => o with { Noise = new ExactData() })] })[0];
        Assert.That(simulation.Data[0].Data.Points, Is.EqualTo(exact.Points));
        Assert.That(simulation.Data[0].Exact, Is.EqualTo(exact.Values).Within(1e-4));
        var signal = MeasuredData.StandardDeviation(exact.Values);
        Assert.That(simulation.Data[0].Sigma, text == Ordinary ? Is.EqualTo(0.01) : text == Transient ? Is.EqualTo(0.01 * signal).Within(1e-4 * signal) : text == Steady ? Is.EqualTo(0.02) : Is.Null);
    }

    [Test]
    public void The_error_of_the_discretisation_is_measured_and_said()
    {
        const string configuration = "problem: rod.yaml\nmethod: fem\nfem: {order: 1, size: 0.25, tolerance: 1e-3}\n";
        using var place = new Workplace();
        place.Write("rod.yaml", Transient);
        var (exact, coarse) = (Simulation.Of(place.Path("rod.yaml")).Data[0], Simulation.Of(place.Write("coarse.yaml", configuration)).Data[0]);
        var known = DataLoader.Load(ProblemReader.Parse($"{Transient}\ntruth: {{fields: {{u: \"exp(-pi^2*t)*sin(pi*x)\"}}}}".Replace(", noise: {gaussian: {relative: 0.01}}", "", StringComparison.Ordinal)))[0];
        double Error(SimulatedData data) => data.Exact.Zip(known.Values, (a, b) => Math.Abs(a - b)).Max();
        Assert.That((exact.IsCoarse, coarse.IsCoarse), Is.EqualTo((false, true)));
        Assert.That(coarse.Refinement, Is.InRange(1.5 * Error(coarse), 6 * Error(coarse)), "second order: what the refinement moved is three times what is left");
        var (code, _, error) = place.Tool("simulate", "coarse.yaml");
        Assert.That(code, Is.EqualTo(ExitCode.Converged));
        Assert.That(error, Does.StartWith("Warning: simulated/coarse/probes.csv: Values without noise are those of cells of half the configured size").And.Contains("of the noise"));
        Assert.That(place.Read("simulated/coarse/probes.csv").Split('\n')[1], Is.EqualTo($"# {coarse.Accuracy}"));
        Assert.That(Simulation.Of(place.Write("law.yaml", Law)).Data[0].Accuracy, Does.Contain("differ by at most"));
    }

    [TestCase(Ordinary)]
    [TestCase(Transient)]
    [TestCase(Steady)]
    public void A_run_on_what_is_written_recovers_the_unknowns(string text)
    {
        using var place = new Workplace();
        place.Write("rod.yaml", text);
        var (code, _, error) = place.Tool("simulate", "rod.yaml", "--seed", "4");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        var result = (Experiment.Load(place.Path("simulated/rod/rod.yaml")) with
        {
            Method = Method.FiniteElements, FiniteElements = new() { Mesh = new() { Size = 0.125 }, Time = text == Ordinary ? null : new() { Tolerance = 1e-4 } },
        }).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged));
        foreach (var unknown in result.Report.Unknowns)
        {
            Assert.That(unknown.Std, Is.GreaterThan(0).And.LessThan(0.5 * unknown.Value));
            Assert.That(unknown.Value, Is.EqualTo(unknown.Truth!.Value).Within(4 * unknown.Std!.Value), unknown.Name);
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_files_and_another_one_other_noise()
    {
        using var place = new Workplace();
        place.Write("rod.yaml", Ordinary);
        foreach (var (seed, folder) in new[] { ("4", "a"), ("4", "b"), ("5", "c") }) Assert.That(place.Tool("simulate", "rod.yaml", "--seed", seed, "--out", folder).Code, Is.Zero);
        Assert.That(place.Read("a/weighed.csv"), Is.EqualTo(place.Read("b/weighed.csv")));
        Assert.That(place.Read("a/rod.yaml"), Is.EqualTo(place.Read("c/rod.yaml")));
        Assert.That(place.Read("a/rod.yaml"), Is.EqualTo(Ordinary.Replace("draw:\n      points: 30\n      where: \"t > 0.1\"", "file: weighed.csv", StringComparison.Ordinal)));
        double[] Values(string folder) => [.. place.Read(folder + "/weighed.csv").Split('\n').Skip(3).Where(l => l.Length > 0).Select(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture))];
        var differences = Values("a").Zip(Values("c"), (a, c) => a - c).ToArray();
        Assert.That(Math.Sqrt(differences.Average(d => d * d)), Is.EqualTo(0.01 * Math.Sqrt(2)).Within(0.005));
    }

    [Test]
    public void Columns_of_files_become_those_that_are_written_and_values_are_not_needed()
    {
        using var place = new Workplace();
        place.Write("problems/decay.yaml", Workplace.Problem.Replace("initial: 1.5, unit: g", "initial: 1.5, unit: g, truth: 3", StringComparison.Ordinal));
        place.Write("problems/values/weighed.csv", "time\n0.2\n1\n");
        var (code, output, error) = place.Tool("simulate", "configs/decay.yaml", "--out", "new");
        Assert.That((code, error), Is.EqualTo((ExitCode.Converged, "")));
        Assert.That(output, Does.StartWith("new/weighed.csv: 2 values from 1.820 to 2.715, standard deviation 0.4475, noise 0.02000\n").And.Contains("seed 3"));
        Assert.That(place.Read("new/decay.yaml"), Does.Contain("{file: weighed.csv, columns: {t: t, value: value}, of: y").And.StartsWith("# a comment that stays"));
        Assert.That(Experiment.Load(place.Path("new/decay.yaml")).Data[0].Points, Is.EqualTo(new[] { 0.2, 1 }));
    }

    /// <summary>Each experiment reads data of its own, and a run on all of them finds what they share.</summary>
    [TestCase("""
        # first
        observations:
          weighed:                       # how
            draw:
              points: 30
              where: "t > 0.1"
            of: y
            noise: {gaussian: {sigma: s}}
          squares: {file: times.csv, columns: {t: "minutes/60", value: y2}, of: "max(y^2, 0)"}
        experiments:
          slow: {constants: {y0: 2}}
          fast:
            constants: {y0: 3}
            observations:
              late: {draw: {points: 4, where: "t > 3"}, of: y}
          other: {constants: {y0: 4}, observations: {squares: {draw: {points: 3}, of: "y^2"}}}
          same: {}
        # last
        """, """
        # first
        # observations:
        #   weighed:                       # how
        #     draw:
        #       points: 30
        #       where: "t > 0.1"
        #     of: y
        #     noise: {gaussian: {sigma: s}}
        #   squares: {file: times.csv, columns: {t: "minutes/60", value: y2}, of: "max(y^2, 0)"}
        experiments:
          slow: {observations: {weighed: {file: weighed-slow.csv, of: y, noise: {gaussian: {sigma: s}}}, squares: {file: squares-slow.csv, columns: {t: t, value: value}, of: "max(y^2, 0)"}}, constants: {y0: 2}}
          fast:
            constants: {y0: 3}
            observations:
              weighed: {file: weighed-fast.csv, of: y, noise: {gaussian: {sigma: s}}}
              squares: {file: squares-fast.csv, columns: {t: t, value: value}, of: "max(y^2, 0)"}
              late: {file: late-fast.csv, of: y}
          other: {constants: {y0: 4}, observations: {weighed: {file: weighed-other.csv, of: y, noise: {gaussian: {sigma: s}}}, squares: {file: squares-other.csv, of: "y^2"}}}
          same: {observations: {weighed: {file: weighed-same.csv, of: y, noise: {gaussian: {sigma: s}}}, squares: {file: squares-same.csv, columns: {t: t, value: value}, of: "max(y^2, 0)"}}}
        # last
        """)]
    [TestCase("""
        observations: {weighed: {draw: {points: 30}, of: y, noise: {gaussian: {sigma: s}}}}
        experiments: {slow: {constants: {y0: 2}}, fast: {constants: {y0: 3}}}
        """, """
        # observations: {weighed: {draw: {points: 30}, of: y, noise: {gaussian: {sigma: s}}}}
        experiments: {slow: {observations: {weighed: {file: weighed-slow.csv, of: y, noise: {gaussian: {sigma: s}}}}, constants: {y0: 2}}, fast: {observations: {weighed: {file: weighed-fast.csv, of: y, noise: {gaussian: {sigma: s}}}}, constants: {y0: 3}}}
        """)]
    public void What_experiments_share_becomes_an_observation_of_each(string observations, string written)
    {
        const string head = """
            coordinates: {t: [0, 4]}
            fields: [y]
            unknowns: {k: {initial: 1, positive: true, truth: 0.5}, s: {initial: 0.1, positive: true, truth: 0.01}}
            constants: {y0: 1}
            equations: {decay: "y_t = -k*y"}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}

            """;
        using var place = new Workplace();
        place.Write("rod.yaml", head + observations);
        place.Write("times.csv", "minutes\n30\n60\n");
        Assert.That(place.Tool("simulate", "rod.yaml", "--out", "new").Error, Is.Empty);
        Assert.That(place.Read("new/rod.yaml"), Is.EqualTo(head + written));
        var result = (Experiment.Load(place.Path("new/rod.yaml")) with { Method = Method.FiniteElements }).Run();
        Assert.That(result["k"].Value, Is.EqualTo(0.5).Within(5 * result["k"].Std!.Value).And.Not.EqualTo(0.5));
        var (slow, fast) = (Values("slow"), Values("fast"));
        Assert.That(fast.Zip(slow, (f, s) => f - 1.5 * s), Is.All.EqualTo(0).Within(0.1).And.Some.Not.EqualTo(0).Within(0.002), "noise of their own on what is 1.5 times as large");

        double[] Values(string experiment) =>
            [.. place.Read($"new/weighed-{experiment}.csv").Split('\n').Skip(3).Where(l => l.Length > 0).Select(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture))];
    }

    [Test]
    public void An_alias_is_refused()
    {
        using var place = new Workplace();
        place.Write("rod.yaml", Ordinary.Replace("weighed:  ", "weighed: &w", StringComparison.Ordinal) + "\n  again: *w\n");
        Assert.That(place.Tool("simulate", "rod.yaml").Error, Is.EqualTo("Two observations share a part of the text by an alias, so that they cannot read a file each. Write them out.\n"));
    }

    [Test]
    public void Nothing_is_overwritten_without_being_told_and_the_original_never()
    {
        using var place = new Workplace();
        place.Write("rod.yaml", Ordinary);
        place.Write("out/weighed.csv", "mine");
        Assert.That(place.Tool("simulate", "rod.yaml", "--out", "out"), Is.EqualTo((ExitCode.WrongInput, "", "'ROOT/out/weighed.csv' is already there and is not overwritten. Choose another folder, or say --overwrite.\n")));
        Assert.That(place.Read("out/weighed.csv"), Is.EqualTo("mine"));
        Assert.That(place.Tool("simulate", "rod.yaml", "--out", "out", "--overwrite").Code, Is.Zero);
        Assert.That(place.Read("out/weighed.csv"), Does.Contain("t,value"));
        Assert.That(place.Tool("simulate", "rod.yaml", "--out", ".", "--overwrite").Code, Is.EqualTo(ExitCode.WrongInput));
        Assert.That(place.Read("rod.yaml"), Is.EqualTo(Ordinary));
    }

    [Test]
    public void What_has_no_truth_is_named_and_a_run_without_data_hints_at_simulate()
    {
        using var place = new Workplace();
        place.Write("rod.yaml", Ordinary.Replace(", truth: 0.5", "", StringComparison.Ordinal));
        Assert.That(place.Tool("simulate", "rod.yaml"), Is.EqualTo((ExitCode.WrongInput, "", "unknowns.k: The unknown 'k' has no 'truth'; data are simulated at the true values of all unknowns, noise levels too.\n")));
        foreach (var command in new[] { "run", "check" })
            Assert.That(place.Tool(command, "rod.yaml").Error, Does.Contain("The observation 'weighed' is drawn from the truth, but 'truth' has no field 'y'. Where the truths of all unknowns are declared, 'pinnsharp simulate'"));
        place.Write("open.yaml", Ordinary.Replace("conditions: {start: {where: \"t = 0\", equation: \"y = y0\"}}", "", StringComparison.Ordinal).Replace("y0: {initial: 1.5, truth: 2}", "", StringComparison.Ordinal));
        Assert.That(place.Tool("simulate", "open.yaml").Error, Does.StartWith("No condition gives y at the beginning"));
    }
}
