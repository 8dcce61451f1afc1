using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class IdleOptionsTests
{
    private const string Decay = """
        coordinates: {t: [0, 2]}
        fields: [y]
        unknowns: {k: {initial: 1, positive: true}}
        equations: {decay: "y_t = -k*y"}
        conditions: {start: {where: "t = 0", equation: "y = 2"}}
        observations: {o: {draw: {points: 5}, of: y, noise: {gaussian: {sigma: 0.1}}}}
        truth: {fields: {y: "2*exp(-t/2)"}}
        """;

    private const string Waves = """
        coordinates: {x: [0, 2], t: [0, 1]}
        fields: {u: {}, v: {}}
        unknowns: {c: {initial: 1, positive: true}, f: {over: [u]}}
        equations: {first: "u_t + c^c*u_x = f", second: "v_x = x*v"}
        conditions: {wrap: {periodic: x, order: 0}, start: {where: "t = 0", equation: "u = sin(pi*x)"}}
        observations: {o: {draw: {points: 5}, of: u}}
        truth: {fields: {u: "sin(pi*(x - t))"}}
        """;

    private static readonly string Ring = Waves.Replace("u: {}, v: {}", "u: {}", StringComparison.Ordinal).Replace("second: \"v_x = x*v\"", "", StringComparison.Ordinal)
        .Replace(", f: {over: [u]}", "", StringComparison.Ordinal).Replace("= f", "= 0", StringComparison.Ordinal);

    private static IEnumerable<string[]> Wrong =>
    [
        [Decay, "network: {unknown-hidden: [8]}", "2:11: 'unknown-hidden' is for the networks of unknown functions, and there are none (an unknown function has 'over')."],
        [Decay, "network: {hidden: [], activation: sin}", "2:23: 'activation' is that of hidden layers, and there are none."],
        [Decay, "network: {separate: true}", "2:11: 'separate' changes nothing: each field has a network of its own anyway."],
        [Decay, "network: {hidden: [4, 5], residual: true}", "2:27: 'residual' changes nothing: no hidden layer is as wide as the one before."],
        [Ring, "network: {fourier: {scale: 0.01}}", "2:11: 'fourier' changes nothing: along periodic coordinates waves have whole numbers, here all zero. Give a 'scale' above 0.01.", "u_t + c^c*u_x = 0", "u_x = c*cos(pi*x)", "coordinates: {x: [0, 2], t: [0, 1]}", "coordinates: {x: [0, 2]}", ", start: {where: \"t = 0\", equation: \"u = sin(pi*x)\"}", "", "x - t", "x"],
        [Decay, "network: {periodic: soft}", "2:11: 'periodic' says how periodic conditions are met, and there are none."],
        [Waves, "network: {separate: true, periodic: exact}", "2:27: 'periodic: exact' cannot be: the equations do not carry what is declared to all orders. Leave it out or say 'soft'.", "c^c*u_x", "c*x*u_x"],
        [Decay, "network: {exact: true}", "2:11: 'exact' changes nothing: no condition can be built in. Those can that give a field u = g on a whole side of the box; the field is not positive.", "y = 2", "y^2 = 4"],
        [Decay, "points: {boundary: 50}", "2:10: 'boundary' changes nothing: every condition holds at a single point or is built into the networks, or there are none."],
        [Ring, "network: {exact: true}\npoints: {boundary: 50}", "3:10: 'boundary' changes nothing: every condition holds at a single point or is built into the networks, or there are none."],
        [Decay, "points: {resample: 5}\ntrain: [broyden]", "2:10: 'resample' is for stages that can follow new points every few iterations; give 'broyden' a 'resample' of its own (200 where it has none)."],
        [Decay, "points: {resample: 5}\ntrain: [l-bfgs]", "2:10: 'resample' changes nothing: l-bfgs keeps its points, as it could not use what it has learnt at others."],
        [Decay, "points: {resample: 0, adaptive: true}", "2:23: 'adaptive' moves the points whenever they are drawn anew; 'resample: 0' never does."],
        [Decay, "points: {adaptive: true}\ntrain: [l-bfgs]", "2:10: 'adaptive' moves the points whenever they are drawn anew, which l-bfgs never does."],
        [Ring, "train:\n  - gauss-newton: {equation-weight: 30}", "3:20: 'equation-weight' changes nothing: all data are exact, and have the weight of the equations."],
        [Decay, "points: {interior: 90}\ntrain:\n  - adam: {batch: 90}", "4:12: 'batch' changes nothing: no equation, condition or observation has more than 90 rows."],
        [Ring, "train:\n  - gauss-newton: {projection: true}", "3:20: 'projection' changes nothing: no unknown, and no output layer, enters all equations, conditions and observations linearly.", "of: u", "of: u^2"],
    ];

    private const string Rod = """
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns: {q: {over: [x]}}
        equations: {heat: "-u_xx = q"}
        conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
        observations: {probes: {draw: {points: 9}, of: u}}
        truth: {fields: {u: "sin(pi*x)"}}
        """;

    private static IEnumerable<string[]> WrongForFiniteElements =>
    [
        [Decay, "method: fem\nnetwork: {hidden: [8]}", "3:1: 'network' is for networks and changes nothing with 'method: fem'. Leave it out; or leave 'method' out and say 'run --method fem'."],
        [Decay, "points: {interior: 50}\nmethod: fem", "2:1: 'points' is for networks and changes nothing with 'method: fem'. Leave it out; or leave 'method' out and say 'run --method fem'."],
        [Decay, "method: fem\ntrain: [adam]", "3:1: 'train' is for networks and changes nothing with 'method: fem'. Leave it out; or leave 'method' out and say 'run --method fem'."],
        [Decay, "method: fem\nengine: cpu", "3:1: 'engine' is for networks and changes nothing with 'method: fem'. Leave it out; or leave 'method' out and say 'run --method fem'."],
        [Decay, "engine: {name: cpu, precision: float32}", "2:21: 'precision' is for the engine 'torch' and changes nothing with 'cpu', whose jets compute in float64 on the processor."],
        [Decay, "method: fem\nseed: 3", "3:1: 'seed' changes nothing: by finite elements only the initial values of several 'starts' are drawn, and drawn data have seeds of their own."],
        [Rod, "method: fem\nstarts: 3", "3:1: 'starts' changes nothing: by finite elements they differ in the initial values of unknown numbers, and there are none."],
        [Decay, "fem: {order: 1}", "2:7: 'order' changes nothing: the problem has no coordinates of space."],
        [Decay, "method: fem\nfem: {size: 0.1}", "3:7: 'size' changes nothing: the problem has no coordinates of space."],
        [Decay, "fem: {time: radau}", "2:7: 'time' changes nothing: the problem has no coordinates of space."],
        [Decay, "fem: {coefficient-size: 0.1}", "2:7: 'coefficient-size' changes nothing: the problem has no coordinates of space."],
        [Rod, "fem: {coefficient-size: 0.1}", "2:7: 'coefficient-size' changes nothing: no unknown function is over space.", "q: {over: [x]}", "q: {initial: 1}"],
        [Rod, "fem: {time: bdf2}", "2:7: 'time' changes nothing: the problem has no time."],
        [Rod, "fem: {tolerance: 1e-8}", "2:7: 'tolerance' is of steps in time, and the problem has no time."],
    ];

    [TestCaseSource(nameof(Wrong))]
    [TestCaseSource(nameof(WrongForFiniteElements))]
    public void An_option_that_changes_nothing_is_an_error_where_it_stands(string[] at)
    {
        using var place = new Workplace();
        Assert.That(() => Load(place, at), Throws.TypeOf<InputException>().With.Message.EqualTo($"{place.Path("configs/c.yaml")}:{at[2]}"));
    }

    private static IEnumerable<string[]> Right =>
    [
        [Waves, "network: {unknown-hidden: [8], separate: true, residual: true, fourier: {scale: 2}, periodic: soft, exact: true}\npoints: {boundary: 50}"],
        [Ring, "network: {periodic: exact, fourier: {scale: 0.01}}\npoints: {boundary: 50}"],
        [Decay, "network: {separate: false, residual: false, exact: true}\ntrain: [gauss-newton: {equation-weight: 20, projection: true}]"],
        [Decay, "points: {adaptive: true}\ntrain: [broyden]"],
        [Decay, "points: {adaptive: true, resample: 0}\ntrain: [broyden: {resample: 50}]"],
        [Decay, "points: {resample: 7}\ntrain: [adam, broyden: {resample: 50}, l-bfgs]"],
        [Decay, "points: {resample: 0}\ntrain: [l-bfgs]"],
        [Ring, "train: [gauss-newton: {equation-weight: auto}]"],
        [Decay, "method: fem\nseed: 3\nstarts: 2\nthreads: 2\nfem: {tolerance: 1e-8}"],
        [Rod, "method: fem\nfem: {order: 1, size: 0.1, coefficient-size: 0.2}"],
        [Decay, "method: pinn\nseed: 3\nfem: {tolerance: 1e-8}"],
        [Decay, "engine: {name: cpu, device: cpu, precision: float64}"],
        [Decay, "engine: {name: torch, device: cuda, precision: float32, batch: 100}"],
    ];

    [TestCaseSource(nameof(Right))]
    public void Options_that_change_something_are_read(string[] at)
    {
        using var place = new Workplace();
        Assert.That(() => Load(place, [at[0], at[1], ""]), Throws.Nothing);
    }

    [Test]
    public void Those_given_in_CSharp_are_errors_too()
    {
        using var place = new Workplace();
        var problem = InverseProblem.Load(place.Path("problems/decay.yaml"));
        Assert.That(() => Experiment.Create(problem, new() { Network = new() { UnknownHidden = [3] }, Points = new() { Boundary = 7 } }), Throws.TypeOf<InputException>()
            .With.Message.StartsWith("network.unknown-hidden: 'unknown-hidden' is for the networks").And.Message.Contains("points.boundary: 'boundary' changes nothing"));
    }

    private static Experiment Load(Workplace place, string[] at)
    {
        var problem = at[0];
        for (var i = 3; i < at.Length; i += 2)
        {
            Assert.That(problem, Does.Contain(at[i]));
            problem = problem.Replace(at[i], at[i + 1], StringComparison.Ordinal);
        }
        place.Write("problems/p.yaml", problem);
        return Experiment.Load(place.Write("configs/c.yaml", $"problem: ../problems/p.yaml\n{at[1]}\n"));
    }
}
