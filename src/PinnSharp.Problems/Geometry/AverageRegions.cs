using System.Collections.Concurrent;
using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>The quadratures of a problem's shapes, made when they are first asked for.</summary>
internal sealed class AverageRegions
{
    /// <summary>Sites 0 and 1 are a row's own point and its periodic partner.</summary>
    private const int FirstSite = 2, MostPoints = 128;

    private readonly ImmutableArray<string> _names;
    private readonly ImmutableDictionary<string, Shape> _shapes;
    private readonly int _dimension;
    private readonly ConcurrentDictionary<string, Quadrature> _rules = [];

    /// <param name="shapes">The shapes by name, with "domain".</param>
    /// <param name="dimension">Number of space coordinates.</param>
    public AverageRegions(ImmutableDictionary<string, Shape> shapes, int dimension) =>
        (_names, _shapes, _dimension) = ([.. shapes.Keys.Order(StringComparer.Ordinal)], shapes, dimension);

    /// <summary>The mean over what a shape has in common with the domain.</summary>
    /// <exception cref="InputException">That is empty or nearly so.</exception>
    public Quadrature Of(string region) => _rules.GetOrAdd(region, name =>
    {
        var (shape, domain) = (_shapes[name], _shapes["domain"]);
        var (points, weights) = ShapeQuadrature.Of(name == "domain" || Within(shape, domain) ? shape : shape & domain, _dimension);
        return new(FirstSite + MostPoints * _names.IndexOf(name), points, weights);
    });

    /// <summary>The place of a quadrature's site; empty for the sites of the rows themselves.</summary>
    public ReadOnlySpan<double> Site(int site)
    {
        if (site < FirstSite) return [];
        var rule = Of(_names[(site - FirstSite) / MostPoints]);
        return rule.Points.AsSpan().Slice((site - rule.FirstSite) * _dimension, _dimension);
    }

    /// <summary>Whether the domain holds all of a shape: so far as 4,096 points of the box around it show.</summary>
    private bool Within(Shape shape, Shape domain)
    {
        var point = new double[_dimension];
        var unit = UnitSampler.Sample(4096, _dimension, SamplingMethod.Sobol, new RandomSource(1));
        var size = Enumerable.Range(0, _dimension).Max(i => shape.Extent(i).Upper - shape.Extent(i).Lower);
        for (var k = 0; k < 4096; k++)
        {
            for (var i = 0; i < _dimension; i++) point[i] = shape.Extent(i).Lower + unit[k * _dimension + i] * (shape.Extent(i).Upper - shape.Extent(i).Lower);
            if (shape.Level(point) < 0 && domain.Level(point) > 1e-12 * size) return false;
        }
        return true;
    }
}
