namespace PinnSharp.Tests;

/// <summary>A problem and what is known of its unknowns.</summary>
/// <param name="Name">Of the test.</param>
/// <param name="Yaml">The problem; data in data.csv where it names that.</param>
/// <param name="Verdicts">name: verdict, one a line.</param>
/// <param name="Csv">data.csv.</param>
public sealed record IdentifiabilityCase(string Name, string Yaml, string Verdicts, string? Csv = null)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Problems of which theory says what data determine.</summary>
public static class IdentifiabilityTable
{
    private const string Determined = "determined";

    /// <summary>All of them.</summary>
    public static IEnumerable<IdentifiabilityCase> Cases()
    {
        // Heat and groundwater: only the ratio stands in the equation; a flux holds one of the two alone.
        yield return new("head_without_flux", Diffusion("T", "S", "of: h"), "T: not determined: only T/S\nS: not determined: only T/S");
        yield return new("head_with_flux", Diffusion("T", "S", "of: h", "of: \"-T*h_x\""), $"T: {Determined}\nS: {Determined}");
        yield return new("capacity_without_flux", Diffusion("k", "c", "of: h").Replace("right: {where: \"x = 1\", equation: \"h = 0\"}", "right: {where: \"x = 1\", equation: \"k*h_x = -pi*k*exp(-pi^2*t/2)\"}", StringComparison.Ordinal),
            "k: not determined: only k/c\nc: not determined: only k/c");
        yield return new("capacity_with_known_source", """
            coordinates: {x: [0, 1], t: [0, 1]}
            fields: [u]
            unknowns: {c: {initial: 1, positive: true}, k: {initial: 1, positive: true}}
            equations: {heat: "c*u_t = k*u_xx + 10*sin(pi*x)"}
            conditions: {start: {where: "t = 0", equation: "u = 0"}, left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 20, seed: 1}, of: u, noise: {gaussian: {sigma: 0.005}}}}
            truth: {fields: {u: "5/pi^2*(1 - exp(-pi^2*t/2))*sin(pi*x)"}}
            """, $"c: {Determined}\nk: {Determined}");
        yield return new("product_in_an_equation", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {a: {initial: 1, positive: true}, b: {initial: 2, positive: true}}
            equations: {bar: "-a*b*u_xx = pi^2*sin(pi*x)"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probes: {draw: {points: 9}, of: u, noise: {gaussian: {sigma: 0.002}}}}
            truth: {fields: {u: "sin(pi*x)/3"}}
            """, "a: not determined: only a·b\nb: not determined: only a·b");
        // exp(−9π²/3) of the third wave is left, exp(−π²/3) of the first.
        yield return new("initial_temperature_at_late_times", """
            coordinates: {x: [0, 1], t: [0, 0.5]}
            fields: [u]
            unknowns: {A: {initial: 1}, B: {initial: 1}}
            equations: {heat: "u_t = u_xx"}
            conditions:
              start: {where: "t = 0", equation: "u = A*sin(pi*x) + B*sin(3*pi*x)"}
              left: {where: "x = 0", equation: "u = 0"}
              right: {where: "x = 1", equation: "u = 0"}
            observations: {probes: {draw: {points: 20, where: "t > 0.33", seed: 3}, of: u, noise: {gaussian: {sigma: 0.0005}}}}
            truth: {fields: {u: "2*exp(-pi^2*t)*sin(pi*x) + 0.5*exp(-9*pi^2*t)*sin(3*pi*x)"}}
            """, $"A: {Determined}\nB: not determined");
        yield return new("initial_temperature_at_early_times", """
            coordinates: {x: [0, 1], t: [0, 0.05]}
            fields: [u]
            unknowns: {A: {initial: 1}, B: {initial: 1}}
            equations: {heat: "u_t = u_xx"}
            conditions:
              start: {where: "t = 0", equation: "u = A*sin(pi*x) + B*sin(3*pi*x)"}
              left: {where: "x = 0", equation: "u = 0"}
              right: {where: "x = 1", equation: "u = 0"}
            observations: {probes: {draw: {points: 20, seed: 3}, of: u, noise: {gaussian: {sigma: 0.005}}}}
            truth: {fields: {u: "2*exp(-pi^2*t)*sin(pi*x) + 0.5*exp(-9*pi^2*t)*sin(3*pi*x)"}}
            """, $"A: {Determined}\nB: {Determined}");
        // x1 is a sum of two exponentials: their rates' sum and product, x1(0) and x1′(0).
        yield return new("two_compartments", """
            coordinates: {t: [0, 8]}
            fields: [x1, x2]
            unknowns:
              a01: {initial: 0.4, positive: true}
              a12: {initial: 0.7, positive: true}
              a21: {initial: 0.6, positive: true}
              x1_0: {initial: 1.2, positive: true}
              x2_0: {initial: 0.3, positive: true}
            equations: {one: "x1_t = -(a01 + a21)*x1 + a12*x2", two: "x2_t = a21*x1 - a12*x2"}
            conditions: {x1: {where: "t = 0", equation: "x1 = x1_0"}, x2: {where: "t = 0", equation: "x2 = x2_0"}}
            observations: {first: {file: data.csv, columns: {t: t, value: y}, of: x1, noise: {gaussian: {sigma: 0.0005}}}}
            """, $"""
            a01: not determined: only a01·a12 and a01 + a12 + a21
            a12: not determined: only a01·a12, a01 + a12 + a21 and a12·(x1_0 + x2_0)
            a21: not determined: only a01 + a12 + a21
            x1_0: {Determined}
            x2_0: not determined: only a12·(x1_0 + x2_0)
            """, Ode.Csv(8, 40, [1, 0.5], (_, y) => [-0.8 * y[0] + 0.8 * y[1], 0.5 * y[0] - 0.8 * y[1]], y => y[0], 0.0005));
        static string Prey(string predator, string initial) => $$$$$"""
            coordinates: {t: [0, 10]}
            fields: [u, v]
            unknowns:
              a: {initial: 1, positive: true}
              b: {initial: 0.5, positive: true}
              c: {initial: 1, positive: true}
              g: {initial: 0.3, positive: true}
            {{{{{predator}}}}}
            equations: {prey: "u_t = a*u - b*u*v", predator: "v_t = g*u*v - c*v"}
            conditions: {u: {where: "t = 0", equation: "u = 2"}, v: {where: "t = 0", equation: "v = {{{{{initial}}}}}"}}
            observations: {prey: {file: data.csv, columns: {t: t, value: y}, of: u, noise: {gaussian: {sigma: 0.01}}}}
            """;
        var lotka = Ode.Csv(10, 40, [2, 1], (_, y) => [1.1 * y[0] - 0.6 * y[0] * y[1], 0.35 * y[0] * y[1] - 0.9 * y[1]], y => y[0], 0.01);
        yield return new("prey_alone", Prey("  v0: {initial: 1.3, positive: true}", "v0"),
            $"a: {Determined}\nb: not determined: only b·v0\nc: {Determined}\ng: {Determined}\nv0: not determined: only b·v0", lotka);
        yield return new("prey_alone_with_known_predator", Prey("", "1"), $"a: {Determined}\nb: {Determined}\nc: {Determined}\ng: {Determined}", lotka);
        static string Source(string where) => $$$$$"""
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {q: {initial: 1}}
            equations: {bar: "-u_xx = 4*pi^2*q*sin(2*pi*x)"}
            conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
            observations: {probe: {file: data.csv, columns: {x: "{{{{{where}}}}}", value: y}, of: u, noise: {gaussian: {sigma: 0.01}}}}
            """;
        yield return new("source_at_a_node", Source("0.5"), "q: not determined", "y\n0.01\n-0.004\n0.002\n");
        yield return new("source_off_the_node", Source("0.3"), $"q: {Determined}", "y\n1.91\n1.896\n1.902\n");
        static string Ends(string second) => $$$$$"""
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {a: {initial: 1}, b: {initial: 1}}
            equations: {bar: "u_xx = 0"}
            conditions: {left: {where: "x = 0", equation: "u = a"}, right: {where: "x = 1", equation: "u = b"}}
            observations:
              one: {file: data.csv, columns: {x: "0.5", value: y}, of: u, noise: {gaussian: {sigma: 0.01}}}
              two: {file: data.csv, columns: {x: "{{{{{second}}}}}", value: z}, of: u, noise: {gaussian: {sigma: 0.01}}}
            """;
        yield return new("two_sensors_at_one_place", Ends("0.5"), "a: not determined: only a + b\nb: not determined: only a + b", "y,z\n2.5,2.495\n2.51,2.5\n");
        yield return new("two_sensors_at_two_places", Ends("0.25"), $"a: {Determined}\nb: {Determined}", "y,z\n2.5,2.245\n2.51,2.25\n");
        static string Square(string initial) => $$$$$"""
            coordinates: {t: [0, 2]}
            fields: [y]
            unknowns: {y0: {initial: {{{{{initial}}}}}}}
            equations: {decay: "y_t = -y"}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}
            observations: {power: {draw: {points: 12, seed: 2}, of: "y^2", noise: {gaussian: {sigma: 0.02}}}}
            truth: {fields: {y: "1.5*exp(-t)"}}
            """;
        yield return new("sign_seen_from_one_side", Square("1"), "y0: not determined: only |y0|");
        yield return new("sign_seen_from_zero", Square("0"), "y0: not determined: only |y0|");
        yield return new("decay", """
            coordinates: {t: [0, 3]}
            fields: [y]
            unknowns: {k: {initial: 1, positive: true}, y0: {initial: 1}, s: {initial: 0.1, positive: true}}
            equations: {decay: "y_t = -k*y"}
            conditions: {start: {where: "t = 0", equation: "y = y0"}}
            observations: {probe: {draw: {points: 20, seed: 2}, of: y, noise: {gaussian: {sigma: 0.02}}}}
            truth: {fields: {y: "2*exp(-t/2)"}}
            """.Replace(", s: {initial: 0.1, positive: true}", "", StringComparison.Ordinal), $"k: {Determined}\ny0: {Determined}");
        yield return new("two_ways_of_decay", """
            coordinates: {t: [0, 3]}
            fields: [y]
            unknowns: {k1: {initial: 0.3, positive: true}, k2: {initial: 0.4, positive: true}, s: {initial: 0.1, positive: true}}
            equations: {decay: "y_t = -(k1 + k2)*y"}
            conditions: {start: {where: "t = 0", equation: "y = 2"}}
            observations: {probe: {file: data.csv, columns: {t: t, value: y}, of: y, noise: {gaussian: {sigma: s}}}}
            """, "k1: not determined: only k1 + k2\nk2: not determined: only k1 + k2", Ode.Csv(3, 20, [2], (_, y) => [-0.5 * y[0]], y => y[0], 0.02));
        // Far below saturation only V/K stands in what is seen; up to it, both.
        static string Enzyme(string start) => $$$$$"""
            coordinates: {t: [0, 3]}
            fields: [s]
            unknowns: {V: {initial: 1, positive: true}, K: {initial: 1, positive: true}}
            equations: {uptake: "s_t = -V*s/(K + s)"}
            conditions: {start: {where: "t = 0", equation: "s = {{{{{start}}}}}"}}
            observations: {probe: {file: data.csv, columns: {t: t, value: y}, of: s, noise: {gaussian: {sigma: 0.01}}}}
            """;
        yield return new("enzyme_up_to_saturation", Enzyme("4"), $"V: {Determined}\nK: {Determined}", Ode.Csv(3, 30, [4], (_, y) => [-2 * y[0] / (1 + y[0])], y => y[0], 0.01));
        yield return new("robin_condition_without_flux", """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {h: {initial: 1, positive: true}, k: {initial: 1, positive: true}}
            equations: {bar: "-k*u_xx = 0"}
            conditions: {left: {where: "x = 0", equation: "u = 1"}, right: {where: "x = 1", equation: "k*dn(u) = -h*u"}}
            observations: {probes: {draw: {points: 9}, of: u, noise: {gaussian: {sigma: 0.002}}}}
            truth: {fields: {u: "1 - 2*x/3"}}
            """, "h: not determined: only h/k\nk: not determined: only h/k");
        yield return new("growth_before_saturation", """
            coordinates: {t: [0, 1]}
            fields: [y]
            unknowns: {r: {initial: 1, positive: true}, K: {initial: 3, positive: true}}
            equations: {growth: "y_t = r*y*(1 - y/K)"}
            conditions: {start: {where: "t = 0", equation: "y = 0.1"}}
            observations: {probe: {file: data.csv, columns: {t: t, value: y}, of: y, noise: {gaussian: {sigma: 0.003}}}}
            """, $"r: {Determined}\nK: weakly determined", Ode.Csv(1, 20, [0.1], (_, y) => [1.2 * y[0] * (1 - y[0] / 5)], y => y[0], 0.003));
        yield return new("two_decays_seen_together", """
            coordinates: {t: [0, 6]}
            fields: [y, z]
            unknowns: {p: {initial: 0.3, positive: true}, q: {initial: 1.5, positive: true}}
            equations: {one: "y_t = -p*y", two: "z_t = -q*z"}
            conditions: {y: {where: "t = 0", equation: "y = 1"}, z: {where: "t = 0", equation: "z = 1"}}
            observations: {sum: {draw: {points: 30, seed: 5}, of: "y + z", noise: {gaussian: {sigma: 0.003}}}}
            truth: {fields: {y: "exp(-0.4*t)", z: "exp(-2*t)"}}
            """, "p: not determined: only p + q and p·q\nq: not determined: only p + q and p·q");
    }

    private static string Diffusion(string conductivity, string capacity, params string[] of) => $$$$$"""
        coordinates: {x: [0, 1], t: [0, 0.4]}
        fields: [h]
        unknowns: { {{{{{conductivity}}}}}: {initial: 1, positive: true, truth: 1.5}, {{{{{capacity}}}}}: {initial: 4, positive: true, truth: 3} }
        equations: {flow: "{{{{{capacity}}}}}*h_t = {{{{{conductivity}}}}}*h_xx"}
        conditions: {start: {where: "t = 0", equation: "h = sin(pi*x)"}, left: {where: "x = 0", equation: "h = 0"}, right: {where: "x = 1", equation: "h = 0"}}
        observations:
        {{{{{string.Join('\n', of.Select((o, i) => $"  probe{i}: {{draw: {{points: 12, seed: {i + 1}}}, {o}, noise: {{gaussian: {{sigma: 0.01}}}}}}"))}}}}}
        truth: {fields: {h: "exp(-pi^2*t/2)*sin(pi*x)"}}
        """;
}

/// <summary>Data of ordinary differential equations, by a method of the test's own.</summary>
public static class Ode
{
    /// <summary>t,y at equal intervals with noise that is always the same.</summary>
    public static string Csv(double end, int count, double[] start, Func<double, double[], double[]> rate, Func<double[], double> of, double sigma)
    {
        const int Steps = 200;
        var (y, rows, random) = (start, new List<string> { "t,y" }, new Random(7));
        for (var i = 1; i <= count; i++)
        {
            var h = end / count / Steps;
            for (var s = 0; s < Steps; s++)
            {
                double[] At(double[] k, double part) => [.. y.Zip(k, (a, b) => a + part * h * b)];
                var k1 = rate(0, y);
                var k2 = rate(0, At(k1, 0.5));
                var k3 = rate(0, At(k2, 0.5));
                var k4 = rate(0, At(k3, 1));
                y = [.. y.Select((v, j) => v + h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]))];
            }
            var noise = sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            rows.Add(FormattableString.Invariant($"{end * i / count},{of(y) + noise}"));
        }
        return string.Join('\n', rows) + "\n";
    }
}
