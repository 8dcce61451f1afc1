namespace PinnSharp.FiniteElements.Tests;

public sealed class QuadratureTests
{
    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    [Test]
    public void Monomials_up_to_the_degree_are_integrated_exactly([Values(1, 2)] int dimension, [Range(0, 12)] int degree)
    {
        var rule = Quadrature.Of(dimension, degree);
        Assert.That(rule.Weights.Min(), Is.Positive);
        foreach (var (a, b) in from a in Enumerable.Range(0, degree + 1) from b in Enumerable.Range(0, dimension == 1 ? 1 : degree + 1 - a) select (a, b))
        {
            var sum = Enumerable.Range(0, rule.Count).Sum(q => rule.Weights[q] * Math.Pow(rule[q][0], a) * (b == 0 ? 1 : Math.Pow(rule[q][1], b)));
            // ∫ x^a y^b = a! b! / (a + b + 2)! on the triangle.
            Assert.That(sum, Is.EqualTo(dimension == 1 ? 1.0 / (a + 1) : Factorial(a) * Factorial(b) / Factorial(a + b + 2)).Within(5e-15), $"x^{a} y^{b}");
        }
    }

    [Test]
    public void Points_lie_within_the_cell([Values(1, 2)] int dimension, [Range(0, 9)] int degree)
    {
        var rule = Quadrature.Of(dimension, degree);
        for (var q = 0; q < rule.Count; q++) Assert.That(rule[q].ToArray().Append(1 - rule[q].ToArray().Sum()).Min(), Is.Positive);
    }

    [Test]
    public void The_facet_of_an_interval_is_one_point_of_measure_one()
    {
        var rule = Quadrature.Of(0, 3);
        Assert.That(rule.Count, Is.EqualTo(1));
        Assert.That(rule.Weights, Is.EqualTo([1.0]));
        Assert.That(rule[0].Length, Is.Zero);
    }
}
