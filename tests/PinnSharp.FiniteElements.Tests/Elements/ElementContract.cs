namespace PinnSharp.FiniteElements.Tests;

/// <summary>What every element keeps: A nodal delta, B partition of unity, C gradients, D all polynomials of its degree, E the rate of interpolation, F values and gradients in space.</summary>
[TestFixture(1, 1)]
[TestFixture(1, 2)]
[TestFixture(2, 1)]
[TestFixture(2, 2)]
public sealed class ElementContract(int dimension, int order)
{
    private readonly LagrangeElement _element = new(dimension, order);

    [Test]
    public void A_each_basis_function_is_one_at_its_node_and_zero_at_the_others()
    {
        Assert.That(_element.Count, Is.EqualTo(dimension == 1 ? order + 1 : (order + 1) * (order + 2) / 2));
        var values = new double[_element.Count];
        for (var node = 0; node < _element.Count; node++)
        {
            _element.Evaluate(_element.Position(node), values, []);
            Assert.That(values, Is.EqualTo(Enumerable.Range(0, _element.Count).Select(n => n == node ? 1.0 : 0.0)).Within(1e-15));
        }
    }

    [Test]
    public void B_the_basis_functions_add_up_to_one_and_their_gradients_to_nothing()
    {
        var (values, gradients) = (new double[_element.Count], new double[_element.Count * dimension]);
        foreach (var local in Meshes.Points(dimension, 20))
        {
            _element.Evaluate(local, values, gradients);
            Assert.That(values.Sum(), Is.EqualTo(1).Within(1e-14));
            for (var i = 0; i < dimension; i++) Assert.That(Enumerable.Range(0, _element.Count).Sum(n => gradients[n * dimension + i]), Is.EqualTo(0).Within(1e-14));
        }
    }

    [Test]
    public void C_gradients_are_those_of_the_values()
    {
        const double Step = 1e-4;
        double[] gradients = new double[_element.Count * dimension], above = new double[_element.Count], below = new double[_element.Count];
        foreach (var local in Meshes.Points(dimension, 20))
        {
            _element.Evaluate(local, [], gradients);
            for (var i = 0; i < dimension; i++)
            {
                double[] up = [.. local], down = [.. local];
                up[i] += Step;
                down[i] -= Step;
                _element.Evaluate(up, above, []);
                _element.Evaluate(down, below, []);
                // Central differences are exact for polynomials of degree 2.
                for (var n = 0; n < _element.Count; n++) Assert.That(gradients[n * dimension + i], Is.EqualTo((above[n] - below[n]) / (2 * Step)).Within(1e-10));
            }
        }
    }

    [Test]
    public void D_polynomials_of_its_degree_are_reproduced()
    {
        var space = new Space(Meshes.Skewed(dimension, 3), order);
        double Polynomial(double[] x) => 2 - x[0] + 3 * x[^1] + (order == 1 ? 0 : x[0] * x[0] - 2 * x[0] * x[^1] + 0.5 * x[^1] * x[^1]);
        var coefficients = space.Interpolate(Polynomial);
        foreach (var point in Meshes.Points(dimension, 50)) Assert.That(space.Evaluate(coefficients, point), Is.EqualTo(Polynomial(point)).Within(1e-12));
    }

    [Test]
    public void E_interpolation_converges_one_order_above_its_degree()
    {
        static double Function(double[] x) => Math.Sin(2 * x[0] + 1) * Math.Exp(x[^1]);
        double[] sizes = [8, 16, 32];
        var errors = sizes.Select(n => Meshes.Error(new Space(Meshes.Skewed(dimension, (int)n), order), Function)).ToArray();
        Assert.That(Meshes.Rate(sizes, errors), Is.EqualTo(-(order + 1)).Within(0.1), string.Join(" ", errors));
    }

    [Test]
    public void F_weights_in_space_are_values_and_gradients_there()
    {
        var space = new Space(Meshes.Skewed(dimension, 3), order);
        var coefficients = space.Interpolate(x => order == 1 ? 2 * x[0] - 3 * x[^1] : x[0] * x[0] - 3 * x[0] * x[^1]);
        var (values, gradients) = (new double[space.Element.Count], new double[space.Element.Count * dimension]);
        foreach (var point in Meshes.Points(dimension, 20))
        {
            var (cell, distance) = space.Weights(point, values, gradients);
            Assert.That(distance, Is.Zero);
            var dofs = space.Dofs(cell).ToArray();
            double Sum(int axis) => dofs.Select((dof, n) => coefficients[dof] * gradients[n * dimension + axis]).Sum();
            var (x, y) = (point[0], point[^1]);
            double[] expected = (dimension, order) switch { (1, 1) => [-1], (1, _) => [-4 * x], (_, 1) => [2, -3], _ => [2 * x - 3 * y, -3 * x] };
            for (var i = 0; i < dimension; i++) Assert.That(Sum(i), Is.EqualTo(expected[i]).Within(1e-11));
        }
    }
}
