using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PinnSharp.Figures.Tests;

/// <summary>The text of a report, without a browser.</summary>
[TestFixture]
public sealed partial class HtmlRendererTests
{
    private static readonly string _html = HtmlRenderer.Render(Sample.Report);

    [Test]
    public void The_page_is_well_formed_and_its_ids_are_unique_and_all_that_is_referred_to_exists()
    {
        var page = XDocument.Parse(Style().Replace(Script().Replace(_html["<!doctype html>\n".Length..], "<script/>"), "<style/>"));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.That(ids, Is.Unique.And.Not.Empty);
        var references = page.Descendants().SelectMany(e => e.Attributes().Where(a => a.Name == "href" && a.Value.StartsWith('#')).Select(a => a.Value[1..])
            .Concat(((string?)e.Attribute("aria-labelledby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(references, Is.SubsetOf(ids).And.Not.Empty);
    }

    [Test]
    public void The_page_asks_for_nothing_from_elsewhere()
    {
        var addresses = Address().Matches(_html).Select(m => m.Groups[1].Value).Where(a => !a.StartsWith('#') && !a.StartsWith("data:", StringComparison.Ordinal));
        Assert.That(addresses, Is.Empty);
        Assert.That(_html, Does.Not.Contain("@import").And.Contain("default-src 'none'"));
    }

    [Test]
    public void Text_is_taken_literally()
    {
        Assert.That(_html, Does.Contain("&lt;b&gt;this is not bold&lt;/b&gt; &amp; is taken literally").And.Not.Contain("<b>"));
        var odd = HtmlRenderer.Render(new() { Title = "\u0001\ud800 </title>" });
        Assert.That(odd, Does.Contain("<h1>\ufffd\ufffd &lt;/title&gt;</h1>"));
    }

    [TestCase("1.78e-4", "<span class=\"power\">1.78\u202f×\u202f10<sup>\u22124</sup></span>")]
    [TestCase("-2.50", "\u22122.50")]
    [TestCase("1e+07 to 3", "<span class=\"power\">1\u202f×\u202f10<sup>7</sup></span> to 3")]
    [TestCase("well-30 and x1e5", "well-30 and x1e5")]
    [TestCase("2026-11-21, 1-2, runs/1e-3.yaml", "2026-11-21, 1-2, runs/1e-3.yaml")]
    [TestCase("[-1, 2] < 3", "[\u22121, 2] &lt; 3")]
    public void Numbers_in_text(string text, string expected) => Assert.That(Markup.Number(text), Is.EqualTo(expected));

    [TestCase("1.5", true)]
    [TestCase("-1.5e-3", true)]
    [TestCase("461 ± 11", true)]
    [TestCase("3 %", true)]
    [TestCase("3 m", false)]
    [TestCase("", false)]
    [TestCase("well-30", false)]
    public void What_is_a_number(string cell, bool number) => Assert.That(Markup.IsNumber(cell), Is.EqualTo(number));

    [Test]
    public void Columns_of_numbers_are_aligned_right()
    {
        Assert.That(_html, Does.Contain("<th scope=\"col\" class=\"number\">seconds</th>").And.Contain("<th scope=\"col\">status</th>"));
        Assert.That(_html, Does.Contain("<td class=\"number\">\u2212462.6</td>"));
    }

    [Test]
    public void Cells_hold_formulas_units_and_numbers()
    {
        var html = HtmlRenderer.Render(new() { Sections = [new("s", [new TableBlock("", ["name", "unit", "said"], [["<math><mi>T</mi></math>", "m^2/d", "std 1.5e-3 <i>"]])])] });
        Assert.That(html, Does.Contain("<th scope=\"row\"><math><mi>T</mi></math></th>").And.Contain("<td>m<sup>2</sup>/d</td>")
            .And.Contain("<td>std <span class=\"power\">1.5\u202f×\u202f10<sup>\u22123</sup></span> &lt;i&gt;</td>"));
    }

    [TestCase("<mrow/>", "math element")]
    [TestCase("<math><mi>x</math>", "well-formed")]
    public void A_formula_is_one_math_element(string formula, string said) => Assert.That(
        () => HtmlRenderer.Render(new() { Sections = [new("s", [new FormulaBlock("", formula, "x")])] }), Throws.ArgumentException.With.Message.Contains(said));

    [Test]
    public void The_same_report_gives_the_same_text() => Assert.That(HtmlRenderer.Render(Sample.Report), Is.EqualTo(_html));

    [Test]
    public void Sections_of_one_title_have_ids_of_their_own()
    {
        var html = HtmlRenderer.Render(new() { Sections = [new("Wells", []), new("Wells!", []), new("", [])] });
        Assert.That(html, Does.Contain("id=\"s-wells\"").And.Contain("id=\"s-wells-2\""));
    }

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("(?:href|src|action|srcset)=\"([^\"]*)\"|url\\([^#)][^)]*\\)")]
    private static partial Regex Address();
}
