using System.Runtime.CompilerServices;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Every shipped problem, and others of many kinds, have weak forms.</summary>
public sealed class GalleryFormTests
{
    internal static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "problems");

    private static IEnumerable<string> Shipped => Directory.GetFiles(Folder(), "*.yaml").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal);

    /// <summary>The shipped problems that say nothing of their field on the boundary.</summary>
    private static readonly string[] Open = ["burgers", "burgers-noisy", "conductivity", "pinnacle-poisson"];

    [TestCaseSource(nameof(Shipped))]
    public void Every_shipped_problem_has_a_weak_form_and_says_what_holds_on_its_boundary(string name)
    {
        var form = new WeakForm(InverseProblem.Load(Path.Combine(Folder(), name + ".yaml")));
        var parts = form.Conditions.Select((c, i) => (c, i)).Where(p => p.c.Kind == ConditionKind.Boundary).GroupBy(p => p.c.Where.ToString()).Select(g => form.Boundary([.. g.Select(p => p.i)])).ToList();
        Assert.That(parts.All(p => p.Unsaid.IsEmpty), $"{name} leaves a flux open");
        var needed = form.Variables.Space.Length > 0 && parts.Count == 0;
        Assert.That(needed && !form.Boundary().Unsaid.IsEmpty, Is.EqualTo(Open.Contains(name)));
        var initial = form.Values([.. Enumerable.Range(0, form.Conditions.Length).Where(i => form.Conditions[i].Kind == ConditionKind.Initial)]).Select(v => v.Equation).ToList();
        Assert.That(Enumerable.Range(0, form.Equations.Length).Where(form.IsDifferential).Except(initial).Any(), Is.EqualTo(name.StartsWith("burgers", StringComparison.Ordinal)));
    }

    /// <summary>Fields, equations, coordinates; the fields that equations are paired with.</summary>
    private static readonly TestCaseData[] Kinds =
    [
        Case("Kuramoto-Sivashinsky", "[u]", "a: \"u_t + u*u_x + u_xx + theta*u_xxxx = 0\"", Texts.LineInTime, "u u_xx"),
        Case("Korteweg-de Vries", "[u]", "a: \"u_t + 6*u*u_x + theta*u_xxx = 0\"", Texts.LineInTime, "u u_xx"),
        Case("Benjamin-Bona-Mahony", "[u]", "a: \"u_t + u_x + u*u_x - theta*d(u, x, 2, t) = 0\"", Texts.LineInTime, "u"),
        Case("wave", "[u]", "a: \"u_tt = theta*(u_xx + u_yy)\"", Texts.PlaneInTime, "u u_t"),
        Case("Cahn-Hilliard", "[c]", "a: \"c_t = laplacian(c^3 - c - theta*laplacian(c))\"", Texts.PlaneInTime, "c laplacian(c)"),
        Case("porous medium", "[u]", "a: \"u_t = laplacian(theta*u^3)\"", Texts.PlaneInTime, "u"),
        Case("p-Laplacian", "[u]", "a: \"-theta*div((grad(u))*(u_x^2 + u_y^2)^(1/2)) = 1\"", Texts.Plane, "u"),
        Case("minimal surface", "[u]", "a: \"div(grad(u)/sqrt(1 + u_x^2 + u_y^2)) = theta\"", Texts.Plane, "u"),
        Case("Stokes", "[p, u, v]", "a: \"u_x + v_y = 0\"\nb: \"theta*laplacian(v) = p_y\"\nc: \"theta*laplacian(u) = p_x\"", Texts.Plane, "p v u"),
        Case("chemotaxis", "[c, n]", "a: \"n_t = laplacian(n) - theta*div(n*grad(c))\"\nb: \"c_t = laplacian(c) + n - c\"", Texts.PlaneInTime, "n c"),
        Case("Schrödinger", "[r, s]", "a: \"r_t = -s_xx/2 + (r^2 + s^2)*s\"\nb: \"s_t = r_xx/2 - theta*(r^2 + s^2)*r\"", Texts.LineInTime, "s r"),
        Case("sixth order", "[u]", "a: \"theta*d(u, x, 6) = u\"", "{x: [0, 1]}", "u u_xx u_xx_xx"),
        Case("steady transport", "[u]", "a: \"u_x + theta*u = 1\"", "{x: [0, 1]}", "u"),
        Case("plate in motion", "[w]", "a: \"w_tt + theta*laplacian(laplacian(w)) = 1\"", Texts.PlaneInTime, "w w_t laplacian(w)"),
        Case("oscillator", "[y]", "a: \"y_tt + theta*y_t + y^3 = sin(t)\"", "{t: [0, 1]}", "y y_t"),
        Case("differential-algebraic", "[a, b]", "f: \"a_t = -theta*a*b\"\ng: \"a + b = 1\"", "{t: [0, 1]}", "a b"),
    ];

    private static TestCaseData Case(string name, string fields, string equations, string coordinates, string states) => new TestCaseData(fields, equations, coordinates, states).SetArgDisplayNames(name);

    /// <summary>
    /// Auxiliary fields put back, S + div F is the equation as declared: for each kind of problem, with every derivative a number of its own.
    /// </summary>
    [TestCaseSource(nameof(Kinds))]
    public void Source_and_divergence_of_the_flux_are_the_equation(string fields, string equations, string coordinates, string states)
    {
        var problem = Texts.Problem(fields, equations, unknowns: "theta: {initial: 1}", rest: $"observations: {{all: {{file: none.csv, of: {fields.Trim('[', ']').Split(',')[0]}}}}}", coordinates: coordinates);
        var form = new WeakForm(problem);
        var v = form.Variables;
        Assert.That(string.Join(' ', form.Equations.Select(e => e.Field.Name)), Is.EqualTo(states));
        // z − Δu + … = 0 says what z stands for.
        var meaning = form.Equations.Skip(problem.Fields.Length).ToDictionary(e => e.Field, e => e.Field.Value - Strong(e));
        for (var e = 0; e < form.Equations.Length; e++)
        {
            var back = Enumerable.Range(0, 3).Aggregate(Strong(form.Equations[e]), (strong, _) => strong.SubstituteFields(f => meaning.GetValueOrDefault(f)));
            var declared = e < problem.Fields.Length ? v.Apply(problem.Equations[e].Equation.Residual) : Expression.Zero;
            for (var draw = 20; draw < 23; draw++)
            {
                var probe = v.Probe(draw);
                Assert.That(back.Evaluate(probe), Is.EqualTo(declared.Evaluate(probe)).Within(1e-8), form.Equations[e].Name);
            }
        }

        Expression Strong(WeakEquation w) => w.Source + Expression.Add(w.Flux.Select((f, j) => f.Differentiate(v.Space[j])));
    }

    [Test]
    public void Twenty_experiments_are_paired_each_with_its_own_fields()
    {
        var names = Enumerable.Range(0, 20).ToList();
        var problem = Texts.Problem($"[{string.Join(", ", names.SelectMany(i => new[] { $"p{i}", $"u{i}" }))}]",
            string.Join('\n', names.SelectMany(i => new[] { $"f{i}: \"u{i}_xx = p{i}\"", $"g{i}: \"p{i}_xx = u{i} + p{(i + 1) % 20}\"" })));
        Assert.That(new WeakForm(problem).Equations.Select(e => e.Field.Name), Is.EqualTo(names.SelectMany(i => new[] { $"u{i}", $"p{i}" })));
    }
}
