using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>A forward model with the rows of scalars' priors behind its outputs, each a term "prior of …".</summary>
internal sealed class PriorOutputs : IForwardModel
{
    private readonly IForwardModel _model;
    private readonly ImmutableArray<(int Parameter, ScalarPrior Prior, UnknownTransform Transform)> _rows;

    private PriorOutputs(IForwardModel model, ImmutableArray<(int Parameter, ScalarPrior Prior, UnknownTransform Transform)> rows, IEnumerable<string> names)
    {
        (_model, _rows) = (model, rows);
        Outputs = new([.. model.Outputs.Terms.Select(t => (t.Name, t.Count)), .. names.Select(n => (ScalarPriorRow.Term(n), 1))]);
    }

    /// <summary>The model with its priors; the same where there are none.</summary>
    /// <param name="model">The model, whose block "unknowns" holds the problem's numbers but noise levels.</param>
    /// <param name="problem">The problem.</param>
    public static (IForwardModel Model, int Count) Of(IForwardModel model, InverseProblem problem)
    {
        var known = problem.Unknowns.Where(u => !u.IsNoiseLevel).Index().Where(u => u.Item.Prior is not null).ToList();
        return known.Count == 0 ? (model, 0)
            : (new PriorOutputs(model, [.. known.Select(u => (model.Parameters["unknowns"].Offset + u.Index, u.Item.Prior!, UnknownTransform.Of(u.Item)))], known.Select(u => u.Item.Name)), known.Count);
    }

    public ParameterLayout Parameters => _model.Parameters;

    public ResidualLayout Outputs { get; }

    public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
    {
        var m = outputs.Length - _rows.Length;
        _model.Evaluate(theta, outputs[..m]);
        for (var i = 0; i < _rows.Length; i++) outputs[m + i] = At(i, theta).Value;
    }

    public ILinearizedModel Linearize(ReadOnlySpan<double> theta) => new Linearized(this, _model.Linearize(theta), theta.ToArray());

    private (double Value, double Slope) At(int row, ReadOnlySpan<double> theta) => ScalarPriorRow.At(_rows[row].Prior, _rows[row].Transform, theta[_rows[row].Parameter]);

    private sealed class Linearized(PriorOutputs own, ILinearizedModel model, double[] theta) : ILinearizedModel
    {
        private readonly int _data = model.Outputs.Length;
        private readonly double[] _outputs = [.. model.Outputs, .. Enumerable.Range(0, own._rows.Length).Select(i => own.At(i, theta).Value)];

        public ReadOnlySpan<double> Outputs => _outputs;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product)
        {
            model.Tangent(v, product[.._data]);
            Behind(v, product);
        }

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
        {
            model.Adjoint(w[.._data], product);
            Add(w, product);
        }

        public void Tangents(double[][] directions, double[][] products)
        {
            double[][] parts = [.. products.Select(_ => new double[_data])];
            model.Tangents(directions, parts);
            for (var i = 0; i < products.Length; i++)
            {
                parts[i].CopyTo(products[i], 0);
                Behind(directions[i], products[i]);
            }
        }

        public void Adjoints(double[][] weights, double[][] products)
        {
            model.Adjoints([.. weights.Select(w => w[.._data])], products);
            for (var i = 0; i < products.Length; i++) Add(weights[i], products[i]);
        }

        private void Behind(ReadOnlySpan<double> v, Span<double> product)
        {
            for (var i = 0; i < own._rows.Length; i++) product[_data + i] = own.At(i, theta).Slope * v[own._rows[i].Parameter];
        }

        private void Add(ReadOnlySpan<double> w, Span<double> product)
        {
            for (var i = 0; i < own._rows.Length; i++) product[own._rows[i].Parameter] += own.At(i, theta).Slope * w[_data + i];
        }
    }
}
