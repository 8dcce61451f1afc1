using PinnSharp.Neural;
using PinnSharp.Neural.Tests;

namespace PinnSharp.Torch.Tests;

/// <summary>The tensor engine against the jet engine, on every problem in <c>problems/</c>.</summary>
public sealed class AgreementTests
{
    [Test]
    public void Residuals_gradients_and_products_equal_the_jet_engines(
        [ValueSource(typeof(Cases), nameof(Cases.Gallery))] string problem, [Values] DerivativeMode derivatives, [Values] Precision precision)
    {
        var (jets, torch) = (Cases.Shipped(Cases.Jets, problem), Cases.Shipped(Cases.Torch(new() { Derivatives = derivatives, Precision = precision }), problem));
        var (theta, v, w, n) = (jets.Theta, jets.Direction, jets.Cotangent, jets.Theta.Length);
        // The weights of a setup come from its own engine; here both have the jet engine's.
        var terms = jets.Rows.Select(rows => new WeightedRows(rows, [.. jets.Engine.CoefficientNorms(rows, theta).Select(norm => 1 / norm)])).ToList();
        var (reference, problemOf) = (jets.Engine.Assemble(terms), torch.Engine.Assemble([.. torch.Rows.Zip(terms, (rows, t) => new WeightedRows(rows, t.Weights))]));
        // Fourth derivatives and exponentials of logarithms lose digits: 32 bits are asked for what they hold.
        var tolerance = precision == Precision.Float64 ? 1e-10 : 2e-3;
        Assert.Multiple(() =>
        {
            Assert.That(problemOf.Residual(theta), IsCloseTo(reference.Residual(theta)), "residuals");
            Assert.That(problemOf.Gradient(theta), IsCloseTo(reference.Gradient(theta)), "gradient");
            Assert.That(problemOf.Multiply(theta, v), IsCloseTo(reference.Multiply(theta, v)), "J·v");
            Assert.That(problemOf.MultiplyTransposed(theta, w), IsCloseTo(reference.MultiplyTransposed(theta, w)), "Jᵀ·w");
            foreach (var (a, b) in jets.Rows.Zip(torch.Rows))
                Assert.That(torch.Engine.CoefficientNorms(b, theta), IsCloseTo(jets.Engine.CoefficientNorms(a, theta)), $"coefficients of {a.Program.Name}");
        });

        NUnit.Framework.Constraints.Constraint IsCloseTo(double[] expected) => Is.EqualTo(expected).Within(tolerance * expected.Max(Math.Abs));
    }

    [Test]
    public void Results_do_not_depend_on_the_batch([Values] DerivativeMode derivatives)
    {
        var (whole, parts) = (Cases.Set(Cases.Torch(new() { Derivatives = derivatives }), "heat", 300), Cases.Set(Cases.Torch(new() { Derivatives = derivatives, Batch = 64 }), "heat", 300));
        var n = whole.Theta.Length;
        Assert.That(parts.Problem.Residual(whole.Theta), Is.EqualTo(whole.Problem.Residual(whole.Theta)).Within(1e-12), "residuals");
        Assert.That(parts.Problem.Rows(whole.Theta), Is.EqualTo(whole.Problem.Rows(whole.Theta)).Within(1e-13), "rows");
        Assert.That(parts.Problem.Gradient(whole.Theta), Is.EqualTo(whole.Problem.Gradient(whole.Theta)).Within(1e-12), "gradient");
        double[] a = new double[n * n], b = new double[n * n];
        whole.Problem.NormalEquations(whole.Theta, a, new double[n]);
        parts.Problem.NormalEquations(whole.Theta, b, new double[n]);
        Assert.That(b, Is.EqualTo(a).Within(1e-11), "JᵀJ");
    }

    [Test]
    public void An_affine_network_has_derivatives_that_vanish_by_structure([Values] DerivativeMode derivatives)
    {
        EngineSetup Of(EngineEntry engine) => new EngineCase(engine, EngineProblem.All.First(p => p.Name == "heat") with { Network = new() { Hidden = [] } }, Activation.Tanh).Set();
        var (jets, torch) = (Of(Cases.Jets), Of(Cases.Torch(new() { Derivatives = derivatives })));
        Assert.That(torch.Problem.Residual(jets.Theta), Is.EqualTo(jets.Problem.Residual(jets.Theta)).Within(1e-12));
        Assert.That(torch.Problem.Rows(jets.Theta), Is.EqualTo(jets.Problem.Rows(jets.Theta)).Within(1e-12));
        Assert.That(torch.Problem.Multiply(jets.Theta, jets.Direction), Is.EqualTo(jets.Problem.Multiply(jets.Theta, jets.Direction)).Within(1e-12));
    }
}
