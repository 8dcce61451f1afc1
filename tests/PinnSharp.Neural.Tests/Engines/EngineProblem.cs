using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>A problem that an engine must evaluate and differentiate; together they have every kind of equation, condition, unknown and noise.</summary>
public sealed record EngineProblem(string Name, InverseProblem Problem, bool Separate = false)
{
    /// <summary>The networks, small.</summary>
    public NetworkOptions Network { get; init; } = new() { Hidden = [4, 3], Separate = Separate, ExactPeriodicity = false };

    /// <summary>G and φ of the fields that have conditions built in.</summary>
    public Dictionary<string, (string Lift, string Factor)> BuiltIn { get; init; } = [];

    /// <summary>Tables and their derivatives, written down as functions.</summary>
    public Dictionary<string, Func<double, int, double>> Tables { get; init; } = [];

    public override string ToString() => Name;

    public static IReadOnlyList<EngineProblem> All { get; } =
    [
        new("ODE system, shared network", Predator()),
        new("ODE system, separate networks", Predator(), true),
        new("heat", Heat()),
        new("Burgers", Burgers()),
        new("Kuramoto-Sivashinsky", KuramotoSivashinsky()),
        new("beam", Beam()),
        new("Poisson", Poisson()),
        new("advection-diffusion", AdvectionDiffusion()),
        new("Laplace in 3D", Laplace()),
        new("hole with a Robin condition", Hole()),
        new("positive field", PorousMedium()),
        new("two fields in one condition, separate networks", Coupled(), true),
        new("unknown fields: a coefficient, a source and an initial value", Conductivity()),
        new("unknown functions of fields", Constitutive()),
        new("periodic features", KuramotoSivashinsky()) { Network = new() { Hidden = [3, 3, 3], Residual = true } },
        new("conditions built in", Heat()) { Network = new() { Hidden = [3], Exact = true }, BuiltIn = { ["u"] = ("x^2 - 1", "2*t") } },
        new("conditions built in beside a wrap that some cannot follow", AdvectionDiffusion())
        {
            Network = new() { Hidden = [3, 2], Exact = true, ExactPeriodicity = false }, BuiltIn = { ["c"] = ("t", "x/2") },
        },
        new("conditions with unknowns built in, periodic features", Strip())
        {
            Network = new() { Hidden = [3], Exact = true }, BuiltIn = { ["u"] = ("a + sin(pi*x) + (1 - y)*t + b*y", "2*y*(1 - y)*t") },
        },
        new("tables in an equation, a condition, observations and an average", Pumped())
        {
            Tables =
            {
                ["Q"] = (t, order) => order == 0 ? t < 1 ? 1 + t : 4 - 2 * t : t < 1 ? 1 : -2,
                ["K"] = (x, order) => order switch { 0 => x * x, 1 => 2 * x, _ => 2 },
                ["valve"] = (t, _) => t < 0.7 ? 0.5 : 2,
            },
        },
        new("functions that experiments share", Shared()),
        new("random features", Burgers()) { Network = new() { Hidden = [3], Fourier = new(3, 0.5) } },
    ];

    private static InverseProblem Strip() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2), ["y"] = (0, 1), ["t"] = (0, 2) },
        Fields = { "u" },
        Unknowns = { ["a"] = new() { Initial = 0.4, Positive = true }, ["b"] = new() { Initial = -0.7 } },
        Equations = { ["heat"] = "u_t = a*(u_xx + u_yy) + b*u_xy" },
        Conditions =
        {
            ["wrap"] = new PeriodicDeclaration("x"),
            ["bottom"] = ("y = 0", "3 - 2*u = 3 - 2*(a + sin(pi*x) + t)"),
            ["top"] = ("y = 1", "u = a + b + sin(pi*x)"),
            ["start"] = ("t = 0", "a + sin(pi*x) = u - b*y"),
        },
        Observations = { ["flux"] = new("u_y + u", Data.Inline([1, 0.5, 0.5, 1, 0.5, 1.5], [0.2, 0.4])) { Noise = NoiseDeclaration.Gaussian(0.02) } },
    }.Build();

    private static InverseProblem Predator() => new ProblemDeclaration
    {
        Coordinates = { ["t"] = (0, 5) },
        Fields = { ["u"] = new() { Positive = true }, ["v"] = new() },
        Unknowns =
        {
            ["a"] = new() { Initial = -0.5 },
            ["b"] = new() { Initial = 0.3, Positive = true },
            ["c"] = new() { Initial = 0.8, Bounds = (0.5, 2) },
            ["u0"] = new() { Initial = 3, Positive = true },
            ["s"] = new() { Initial = 0.2, Positive = true },
        },
        Equations = { ["prey"] = "u_t = c*u - b*u*v", ["predator"] = "v_t = a*v + b*u*v" },
        Conditions = { ["first"] = ("t = 0", "u = u0"), ["second"] = ("t = 0", "v = 2") },
        Observations =
        {
            ["counts"] = new("u", Data.Inline([0.5, 1, 3], [3, 4, 2.5])) { Noise = NoiseDeclaration.LogNormal("s") },
            ["others"] = new("v", Data.Inline([0.7, 4.5], [1.5, 2.5])) { Noise = NoiseDeclaration.Gaussian(0.1) },
        },
    }.Build();

    private static InverseProblem Heat() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (-1, 2), ["t"] = (0, 0.5) },
        Fields = { "u" },
        Constants = { ["h"] = 2.5 },
        Unknowns = { ["k"] = new() { Initial = 0.7, Positive = true }, ["uinf"] = new() { Initial = -1.5 } },
        Equations = { ["heat"] = "u_t = k*u_xx + sin(pi*x)*exp(-t)" },
        Conditions =
        {
            ["robin"] = ("x = -1", "-k*dn(u) = h*(u - uinf)"),
            ["neumann"] = ("x = 2", "dn(u) = cos(3*t)"),
            ["start"] = ("t = 0", "u = x^2 - 1"),
        },
        Observations = { ["flux"] = new("-k*u_x", Data.Inline([0, 0.1, 1, 0.2, 1.5, 0.4], [0.3, -0.2, 0.1])) { Noise = NoiseDeclaration.Gaussian(0.05) } },
    }.Build();

    private static InverseProblem Burgers() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
        Fields = { "u" },
        Unknowns = { ["nu"] = new() { Initial = 0.02, Positive = true } },
        Equations = { ["burgers"] = "u_t + u*u_x = nu*u_xx" },
        Conditions = { ["start"] = ("t = 0", "u = -sin(pi*x)"), ["left"] = ("x = -1", "u = 0"), ["right"] = ("x = 1 and t > 0.5", "u = 0") },
        Observations = { ["probe"] = new("u", Data.Inline([0, 0.5, 0.25, 0.75], [0.1, -0.5])) },
    }.Build();

    private static InverseProblem KuramotoSivashinsky() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 6), ["t"] = (0, 2) },
        Fields = { "u" },
        Unknowns = { ["a"] = new() { Initial = 0.9, Bounds = (0, 2) }, ["b"] = new() { Initial = 1.1 } },
        Equations = { ["ks"] = "u_t + u*u_x + a*u_xx + b*u_xxxx = 0" },
        Conditions = { ["wrap"] = new PeriodicDeclaration("x") { Order = 3 }, ["start"] = ("t = 0", "u = cos(pi*x/3)") },
        Observations = { ["probe"] = new("u^2 + u_x", Data.Inline([1, 0.5, 2, 1.75], [0.1, -0.5])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
    }.Build();

    private static InverseProblem Beam() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 3) },
        Fields = { "w" },
        Unknowns = { ["EI"] = new() { Initial = 12, Positive = true }, ["q"] = new() { Initial = 0 } },
        Equations = { ["beam"] = "EI*w_xxxx = q + x" },
        Conditions =
        {
            ["clamped"] = ("x = 0", "w = 0"),
            ["level"] = ("x = 0", "w_x = 0"),
            ["moment"] = ("x = 3", "w_xx = 0.5"),
            ["shear"] = ("x = 3", "EI*w_xxx = q"),
        },
        Observations = { ["deflection"] = new("w", Data.Inline([1, 2, 3], [0.1, 0.3, 0.7])) { Noise = NoiseDeclaration.Gaussian(0.01) } },
    }.Build();

    private static InverseProblem Poisson() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 1), ["y"] = (-1, 1) },
        Fields = { "u" },
        Definitions = { ["k"] = "1 + a*x + y^2" },
        Unknowns = { ["a"] = new() { Initial = 0.5, Positive = true } },
        Equations = { ["flow"] = "div(k*grad(u)) = exp(x*y)" },
        Conditions = { ["west"] = ("x = 0", "u = y"), ["north"] = ("y = 1", "k*dn(u) + a*u = 1"), ["wrap"] = new PeriodicDeclaration("x") { Order = 0 } },
        Observations = { ["flux"] = new("-k*u_y", Data.Inline([0.5, 0, 0.2, 0.3], [1, 2])) { Noise = NoiseDeclaration.Gaussian(0.3) } },
    }.Build();

    private static InverseProblem AdvectionDiffusion() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2), ["y"] = (0, 1), ["t"] = (0, 3) },
        Fields = { "c" },
        Unknowns = { ["D"] = new() { Initial = 0.2, Positive = true }, ["m"] = new() { Initial = 0.05 }, ["v"] = new() { Initial = 1 } },
        Equations = { ["transport"] = "c_t + v*c_x - y*c_y = D*laplacian(c) + 2*m*c_xy" },
        Conditions = { ["wrap"] = new PeriodicDeclaration("y"), ["start"] = ("t = 0", "c = sin(x)*y"), ["inlet"] = ("x = 0", "c = t") },
        Observations = { ["mean"] = new("c + m", Data.Inline([1, 0.5, 1, 0.5, 0.25, 2.5], [0.2, 0.4])) { Noise = NoiseDeclaration.Gaussian(0.02) } },
    }.Build();

    private static InverseProblem Laplace() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 1), ["y"] = (0, 2), ["z"] = (-1, 0) },
        Fields = { "p" },
        Unknowns = { ["g"] = new() { Initial = -2 } },
        Equations = { ["laplace"] = "laplacian(p) = 0" },
        Conditions = { ["bottom"] = ("z = -1", "p = x*y"), ["top"] = ("z = 0", "p_z = g"), ["wrap"] = new PeriodicDeclaration("x") { Order = 2 } },
        Observations = { ["probe"] = new("p", Data.Inline([0.5, 1, -0.5, 0.1, 0.2, -0.3], [0.4, 0.2])) },
    }.Build();

    private static InverseProblem Hole() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1), ["y"] = (-2, 1) },
        Shapes = { ["hole"] = ShapeDeclaration.Disc(0.2, -0.1, 0.4), ["core"] = ShapeDeclaration.Disc(-0.5, 0.5, 0.3), ["lake"] = ShapeDeclaration.Polygon((-1, -2), (0, -2), (-1, -1)) },
        Domain = "box - hole - lake",
        Fields = { "u" },
        Unknowns = { ["k"] = new() { Initial = 2, Positive = true }, ["h"] = new() { Initial = 5, Positive = true }, ["g"] = new() { Initial = -0.4 } },
        Equations = { ["heat"] = "u_t = div(k*grad(u)) + x" },
        Conditions =
        {
            ["robin"] = ("hole", "-k*dn(u) = h*(u - y)"),
            ["shore"] = ("lake and t > 0.5", "dn(u^2) = g*n_y"),
            ["rest"] = ("boundary", "u*n_x = u_y"),
            ["start"] = ("t = 0 and inside(box)", "u = x"),
        },
        Observations =
        {
            ["probe"] = new("u", Data.Inline([0.9, 0.5, -1.5], [0.2])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["mean"] = new("average(k*x*u_x + u^2, domain)", Data.Inline([0.2, 0.7], [0.2, 0.3])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["contrast"] = new("u/(3 + average(u*t, core)^2)", Data.Inline([0.9, 0.5, -1.5, -0.5, 0.3, 0.5], [0.2, 0.1])) { Noise = NoiseDeclaration.Gaussian(0.1) },
        },
    }.Build();

    private static InverseProblem PorousMedium() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 4), ["t"] = (1, 3) },
        Fields = { ["h"] = new() { Positive = true, Unit = "m" } },
        Unknowns = { ["K"] = new() { Initial = 0.4, Bounds = (0.1, 10) }, ["s"] = new() { Initial = 0.1, Positive = true } },
        Equations = { ["flow"] = "h_t = d(K*h*h_x, x)" },
        Conditions = { ["start"] = ("t = 1", "h = 1 + x/4"), ["closed"] = ("x = 4", "-K*h*dn(h) = 0") },
        Observations = { ["wells"] = new("h", Data.Inline([1, 1.5, 2, 2, 3, 3], [1.5, 1.2, 1.9])) { Noise = NoiseDeclaration.LogNormal("s") } },
    }.Build();

    private static InverseProblem Pumped() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2), ["t"] = (0, 1.5) },
        Shapes = { ["slab"] = new BoxDeclaration(new() { ["x"] = (0.25, 1) }) },
        Fields = { "u" },
        Tables =
        {
            ["Q"] = new() { Points = [(0, 1), (1, 2), (1.5, 1)] },
            ["K"] = new() { Points = [(0, 0), (1, 1), (1.5, 2.25), (2, 4)], Over = "x", Interpolation = Interpolation.Cubic },
            ["valve"] = new() { Points = [(0, 0.5), (0.7, 2)], Interpolation = Interpolation.Step },
        },
        Unknowns = { ["k"] = new() { Initial = 0.7, Positive = true }, ["a"] = new() { Initial = -0.4 } },
        Equations = { ["heat"] = "u_t = div(k*(1 + K)*grad(u)) + a*valve*d(Q*u, t) + K_xx" },
        Conditions = { ["pumped"] = ("x = 0", "k*dn(u) = a*Q"), ["start"] = ("t = 0", "u = K"), ["wrap"] = new PeriodicDeclaration("x") },
        Observations =
        {
            ["flux"] = new("-k*K*u_x + valve", Data.Inline([0.5, 0.25, 1.25, 1.25], [0.2, 0.4])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["mean"] = new("Q*average(K*u + K_x*Q, slab)", Data.Inline([0.5, 1.25], [0.2, 0.4])) { Noise = NoiseDeclaration.Gaussian(0.1) },
        },
    }.Build();

    private static InverseProblem Conductivity() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2), ["y"] = (0, 1), ["t"] = (0, 3) },
        Fields = { "u" },
        Unknowns =
        {
            ["k"] = new() { Over = ["x", "y"], Positive = true, Initial = 1.5 },
            ["q"] = new() { Over = ["t"], Initial = -0.5 },
            ["u0"] = new() { Over = ["y", "x"] },
            ["c"] = new() { Initial = 2, Positive = true },
        },
        Equations = { ["heat"] = "c*u_t = div(k*grad(u)) + q*x" },
        Conditions = { ["start"] = ("t = 0", "u = u0"), ["edge"] = ("x = 0", "k = 1 + y"), ["flux"] = ("x = 2", "-k*dn(u) = q_t") },
        Observations =
        {
            ["probe"] = new("u", Data.Inline([1, 0.5, 1, 0.5, 0.25, 2.5], [0.2, 0.4])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["sample"] = new("ln(k) + u_x", Data.Inline([1, 0.5, 1], [0.3])) { Noise = NoiseDeclaration.Gaussian(0.1) },
        },
    }.Build();

    private static InverseProblem Constitutive() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2), ["t"] = (0, 1) },
        Fields = { ["u"] = new(), ["h"] = new() { Positive = true } },
        Unknowns =
        {
            ["D"] = new() { Over = ["u"], Positive = true, Initial = 0.5 },
            ["f"] = new() { Over = ["h", "x"] },
            ["a"] = new() { Initial = 0.7 },
        },
        Equations = { ["diffusion"] = "u_t = d(D*u_x, x) + a*f", ["growth"] = "h_t = a*f*h - f_h*u + f_x" },
        Conditions = { ["wrap"] = new PeriodicDeclaration("x"), ["start"] = ("t = 0", "u = sin(pi*x)"), ["flux"] = ("x = 0", "-D*dn(u) = a*h") },
        Observations =
        {
            ["probe"] = new("u", Data.Inline([0.5, 0.5, 1, 0.2], [1, 3])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["density"] = new("h", Data.Inline([0.5, 0.5, 1, 0.2], [1, 3])) { Noise = NoiseDeclaration.Gaussian(0.1) },
            ["law"] = new("D*u_x + f", Data.Inline([0.25, 0.5], [0.4])) { Noise = NoiseDeclaration.Gaussian(0.1) },
        },
    }.Build();

    /// <summary>f of the field u and of x, the same in both experiments, whose fields have different ranges; an observation of each.</summary>
    private static InverseProblem Shared()
    {
        static ExperimentDeclaration Of(double start, string of) => new()
        {
            Constants = { ["u0"] = start },
            Observations = { ["probe"] = new(of, Data.Inline([0.5, 0.5, 1, 0.2], [start, 3])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        };
        return new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 2), ["t"] = (0, 1) },
            Fields = { ["u"] = new() { Positive = true } },
            Unknowns = { ["f"] = new() { Over = ["u", "x"], Positive = true }, ["k"] = new() { Over = ["x"] }, ["a"] = new() { Initial = 0.7 } },
            Equations = { ["diffusion"] = "u_t = d(f*u_x, x) + a*k" },
            Conditions = { ["start"] = ("t = 0", "u = u0 + x^2/9"), ["law"] = ("x = 2", "f*dn(u) = f_u + k") },
            Experiments = { ["slow"] = Of(1, "u"), ["fast"] = Of(2.5, "u*f") },
        }.Build();
    }

    private static InverseProblem Coupled() => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 1), ["t"] = (0, 1) },
        Fields = { "u", "v", "w" },
        Unknowns = { ["k"] = new() { Initial = 1.5 } },
        Equations = { ["first"] = "u_t = k*u_xx + v", ["second"] = "v_t = v_x*u", ["third"] = "w_x = sqrt(1 + u^2)" },
        Conditions = { ["contact"] = ("x = 0", "k*u_x = v + w^2"), ["wrap"] = new PeriodicDeclaration("x") { Fields = ["v", "w"] } },
        Observations = { ["sum"] = new("u + k*v", Data.Inline([0.5, 0.5], [1])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
    }.Build();
}
