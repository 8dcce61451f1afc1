using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class EmbeddingTests
{
    [Test]
    public void Coordinates_are_kept_and_periodic_ones_replaced()
    {
        var embedding = Embedding.Of(3, [1], new FourierOptions(3, 0.8), new RandomSource(9));
        Assert.That(embedding.Features.OfType<CoordinateFeature>().Select(f => f.Index), Is.EqualTo(new[] { 0, 2 }));
        Assert.That(embedding.Features, Has.Length.EqualTo(2 + 2 * Embedding.Harmonics + 3));
        Assert.That(Enumerable.Range(0, 3).Select(embedding.IsPeriodic), Is.EqualTo(new[] { false, true, false }));
        Assert.That(embedding, Is.EqualTo(Embedding.Of(3, [1], new FourierOptions(3, 0.8), new RandomSource(9))));
        Assert.That(embedding, Is.Not.EqualTo(Embedding.Of(3, [1], new FourierOptions(3, 0.8), new RandomSource(8))));
        Assert.That(Embedding.Of(3, [], null, new RandomSource(9)), Is.EqualTo(Embedding.Identity(3)));
        Assert.That((Embedding.Identity(3).IsIdentity, embedding.IsIdentity), Is.EqualTo((true, false)));
        Assert.That(() => new Embedding(2, [new CoordinateFeature(2)]), Throws.ArgumentException);
        Assert.That(() => new Embedding(2, []), Throws.ArgumentException);
    }

    [Test]
    public void Random_frequencies_have_the_scale()
    {
        var waves = Embedding.Of(2, [], new FourierOptions(4000, 3), new RandomSource(1)).Features.OfType<WaveFeature>().ToArray();
        Assert.That(Math.Sqrt(waves.Average(w => w.Frequency[0] * w.Frequency[0])), Is.EqualTo(3 * Math.PI).Within(0.3));
        Assert.That(waves[0].Frequency, Is.EqualTo(waves[1].Frequency), "a cosine and a sine");
        Assert.That((waves[0].Phase, waves[1].Phase), Is.EqualTo((0.0, -Math.PI / 2)));
    }

    /// <summary>All derivatives up to the fourth order agree at both ends for any weights; with the coordinate itself they do not.</summary>
    [Test]
    public void A_periodic_network_is_periodic_to_all_orders([ValueSource(typeof(Activation), nameof(Activation.All))] Activation activation)
    {
        double Jump(Embedding embedding)
        {
            var network = new Mlp(embedding, [8, 8], 2, activation, true);
            var (ends, lanes) = (JetCase.RandomNumbers(2 * 64, 2, 1), 64);
            for (var lane = 0; lane < lanes; lane++)
                (ends[lane], ends[lanes + lane]) = (lane % 2 == 0 ? -1 : 1, ends[lanes + lane / 2 * 2]);
            var jets = new JetNetwork(network, JetCase.Full(2, 4));
            jets.Forward(network.Start(5), ends);
            var (y, worst) = (jets.Outputs.ToArray(), 0.0);
            foreach (var channel in y.Chunk(2 * lanes))
            {
                var scale = 1 + channel.Max(Math.Abs);
                for (var lane = 0; lane < channel.Length; lane += 2)
                    worst = Math.Max(worst, Math.Abs(channel[lane] - channel[lane + 1]) / scale);
            }
            return worst;
        }

        Assert.That(Jump(Embedding.Of(2, [0], new FourierOptions(6, 2), new RandomSource(3))), Is.LessThan(1e-12));
        Assert.That(Jump(Embedding.Of(2, [1], null, new RandomSource(3))), Is.GreaterThan(1e-3));
    }

    /// <summary>Built in only where the equations carry it: see <see cref="ExactPeriodicity"/>.</summary>
    [TestCase("u_t = k*u_xx", 1, true)]
    [TestCase("u_t = k*u_xx + sin(2*pi*x)", 1, true)]
    [TestCase("u_t + u_x = k*u", 0, true)]
    [TestCase("u_t = k*u_xx", 0, false, Description = "values alone")]
    [TestCase("u_t = k*u_xx + x*u", 1, false, Description = "a coefficient that jumps")]
    [TestCase("u_t = k*u_xx - v", 1, false, Description = "with a field that does not wrap")]
    public void Periodicity_is_built_in_where_the_equations_allow_it(string equation, int order, bool expected)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["t"] = (0, 1) },
            Fields = { "u", "v" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["first"] = equation, ["second"] = "v_t = v_xx" },
            Conditions = { ["wrap"] = new PeriodicDeclaration("x") { Fields = ["u"], Order = order } },
            Observations = { ["data"] = new("u", Data.Inline([0.5, 0.5], [1])) },
        }.Build();
        CoordinateSymbol x = problem.Coordinates[0].Symbol, t = problem.Coordinates[1].Symbol;
        var networks = FieldNetwork.For(problem, new NetworkOptions { Separate = true });
        Assert.That(networks[0].IsPeriodic(problem.Fields[0].Symbol, x), Is.EqualTo(expected));
        Assert.That(networks[0].IsPeriodic(problem.Fields[0].Symbol, t), Is.False);
        Assert.That(networks[1].IsPeriodic(problem.Fields[1].Symbol, x), Is.False);
        Assert.That(FieldNetwork.For(problem, new NetworkOptions())[0].Network.Embedding.IsIdentity, "one network, of which one field wraps");
        Assert.That(FieldNetwork.For(problem, new NetworkOptions { Separate = true, ExactPeriodicity = false })[0].Network.Embedding.IsIdentity);
    }
}
