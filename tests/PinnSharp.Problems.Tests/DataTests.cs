using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

public sealed class DataTests
{
    private static ProblemDeclaration Problem(NoiseDeclaration? noise, int count = 4, string of = "u", ulong seed = 7) => new()
    {
        Coordinates = { ["x"] = (0, 1), ["t"] = (0, 1) },
        Fields = { "u" },
        Unknowns = { ["k"] = new() { Initial = 2, Truth = 1 }, ["s"] = new() { Initial = 1, Positive = true, Truth = 0.5 } },
        Equations = { ["flow"] = "u_t = k*u_xx" },
        Observations =
        {
            ["probes"] = new(of, Data.Draw(count, "t = 1", seed)) { Noise = noise },
            ["other"] = new("u", Data.Draw(2, seed: seed)) { Noise = NoiseDeclaration.Gaussian("s") },
        },
        Truth = { ["u"] = "2 + exp(-k*t)*sin(x)" },
    };

    private static MeasuredData Probes(ProblemDeclaration declaration) => DataLoader.Load(declaration.Build())[0];

    [Test]
    public void Drawn_values_are_the_truth_of_the_observed_expression()
    {
        var data = Probes(Problem(null, of: "-k*u_x + t"));
        for (var i = 0; i < 4; i++)
        {
            Assert.That(data.Points[2 * i + 1], Is.EqualTo(1));
            Assert.That(data.Values[i], Is.EqualTo(1 - Math.Exp(-1) * Math.Cos(data.Points[2 * i])).Within(1e-15));
        }
    }

    [Test]
    public void Drawn_values_never_change_with_the_version()
    {
        var data = Probes(Problem(NoiseDeclaration.Gaussian(0.1)));
        Assert.That(data.Points.Where((_, i) => i % 2 == 0), Is.EqualTo(GoldenPoints).Within(1e-15));
        Assert.That(data.Values, Is.EqualTo(GoldenValues).Within(1e-14));
        Assert.That(Probes(Problem(NoiseDeclaration.Gaussian(0.1), seed: 8)).Values, Is.Not.EqualTo(data.Values));
    }

    private static readonly double[] GoldenPoints = [0.14744967909064144, 0.6474496790906414, 0.8974496790906414, 0.39744967909064144];
    private static readonly double[] GoldenValues = [2.0525000161643834, 2.266450071584807, 2.4825726573768665, 2.1296884276991945];

    [Test]
    public void Relative_noise_is_of_the_standard_deviation_of_the_noise_free_data()
    {
        const int N = 20_000;
        var exact = Probes(Problem(null, N));
        var noisy = Probes(Problem(NoiseDeclaration.GaussianRelative("1/2"), N));
        Assert.That(noisy.Points, Is.EqualTo(exact.Points));
        var level = (NoiseLevel.Known)((GaussianNoise)noisy.Noise).Level;
        Assert.That(level.Sigma, Is.EqualTo(0.5 * MeasuredData.StandardDeviation(exact.Values)).Within(1e-15));
        var errors = noisy.Values.Zip(exact.Values, (a, b) => (a - b) / level.Sigma).ToArray();
        Assert.That(errors.Average(), Is.EqualTo(0).Within(0.03));
        Assert.That(MeasuredData.StandardDeviation(errors), Is.EqualTo(1).Within(0.02));
    }

    [Test]
    public void Log_normal_noise_scatters_the_logarithm_by_the_true_level()
    {
        const int N = 20_000;
        var exact = Probes(Problem(null, N));
        var noisy = Probes(Problem(NoiseDeclaration.LogNormal("s"), N));
        Assert.That(noisy.Noise, Is.EqualTo(new LogNormalNoise(new NoiseLevel.Unknown("s"))));
        Assert.That(MeasuredData.StandardDeviation([.. noisy.Values.Zip(exact.Values, (a, b) => Math.Log(a / b))]), Is.EqualTo(0.5).Within(0.01));
    }

    [Test]
    public void The_standard_deviation_is_that_of_the_population() =>
        Assert.That(MeasuredData.StandardDeviation([1, 2, 3, 4]), Is.EqualTo(Math.Sqrt(1.25)).Within(1e-15));

    [Test]
    public void Columns_are_expressions_or_named_like_what_they_hold()
    {
        var folder = Directory.CreateTempSubdirectory("pinnsharp-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.csv"), "# a comment, with a comma\n\"note, free\", x ,minutes,u\n\"first, \"\"one\"\"\",0.5,30,1\n\nsecond,0.25,60,-2e-3\n");
        var problem = new ProblemDeclaration
        {
            Directory = folder,
            Coordinates = { ["x"] = (0, 1), ["t"] = (0, 1) },
            Constants = { ["hour"] = 60 },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 2 } },
            Equations = { ["flow"] = "u_t = k*u_xx" },
            Observations =
            {
                ["values"] = new("u", Data.Csv("a.csv", new() { ["t"] = "minutes/hour" })),
                ["squares"] = new("u^2", Data.Csv("a.csv", new() { ["t"] = "minutes/hour", ["x"] = "1/4", ["value"] = "u^2" })) { Noise = NoiseDeclaration.GaussianRelative(0.1) },
            },
        }.Build();
        var data = DataLoader.Load(problem);
        Directory.Delete(folder, recursive: true);
        Assert.That(data[0].Points, Is.EqualTo(new[] { 0.5, 0.5, 0.25, 1 }));
        Assert.That(data[0].Values, Is.EqualTo(new[] { 1, -2e-3 }));
        Assert.That(data[1].Points, Is.EqualTo(new[] { 0.25, 0.5, 0.25, 1 }));
        Assert.That(data[1].Values, Is.EqualTo(new[] { 1, 4e-6 }));
        Assert.That(((NoiseLevel.Known)((GaussianNoise)data[1].Noise).Level).Sigma, Is.EqualTo(0.1 * MeasuredData.StandardDeviation(data[1].Values)));
    }
}
