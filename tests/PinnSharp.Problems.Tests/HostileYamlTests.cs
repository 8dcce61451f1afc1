using System.Text;

namespace PinnSharp.Problems.Tests;

/// <summary>Whatever the text, the worst outcome is an error.</summary>
[CancelAfter(60_000)]
public sealed class HostileYamlTests
{
    private static IEnumerable<TestCaseData> Texts()
    {
        yield return Case("brackets", new string('[', 100_000), "1:33: Lists and mappings are nested deeper than 32 levels.");
        yield return Case("braces", string.Concat(Enumerable.Repeat("{a: ", 100_000)), "1:129: Lists and mappings are nested deeper than 32 levels.");
        yield return Case("dashes", string.Concat(Enumerable.Repeat("- ", 100_000)), "1:65: Lists and mappings are nested deeper than 32 levels.");
        yield return Case("too long", "a: " + new string('x', 1_000_000), "1:1: The text has 1,000,003 characters; at most 1,000,000 are read.");
        yield return Case("keys", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"k{i}: 1\n")), "50001:1: The file has more than 100,000 nodes.");
        yield return Case("alias bomb", Bomb(), "5:5: The file has more than 100,000 nodes.");
        yield return Case("alias of itself", "a: &a [*a]", "1:8: There is no anchor '&a' before this alias; an expression that begins with '*' needs quotes.");
        yield return Case("deep expression", $"coordinates: {{x: [0, {new string('(', 90_000)}1{new string(')', 90_000)}]}}", null);
        yield return Case("long expression", $"coordinates: {{x: [0, {new string('1', 900_000)}]}}", null);
        yield return Case("surrogates and controls", "a: \"\\ud800\\u0001\"\nb: \u0007", null);
        yield return Case("conditions", Sections(501), "1:1: A section declares 501 things; at most 500 are read.");
        yield return Case("conditions that all meet", Sections(500), null);
        yield return Case("conditions that agree", Sections(500).Replace("+ ", "+ 0*", StringComparison.Ordinal), null);
        yield return Case("definitions that grow", "coordinates: {x: [0, 1]}\nfields: [u]\nequations: {a: u_x = 1}\ndefinitions:\n  a0: x + u\n"
            + string.Concat(Enumerable.Range(1, 499).Select(i => $"  a{i}: a{i - 1}*(1 + a{i - 1}*x)^a{i - 1}\n")), null);
        yield return Case("quotes", new string('"', 500_000), null);
        yield return Case("a long line of colons", new string(':', 100_000), null);

        static TestCaseData Case(string name, string text, string? message) => new TestCaseData(text, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Texts))]
    public void Hostile_text_ends_in_an_error(string text, string? message)
    {
        var error = Assert.Throws<InputException>(() => ProblemReader.Parse(text));
        if (message is not null) Assert.That(error!.Message, Is.EqualTo(message));
    }

    [TestCase("\r\n", "k")]
    [TestCase("\n", "\u00e9\u03c0")]
    [TestCase("\n", "\U0001F600\U0001F600")]
    public void Places_count_characters_whatever_the_line_ends_and_letters(string end, string comment)
    {
        string[] lines = ["# " + comment, "coordinates: {x: [0, 1]} # " + comment, "fields: [u]", $"definitions: {{a: '{comment.Length} + 1', b: \"u + 1 + q\"}}", "equations: {flow: u_x = 1}"];
        var error = Assert.Throws<InputException>(() => ProblemReader.Parse(string.Join(end, lines)));
        Assert.That(error!.Message, Is.EqualTo("4:39: Unknown name 'q'. Known are x, u, a."));
    }

    [Test]
    public void Damaged_problems_end_in_a_problem_or_an_error()
    {
        var whole = File.ReadAllText(Path.Combine(Repository.Problems, "pumping-test.yaml"));
        var random = new RandomSource(1);
        const string Alphabet = "{}[]()'\"\t\n :,-#&*|>%@!?^=<0e\u00e9";
        var errors = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var text = new StringBuilder(whole);
            for (var k = 0; k <= trial % 3; k++)
            {
                var at = random.NextBelow(text.Length);
                switch (random.NextBelow(3))
                {
                    case 0: text[at] = Alphabet[random.NextBelow(Alphabet.Length)]; break;
                    case 1: text.Insert(at, Alphabet[random.NextBelow(Alphabet.Length)]); break;
                    default: text.Remove(at, Math.Min(random.NextBelow(8) + 1, text.Length - at)); break;
                }
            }
            try
            {
                ProblemReader.Parse(text.ToString(), "problem.yaml");
            }
            catch (InputException e)
            {
                errors++;
                var lines = text.ToString().Split('\n');
                foreach (var error in e.Errors)
                {
                    Assert.That(error.Location, Is.Not.Null, error.Message);
                    Assert.That(error.Location!.Line, Is.InRange(1, lines.Length + 1), error.Message);
                    Assert.That(error.Location.Column, Is.GreaterThanOrEqualTo(1), error.Message);
                }
            }
        }
        Assert.That(errors, Is.GreaterThan(50));
    }

    private static string Sections(int count) => "coordinates: {x: [0, 1]}\nfields: [u]\nequations: {a: u_x = 1}\nconditions:\n"
        + string.Concat(Enumerable.Range(0, count).Select(i => $"  c{i}: {{where: x > 0.{i + 1}, equation: u = x + {i}}}\n"));

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (var i = 1; i < 30; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        return text.ToString();
    }
}
