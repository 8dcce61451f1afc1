using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Models of small problems and what their derivatives are held to.</summary>
internal static class ModelChecks
{
    /// <summary>A model that predicts expressions at random points of the domain.</summary>
    public static FiniteElementModel Model(InverseProblem problem, FiniteElementOptions options, params string[] outputs)
    {
        var points = problem.Domain.Sample(7, SamplingMethod.Uniform, 5);
        return new(problem, [], [.. outputs.Select(o => new ModelOutput(o, ExpressionParser.Parse(o, problem.Vocabulary), points))], options);
    }

    /// <summary>Somewhere near the start, where no parameter is zero.</summary>
    public static double[] Near(FiniteElementModel model, double by = 0.1)
    {
        var random = new RandomSource(11);
        return [.. model.Start.Select(x => x + by * random.NextNormal())];
    }

    /// <summary>The rate at which y(θ + hv) − y(θ) − hJv vanishes, 2 for a right J, and |⟨Jv, w⟩ − ⟨v, Jᵀw⟩| over the sum of magnitudes.</summary>
    public static (double Rate, double Mismatch) Derivatives(FiniteElementModel model, double[] theta, double h = 1e-3)
    {
        var (random, m) = (new RandomSource(7), model.Outputs.Count);
        double[] v = [.. theta.Select(_ => random.NextNormal())], w = [.. new double[m].Select(_ => random.NextNormal())], jv = new double[m], jw = new double[v.Length];
        var at = model.Linearize(theta);
        var y = at.Outputs.ToArray();
        Assert.That(y, Is.All.Matches<double>(double.IsFinite));
        at.Tangent(v, jv);
        at.Adjoint(w, jw);
        Assert.That(jv.Max(Math.Abs), Is.GreaterThan(1e-3));
        double[] errors = [Error(h), Error(h / 4)];
        return (Math.Log2(errors[0] / errors[1]) / 2, Math.Abs(Dot(jv, w) - Dot(v, jw)) / jv.Zip(w, (a, b) => Math.Abs(a * b)).Sum());

        double Error(double step)
        {
            var moved = new double[m];
            model.Evaluate([.. theta.Zip(v, (t, d) => t + step * d)], moved);
            return Math.Sqrt(moved.Select((x, i) => Math.Pow(x - y[i] - step * jv[i], 2)).Sum());
        }
    }

    /// <summary>The slope of log error over log size, by least squares.</summary>
    public static double Rate(IReadOnlyList<double> sizes, IReadOnlyList<double> errors)
    {
        double[] x = [.. sizes.Select(s => Math.Log(s))], y = [.. errors.Select(e => Math.Log(e))];
        var (a, b) = (x.Average(), y.Average());
        return x.Zip(y, (u, v) => (u - a) * (v - b)).Sum() / x.Sum(u => (u - a) * (u - a));
    }

    /// <summary>Jᵀw for some w.</summary>
    public static double[] Gradient(FiniteElementModel model, double[] theta)
    {
        var (random, gradient) = (new RandomSource(3), new double[theta.Length]);
        model.Linearize(theta).Adjoint([.. new double[model.Outputs.Count].Select(_ => random.NextNormal())], gradient);
        return gradient;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
