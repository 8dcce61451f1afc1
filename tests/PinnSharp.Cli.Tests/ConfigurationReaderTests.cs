using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Tests;

public sealed class ConfigurationReaderTests
{
    [Test]
    public void A_problem_alone_has_all_defaults()
    {
        var configuration = ConfigurationReader.Parse("problem: p.yaml");
        Assert.That(configuration.Problem.Text, Is.EqualTo("p.yaml"));
        Assert.That(configuration.Options.Seed, Is.EqualTo(new TrainingOptions().Seed));
        Assert.That(configuration.Options.Points, Is.EqualTo(new TrainingOptions().Points));
        Assert.That(configuration.Options.Stages, Is.EqualTo(new TrainingOptions().Stages));
        Assert.That(configuration.Threads, Is.Null);
    }

    [Test]
    public void Every_key_is_read()
    {
        var (_, options, threads, _) = ConfigurationReader.Parse("""
            problem: p.yaml
            seed: 18446744073709551615
            threads: 2
            network: {hidden: [5, 6], activation: swish, separate: true, start: lecun, residual: true, fourier: {features: 5, scale: 2.5}, periodic: soft, exact: true}
            points: {interior: 10, boundary: 11, sampling: latin-hypercube, resample: 7, adaptive: {exponent: 2, offset: 0.5, candidates: 4}}
            train:
              - adam: {iterations: 12, rate: 1e-2, equation-weight: 5}
              - adam: {decay: 0.01, batch: 64}
              - broyden: {iterations: 16, equation-weight: 7, resample: 90}
              - broyden
              - l-bfgs
              - l-bfgs: {pairs: 3, iterations: 13}
              - gauss-newton: {iterations: 14, equation-weight: 300}
              - gauss-newton: {iterations: 15, equation-weight: auto}
              - gauss-newton: {projection: true, damping: measured-ratio}
              - gauss-newton-cg: {iterations: 17, equation-weight: 8, products: 50}
            """);
        Assert.That(options.Seed, Is.EqualTo(ulong.MaxValue));
        Assert.That(threads, Is.EqualTo(2));
        Assert.That(options.Network.Hidden, Is.EqualTo(new[] { 5, 6 }));
        Assert.That(options.Network.Activation, Is.SameAs(Activation.Swish));
        Assert.That(options.Network.Separate, Is.True);
        Assert.That(options.Network.Start, Is.EqualTo(WeightStart.LeCun));
        Assert.That(options.Network.Residual, Is.True);
        Assert.That(options.Network.Fourier, Is.EqualTo(new FourierOptions(5, 2.5)));
        Assert.That(options.Network.ExactPeriodicity, Is.False);
        Assert.That(options.Network.Exact, Is.True);
        Assert.That(options.Points, Is.EqualTo(new PointOptions { Interior = 10, Boundary = 11, Sampling = SamplingMethod.LatinHypercube, Resample = 7, Adaptive = new(2, 0.5, 4) }));
        Assert.That(options.Stages, Is.EqualTo(new TrainingStage[]
        {
            new AdamStage(12, 5, 1e-2), new AdamStage(500, Decay: 0.01, Batch: 64), new BroydenStage(16, 7, 90), new BroydenStage(2000), new LBfgsStage(1000), new LBfgsStage(13, null, 3), new GaussNewtonStage(14, 300), new GaussNewtonStage(15),
            new GaussNewtonStage(2000, null, true, StageDamping.MeasuredRatio), new GaussNewtonConjugateGradientStage(17, 8, 50),
        }));
    }

    [TestCase("seed: 1", "c.yaml:1:1: A configuration needs 'problem', the problem's file.")]
    [TestCase("problem: p.yaml\nnetwrok: {}", "c.yaml:2:1: Unknown key 'netwrok'. Did you mean 'network'?")]
    [TestCase("problem: p.yaml\nnetwork: {hiden: [8]}", "c.yaml:2:11: Unknown key 'hiden' in 'network'. Did you mean 'hidden'?")]
    [TestCase("problem: p.yaml\nnetwork: {hidden: 8}", "c.yaml:2:19: 'hidden' needs a list of layer widths, [24, 24, 24], found '8'.")]
    [TestCase("problem: p.yaml\nnetwork: {hidden: [8, 0]}", "c.yaml:2:23: 'hidden' needs whole numbers from 1 to 4096, found '0'.")]
    [TestCase("problem: p.yaml\nnetwork: {activation: tahn}", "c.yaml:2:23: 'activation' is one of tanh, sin, swish; found 'tahn'. Did you mean 'tanh'?")]
    [TestCase("problem: p.yaml\nnetwork: {start: gloro}", "c.yaml:2:18: 'start' is one of glorot, lecun; found 'gloro'. Did you mean 'glorot'?")]
    [TestCase("problem: p.yaml\nnetwork: {fourier: 16}", "c.yaml:2:20: 'network.fourier' needs a mapping, found '16'.")]
    [TestCase("problem: p.yaml\nnetwork: {fourier: {scale: 0}}", "c.yaml:2:28: 'scale' needs a positive number, found '0'.")]
    [TestCase("problem: p.yaml\nnetwork: {fourier: {feature: 3}}", "c.yaml:2:21: Unknown key 'feature' in 'network.fourier'. Did you mean 'features'?")]
    [TestCase("problem: p.yaml\nnetwork: {periodic: hard}", "c.yaml:2:21: 'periodic' is one of exact, soft; found 'hard'.")]
    [TestCase("problem: p.yaml\npoints: {interior: -3}", "c.yaml:2:20: 'interior' needs a whole number of at least 1, found '-3'.")]
    [TestCase("problem: p.yaml\npoints: {sampling: soboll}", "c.yaml:2:20: 'sampling' is one of sobol, latin-hypercube, grid, uniform; found 'soboll'. Did you mean 'sobol'?")]
    [TestCase("problem: p.yaml\npoints: {adaptive: often}", "c.yaml:2:20: 'adaptive' needs true or false, found 'often'.")]
    [TestCase("problem: p.yaml\npoints: {adaptive: {candidates: 1}}", "c.yaml:2:33: 'candidates' needs a whole number of at least 2, found '1'.")]
    [TestCase("problem: p.yaml\npoints: {adaptive: {power: 2}}", "c.yaml:2:21: Unknown key 'power' in 'points.adaptive'. Known are exponent, offset, candidates.")]
    [TestCase("problem: p.yaml\nseed: one", "c.yaml:2:7: 'seed' needs a whole number of at least 0, found 'one'.")]
    [TestCase("problem: p.yaml\nthreads: 5000", "c.yaml:2:10: 'threads' is at most 1024, found '5000'.")]
    [TestCase("problem: p.yaml\nengine: trch", "c.yaml:2:9: 'engine' is one of auto, cpu, torch; found 'trch'. Did you mean 'torch'?")]
    [TestCase("problem: p.yaml\nengine: [torch]", "c.yaml:2:9: 'engine' needs auto, cpu, torch or a mapping, such as {name: torch, device: cuda}, found a list.")]
    [TestCase("problem: p.yaml\nengine: {name: gpu}", "c.yaml:2:16: 'name' is one of auto, cpu, torch; found 'gpu'. A GPU is the device cuda of torch.")]
    [TestCase("problem: p.yaml\nengine: {device: gpu}", "c.yaml:2:18: 'device' is cpu, cuda or cuda:n, found 'gpu'.")]
    [TestCase("problem: p.yaml\nengine: {device: cuda:first}", "c.yaml:2:18: 'device' is cpu, cuda or cuda:n, found 'cuda:first'.")]
    [TestCase("problem: p.yaml\nengine: {precision: single}", "c.yaml:2:21: 'precision' is one of float64, float32; found 'single'.")]
    [TestCase("problem: p.yaml\nengine: {derivatives: tailor}", "c.yaml:2:23: 'derivatives' is one of taylor, autograd; found 'tailor'. Did you mean 'taylor'?")]
    [TestCase("problem: p.yaml\nengine: {batch: 0}", "c.yaml:2:17: 'batch' needs a whole number of at least 1, found '0'.")]
    [TestCase("problem: p.yaml\nengine: {devise: cuda}", "c.yaml:2:10: Unknown key 'devise' in 'engine'. Did you mean 'device'?")]
    [TestCase("problem: p.yaml\ntrain: []", "c.yaml:2:8: 'train' is empty; it needs at least one of adam, l-bfgs, broyden, gauss-newton, gauss-newton-cg.")]
    [TestCase("problem: p.yaml\ntrain: adam", "c.yaml:2:8: 'train' needs a list of optimisers, such as '- adam: {iterations: 500}', found 'adam'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - adma: {iterations: 5}", "c.yaml:3:5: Unknown optimiser 'adma'. Did you mean 'adam'?")]
    [TestCase("problem: p.yaml\ntrain:\n  - newton: {}", "c.yaml:3:5: Unknown optimiser 'newton'. Known are adam, l-bfgs, broyden, gauss-newton, gauss-newton-cg.")]
    [TestCase("problem: p.yaml\ntrain:\n  - adam: {}\n    l-bfgs: {}", "c.yaml:4:5: 'train[1]' has two keys; each optimiser is an item of its own, beginning with '- l-bfgs:'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - adam: {iterations: many}", "c.yaml:3:24: 'iterations' needs a whole number of at least 1, found 'many'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - adam: {rate: -1}", "c.yaml:3:18: 'rate' needs a positive number, found '-1'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - gauss-newton: {damping: ratio}", "c.yaml:3:29: 'damping' is one of gain-ratio, measured-ratio; found 'ratio'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - gauss-newton-gc: {}", "c.yaml:3:5: Unknown optimiser 'gauss-newton-gc'. Did you mean 'gauss-newton-cg'?")]
    [TestCase("problem: p.yaml\ntrain:\n  - adam: {decay: 2}", "c.yaml:3:19: 'decay' needs a number between 0 and 1, found '2'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - gauss-newton: {equation-weight: much}", "c.yaml:3:37: 'equation-weight' needs a positive number or auto, found 'much'.")]
    [TestCase("problem: p.yaml\ntrain:\n  - adam: {pairs: 3}", "c.yaml:3:12: Unknown key 'pairs' in 'train[1].adam'. Known are iterations, equation-weight, rate, decay, batch.")]
    [TestCase("problem: p.yaml\ntrain:\n\t- adam: {}", "c.yaml:3:1: A tab indents this line; YAML is indented with spaces.")]
    [TestCase("- problem: p.yaml", "c.yaml:1:1: Expected a mapping, found a list.")]
    public void A_mistake_is_reported_with_its_place_and_what_was_expected(string yaml, string message) =>
        Assert.That(() => ConfigurationReader.Parse(yaml, "c.yaml"), Throws.TypeOf<InputException>().With.Message.EqualTo(message));

    [TestCase("true", 10), TestCase("{}", 10), TestCase("{candidates: 3}", 3), TestCase("false", null)]
    public void Adaptive_points_may_be_switched_or_described(string value, int? candidates) =>
        Assert.That(ConfigurationReader.Parse($"problem: p.yaml\npoints: {{adaptive: {value}}}").Options.Points.Adaptive?.Candidates, Is.EqualTo(candidates));

    [Test]
    public void Independent_mistakes_are_reported_together()
    {
        var error = Assert.Throws<InputException>(() => ConfigurationReader.Parse("problem: p.yaml\nseed: x\npoints: {interior: y}", "c.yaml"));
        Assert.That(error.Errors, Has.Length.EqualTo(2));
    }
}
