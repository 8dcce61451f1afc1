using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

/// <summary>The same problem from C# as from YAML.</summary>
public sealed class DeclarationTests
{
    private static ProblemDeclaration Diffusion() => new()
    {
        Name = "diffusion",
        Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
        Fields = { "u" },
        Unknowns = { ["C"] = new() { Initial = 2, Positive = true, Truth = 1 } },
        Equations = { ["diffusion"] = "u_t = C*u_xx - exp(-t)*(sin(pi*x) - pi^2*sin(pi*x))" },
        Conditions =
        {
            ["left"] = ("x = -1", "u = 0"),
            ["right"] = ("x = 1", "u = 0"),
            ["start"] = ("t = 0", "u = sin(pi*x)"),
        },
        Observations = { ["probes"] = new("u", new DrawDeclaration(10) { Where = "t = 1", Sampling = SamplingMethod.Grid }) },
        Truth = { ["u"] = "exp(-t)*sin(pi*x)" },
    };

    [Test]
    public void Csharp_and_YAML_build_the_same_problem()
    {
        var (built, read) = (Diffusion().Build(), InverseProblem.Load(Path.Combine(Repository.Problems, "diffusion.yaml")));
        Assert.That(built.Name, Is.EqualTo(read.Name));
        Assert.That(built.Coordinates, Is.EqualTo(read.Coordinates));
        Assert.That(built.Fields, Is.EqualTo(read.Fields));
        Assert.That(built.Unknowns, Is.EqualTo(read.Unknowns));
        Assert.That(built.Constants, Is.EqualTo(read.Constants));
        Assert.That(built.Equations, Is.EqualTo(read.Equations));
        Assert.That(built.Conditions, Is.EqualTo(read.Conditions));
        Assert.That(built.Observations, Is.EqualTo(read.Observations));
        var (fromBuilt, fromRead) = (DataLoader.Load(built).Single(), DataLoader.Load(read).Single());
        Assert.That(fromBuilt.Points, Is.EqualTo(fromRead.Points));
        Assert.That(fromBuilt.Values, Is.EqualTo(fromRead.Values));
    }

    [Test]
    public void Csharp_takes_numbers_expressions_and_inline_data()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = ("0", "2*pi*L"), ["t"] = (0, 1) },
            Constants = { ["L"] = 0.5 },
            Definitions = { ["flux"] = "k*u_x" },
            Fields = { ["u"] = new() { Positive = true, Unit = "K" } },
            Unknowns = { ["k"] = new() { Initial = "1/L", Bounds = (0, 3) }, ["s"] = new() { Initial = 1, Positive = true } },
            Equations = { ["heat"] = "u_t = d(flux, x)" },
            Conditions = { ["wrap"] = new PeriodicDeclaration("x") { Order = 0 }, ["start"] = ("t = 0", "u = 1 + sin(x/L)") },
            Observations = { ["probe"] = new("flux", Data.Inline([1, 0.5, 2, 0.5], [0.1, 0.2])) { Noise = NoiseDeclaration.Gaussian("s") } },
        }.Build();
        Assert.That(problem.Coordinates[0].Upper, Is.EqualTo(Math.PI));
        Assert.That(problem.Unknowns[0].Initial, Is.EqualTo(2));
        Assert.That(problem.Unknowns[0].Bounds, Is.EqualTo((0.0, 3.0)));
        Assert.That(problem.Unknowns.Select(u => u.IsNoiseLevel), Is.EqualTo(new[] { false, true }));
        Assert.That(problem.Equations[0].Equation.ToString(), Is.EqualTo("u_t = k*u_xx"));
        Assert.That(problem.Conditions[0], Is.TypeOf<PeriodicCondition>());
        Assert.That(((PeriodicCondition)problem.Conditions[0]).Fields.Select(f => f.Name), Is.EqualTo(new[] { "u" }));
        var data = DataLoader.Load(problem).Single();
        Assert.That(data.Points, Is.EqualTo(new[] { 1, 0.5, 2, 0.5 }));
        Assert.That(data.Values, Is.EqualTo(new[] { 0.1, 0.2 }));
        Assert.That(data.Noise, Is.EqualTo(new GaussianNoise(new NoiseLevel.Unknown("s"))));
    }

    [Test]
    public void Mistakes_in_Csharp_name_the_declaration()
    {
        var declaration = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["flow"] = "k*u_xx = p" },
            Conditions = { ["left"] = ("x = 2", "u = 0"), ["left"] = ("x = 0", "u = 0") },
            Observations = { ["probe"] = new("u", Data.Inline([0.5, 0.6], [1])) },
        };
        Assert.That(Assert.Throws<InputException>(() => declaration.Build())!.Errors.Select(e => e.ToString()), Is.EqualTo(new[]
        {
            "conditions.left: 'left' is given twice in 'conditions'.",
        }));
        declaration = new ProblemDeclaration
        {
            Coordinates = declaration.Coordinates,
            Fields = declaration.Fields,
            Unknowns = declaration.Unknowns,
            Equations = declaration.Equations,
            Conditions = { ["left"] = ("x = 2", "u = 0") },
            Observations = declaration.Observations,
        };
        Assert.That(Assert.Throws<InputException>(() => declaration.Build())!.Errors.Select(e => e.ToString()), Is.EqualTo(new[]
        {
            "equations.flow: Unknown name 'p'. Did you mean 'pi'?",
            "conditions.left: x = 2 is outside the domain, where x runs from 0 to 1.",
            "observations.probe: The observation 'probe' has 1 values and 2 coordinates of points; 1 a value are needed.",
        }));
    }

    [Test]
    public void Inline_data_outside_the_domain_are_refused()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["flow"] = "k*u_xx = 1" },
            Observations = { ["probe"] = new("u", Data.Inline([0.5, 1.5], [1, 2])) },
        }.Build();
        Assert.That(Assert.Throws<InputException>(() => DataLoader.Load(problem))!.Message,
            Is.EqualTo("observations.probe, point 2: x = 1.5 is outside the domain, where x runs from 0 to 1."));
    }

    [Test]
    public void A_face_gives_its_normal_to_the_condition()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["y"] = (0, 2), ["t"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["flow"] = "u_t = k*laplacian(u)" },
            Conditions = { ["west"] = ("x = 0", "-k*dn(u) = u + n_x"), ["north"] = ("y = 2 and t > 0.5", "k*dn(u) = n_y") },
            Observations = { ["probe"] = new("u", Data.Inline([0.5, 0.5, 0.5], [1])) },
        }.Build();
        var conditions = problem.Conditions.Cast<EquationCondition>().ToList();
        Assert.That(conditions.Select(c => c.Equation.ToString()), Is.EqualTo(new[] { "k*u_x = u - 1", "k*u_y = 1" }));
        Assert.That(conditions[0].Where.Normal, Is.EqualTo(new[] { -1.0, 0, 0 }));
        Assert.That(conditions[1].Where.Normal, Is.EqualTo(new[] { 0.0, 1, 0 }));
        Assert.That(problem.Domain.Normal, Is.Null);
    }
}
