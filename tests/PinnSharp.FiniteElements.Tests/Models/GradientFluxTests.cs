using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Coefficients that depend on the gradient, small and large.</summary>
public sealed class GradientFluxTests
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    public void Steep_solutions_are_those_of_the_declared_flux(double height)
    {
        var text = FormattableString.Invariant($"{height}");
        var problem = Texts.Problem("[u]", $"e: \"-d(k*u_x/sqrt(1 + u_x^2), x) + u = -2*d(d({text}*sin(pi*x), x)/sqrt(1 + d({text}*sin(pi*x), x)^2), x) + {text}*sin(pi*x)\"",
            "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1\", equation: \"u = 0\"}", "k: {initial: 2, positive: true}", "observations: {all: {file: none.csv, of: \"2*u\"}}");
        var model = new FiniteElementModel(problem, [], [], new() { Mesh = new() { Size = 1.0 / 160 } });
        foreach (var x in new[] { 0.1, 0.3, 0.5, 0.9 })
            Assert.That(model.Predict(model.Start, ExpressionParser.Parse("u", problem.Vocabulary), [x])[0], Is.EqualTo(height * Math.Sin(Math.PI * x)).Within(1e-6 * height));
    }

    [Test]
    public void A_flux_that_bends_at_small_gradients_is_found() => Assert.That(() => new WeakForm(Texts.Problem("[u]", "e: \"-div(k*grad(u)/(1 + sqrt(0.01 + dot(grad(u), grad(u))))) = 1\"",
        "a: {where: boundary, equation: \"u = 0\"}", "k: {initial: 2}", "observations: {all: {file: none.csv, of: \"2*u\"}}", Texts.Plane)), Throws.Nothing);
}
