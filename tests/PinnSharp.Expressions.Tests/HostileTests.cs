using System.Collections.Immutable;

namespace PinnSharp.Expressions.Tests;

/// <summary>Texts made to break a parser: each gets an error (or a value), never a full stack or a hang.</summary>
public sealed class HostileTests
{
    private const int Deep = 30_000, Megabyte = 1_000_000;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static IEnumerable<TestCaseData> Refused()
    {
        TestCaseData Case(string name, string text, string message) => new TestCaseData(text, message).SetArgDisplayNames(name);
        yield return Case("100,000 parentheses", Repeat("(", 100_000), "nested deeper than 200");
        yield return Case("balanced parentheses", Repeat("(", Deep) + "x" + Repeat(")", Deep), "nested deeper than 200");
        yield return Case("brackets", Repeat("[", 100_000), "nested deeper than 200");
        yield return Case("signs", Repeat("-", 99_999) + "x", "nested deeper than 200");
        yield return Case("powers", Repeat("x^", Deep) + "x", "nested deeper than 200");
        yield return Case("powers of minus", Repeat("x^-", Deep) + "x", "nested deeper than 200");
        yield return Case("functions", Repeat("sin(", 16_000) + "x" + Repeat(")", 16_000), "nested deeper than 200");
        yield return Case("closing parentheses", "x" + Repeat(")", 99_000), "no bracket is open");
        yield return Case("a megabyte of x", Repeat("x", Megabyte), "1,000,000 characters");
        yield return Case("a megabyte of sum", Repeat("x+", Megabyte / 2) + "x", "1,000,001 characters");
        yield return Case("a long name", Repeat("u_", 49_000), "Unknown name");
        yield return Case("a long suffix", "u_" + Repeat("xy", 40_000), "Unknown name");
        yield return Case("a long number", Repeat("9", 99_999), "too large");
        yield return Case("a product rule of 4,000 factors", "d(" + string.Join("*", Enumerable.Range(1, 4000).Select(i => $"sin({i}*x)")) + ", x)", "nodes");
        yield return Case("nested derivatives", Repeat("d(", 150) + "sin(exp(x)*cos(x^x))/x" + Repeat(", x)", 150), "nodes");
        yield return Case("repeated derivatives", Repeat("d(sin(exp(x)*cos(x^x))/x, x, 8)+", 3000) + "x", "nodes");
        yield return Case("derivatives of u in turn", Repeat("d(", 100) + "u" + Repeat(", x)", 100), "order 9 is above the highest order 8");
    }

    [TestCaseSource(nameof(Refused))]
    public void Is_refused(string text, string message) =>
        Assert.That(() => Texts.Parse(text), Throws.TypeOf<ExpressionException>().With.Message.Contains(message).And.Property("Position").GreaterThanOrEqualTo(0));

    private static IEnumerable<TestCaseData> Taken()
    {
        yield return new TestCaseData(Repeat("x+", 49_000) + "x", "49001*x").SetArgDisplayNames("a sum of 49,001 x");
        yield return new TestCaseData(Repeat("x*", 49_000) + "x", "x^49001").SetArgDisplayNames("a product of 49,001 x");
        yield return new TestCaseData(Repeat("x-", 49_001) + "x", "-49000*x").SetArgDisplayNames("a difference of x");
        yield return new TestCaseData(Repeat("(", 198) + "x" + Repeat(")^2", 198), "x^4.017345110647476e+59").SetArgDisplayNames("squares of squares");
    }

    [TestCaseSource(nameof(Taken))]
    public void Is_taken(string text, string expected) => Assert.That(Texts.Parse(text).ToString(), Is.EqualTo(expected));

    [Test]
    public void A_long_sum_of_different_terms_goes_through_every_algorithm()
    {
        var e = Texts.Parse(string.Join(" + ", Enumerable.Range(1, 5000).Select(i => $"sin({i}*x)")));
        var sum = Enumerable.Range(1, 5000).Sum(i => Math.Sin(i * 0.5));
        var slope = Enumerable.Range(1, 5000).Sum(i => i * Math.Cos(i * 0.5));
        Assert.Multiple(() =>
        {
            Assert.That(e.Evaluate(_ => 0.5), Is.EqualTo(sum).Within(1e-10));
            Assert.That(e.Differentiate(Texts.X).Evaluate(_ => 0.5), Is.EqualTo(slope).Within(1e-7));
            Assert.That(Texts.Parse(e.ToString()), Is.EqualTo(e));
            Assert.That(e.Substitute(l => l == Texts.X ? Texts.Y : null).Leaves(), Is.EqualTo(new[] { Texts.Y }));
            Assert.That(e.ToLatex(), Does.StartWith(@"\sin\left(x\right) + "));
            Assert.That(BlockProgram.Compile([e]).Inputs, Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void A_deep_tree_goes_through_every_algorithm()
    {
        var e = Texts.Parse(Repeat("sin(x+", 80) + "x" + Repeat(")", 80));
        var (value, slope) = (0.5, 1.0);
        for (var i = 0; i < 80; i++) (value, slope) = (Math.Sin(0.5 + value), Math.Cos(0.5 + value) * (1 + slope));
        Assert.Multiple(() =>
        {
            Assert.That(e.Evaluate(_ => 0.5), Is.EqualTo(value).Within(1e-14));
            Assert.That(e.Differentiate(Texts.X).Evaluate(_ => 0.5), Is.EqualTo(slope).Within(1e-13));
            Assert.That(Texts.Parse(e.ToString()), Is.EqualTo(e));
            Assert.That(e.ToLatex().Split(@"\sin"), Has.Length.EqualTo(81));
            Assert.That(BlockProgram.Compile([e]).InstructionCount, Is.EqualTo(160));
        });
    }

    [Test]
    public void Definitions_that_double_are_refused()
    {
        var vocabulary = Texts.Plane;
        var refused = Assert.Throws<ExpressionException>(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                var previous = i == 0 ? "x" : $"q{i - 1}";
                var next = ExpressionParser.Parse($"sin({previous}) + cos({previous})", vocabulary);
                vocabulary = vocabulary with { Definitions = vocabulary.Definitions.SetItem($"q{i}", next) };
            }
        });
        Assert.That(refused!.Message, Does.Contain("nodes"));
    }

    [Test]
    public void A_definition_that_cancels_again_and_again_is_refused()
    {
        var long_ = ExpressionParser.Parse(string.Join(" + ", Enumerable.Range(1, 5000).Select(i => $"sin({i}*x)")), Texts.Plane);
        var vocabulary = Texts.Plane with { Definitions = ImmutableDictionary<string, Expression>.Empty.Add("q", long_) };
        Assert.That(() => ExpressionParser.Parse(Repeat("(q-q)+", 9000) + "x", vocabulary), Throws.TypeOf<ExpressionException>().With.Message.Contains("nodes"));
    }

    [Test]
    public void Random_characters_give_an_error_or_a_value()
    {
        var random = new Random(7);
        string[] pieces = ["x", "u_x", "u_", "(", ")", "[", "]", ",", "+", "-", "*", "/", "^", "=", "<", "1", ".5", "1e", "d", "grad", "div", "sin", "min", "@", "#", "\0", "\ud83d", "and", " "];
        var (errors, values) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var read in (Action[])[() => Texts.Parse(text), () => ExpressionParser.ParseEquation(text, Texts.Boundary), () => ExpressionParser.ParsePredicate(text, Texts.Plane)])
                try
                {
                    read();
                    values++;
                }
                catch (ExpressionException e)
                {
                    errors++;
                    if (e.Position < 0 || e.Position + e.Length > text.Length) Assert.Fail($"'{text}': {e.Position}+{e.Length} {e.Message}");
                }
        }
        Assert.That((errors, values), Is.EqualTo((errors, 60_000 - errors)));
        Assert.That(values, Is.GreaterThan(200));
    }
}
