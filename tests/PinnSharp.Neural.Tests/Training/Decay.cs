using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>y' = −k y, y(0) = y0, whose nonlinear least-squares answer is known in closed form.</summary>
internal static class Decay
{
    public const double Rate = 0.7, Start = 2, Noise = 0.05;

    public const int Count = 20;

    /// <summary>Twenty data with normal noise of standard deviation 0.05, σ unknown.</summary>
    public static InverseProblem Noisy(double sigma = Noise) => Problem(
        Data.Inline(Times, [.. Values(new RandomSource(5))]), NoiseDeclaration.Gaussian("s"), new() { ["s"] = new() { Initial = sigma, Positive = true } });

    /// <summary>The same data without noise.</summary>
    public static InverseProblem Exact() => Problem(Data.Inline(Times, [.. Values(null)]), null, []);

    public static Trainer Trainer(InverseProblem problem, TrainingOptions options) => new(problem, DataLoader.Load(problem), options);

    public static IEnumerable<TrainingState> Run(this Trainer trainer, TrainingState? from = null)
    {
        var state = from ?? trainer.Start();
        yield return state;
        while (!state.IsFinished)
            yield return state = trainer.Step(state);
    }

    /// <summary>The maximum-likelihood k and y0, the unbiased σ by n − 2, and the standard deviation of k, by Gauss–Newton on y0 e^(−k t).</summary>
    public static (double K, double Std, double Y0, double Sigma) Reference()
    {
        var y = Values(new RandomSource(5)).ToArray();
        double k = Rate, y0 = Start, kk = 0, ky = 0, yy = 0, sum = 0;
        for (var iteration = 0; iteration < 50; iteration++)
        {
            double gk = 0, gy = 0;
            (kk, ky, yy, sum) = (0, 0, 0, 0);
            for (var i = 0; i < Count; i++)
            {
                var e = Math.Exp(-k * Times[i]);
                var (r, dk, dy) = (y0 * e - y[i], -Times[i] * y0 * e, e);
                (kk, ky, yy, gk, gy, sum) = (kk + dk * dk, ky + dk * dy, yy + dy * dy, gk + dk * r, gy + dy * r, sum + r * r);
            }
            var determinant = kk * yy - ky * ky;
            (k, y0) = (k - (yy * gk - ky * gy) / determinant, y0 - (kk * gy - ky * gk) / determinant);
        }
        var sigma = Math.Sqrt(sum / (Count - 2));
        return (k, sigma * Math.Sqrt(yy / (kk * yy - ky * ky)), y0, sigma);
    }

    private static double[] Times { get; } = [.. Enumerable.Range(0, Count).Select(i => 3.0 * (i + 0.5) / Count)];

    private static IEnumerable<double> Values(RandomSource? noise) => Times.Select(t => Start * Math.Exp(-Rate * t) + Noise * (noise?.NextNormal() ?? 0));

    private static InverseProblem Problem(DataDeclaration data, NoiseDeclaration? noise, Dictionary<string, UnknownDeclaration> more)
    {
        var unknowns = new Declarations<UnknownDeclaration>
        {
            ["k"] = new() { Initial = 1.5, Positive = true, Truth = Rate },
            ["y0"] = new() { Initial = 1, Truth = Start },
        };
        foreach (var (name, unknown) in more) unknowns[name] = unknown;
        return new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 3) },
            Fields = { "y" },
            Unknowns = unknowns,
            Equations = { ["decay"] = "y_t = -k*y" },
            Conditions = { ["start"] = ("t = 0", "y = y0") },
            Observations = { ["data"] = new("y", data) { Noise = noise } },
            Truth = { ["y"] = "2*exp(-0.7*t)" },
        }.Build();
    }
}
