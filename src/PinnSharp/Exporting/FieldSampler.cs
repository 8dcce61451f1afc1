using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Fields and unknown functions of a result at points: values, truths and errors where truths are declared, standard deviations where asked for and known.</summary>
internal sealed class FieldSampler
{
    private readonly RunResult _result;
    private readonly (FieldSymbol Symbol, Expression? Truth)[] _fields;
    private readonly int[] _space;
    private readonly int _time;
    private readonly IPlaces? _coarse;

    /// <summary>A sampler of some fields.</summary>
    /// <param name="result">The result.</param>
    /// <param name="names">The fields' names; all where empty.</param>
    /// <param name="over">The coordinates of the points; what is not among them is the moment.</param>
    /// <param name="coarse">Where standard deviations are computed, linear in between; null for none.</param>
    /// <exception cref="InputException">There is no such field.</exception>
    public FieldSampler(RunResult result, ImmutableArray<string> names, IReadOnlyList<Coordinate> over, IPlaces? coarse)
    {
        var problem = result.Experiment.Problem;
        (_result, _coarse) = (result, coarse);
        _space = [.. over.Select(c => c.Symbol.Index)];
        _time = Enumerable.Range(0, problem.Coordinates.Length).Except(_space).SingleOrDefault(-1);
        var all = problem.Fields.Select(f => (f.Symbol, f.Truth)).Concat(problem.UnknownFields.Select(f => (f.Symbol, f.Truth))).ToArray();
        _fields = names.IsEmpty ? all : [.. names.Distinct().Select(name => all.FirstOrDefault(f => f.Symbol.Name == name) is { Symbol: not null } found ? found
            : throw new InputException($"There is no field or unknown function '{name}'.{NearestName.Suggestion(name, all.Select(f => f.Symbol.Name))}"))];
    }

    /// <summary>The arrays of each moment.</summary>
    /// <param name="places">The points, row-major [count × coordinates they are over].</param>
    /// <param name="moments">The moments; one null where there are none.</param>
    public IEnumerable<(double? Time, List<NamedValues> Arrays)> At(double[] places, double?[] moments)
    {
        // All at once, as every call factors the matrix.
        var deviations = _coarse is null ? null : _result.Solution.Deviations([.. _fields.Select(f => f.Symbol.Value)], [.. moments.SelectMany(t => Whole(_coarse.Points, t))]);
        foreach (var (moment, time) in moments.Index())
        {
            var points = Whole(places, time);
            var arrays = new List<NamedValues>();
            foreach (var (i, (symbol, truth)) in _fields.Index())
            {
                var values = _result.Solution.Predict(symbol.Value, points);
                arrays.Add(new(symbol.Name, values));
                if (truth is not null)
                {
                    var exact = _result.Solution.Truth(truth, points);
                    arrays.Add(new($"{symbol.Name}(truth)", exact));
                    arrays.Add(new($"{symbol.Name}(error)", [.. values.Zip(exact, (v, t) => v - t)]));
                }
                if (deviations is null) continue;
                var count = deviations[i].Length / moments.Length;
                arrays.Add(new($"std({symbol.Name})", _coarse!.Interpolate(deviations[i][(moment * count)..((moment + 1) * count)], places)));
            }
            yield return (time, arrays);
        }
    }

    /// <summary>Points over all coordinates.</summary>
    public double[] Whole(double[] places, double? time)
    {
        var (s, d) = (_space.Length, _result.Experiment.Problem.Coordinates.Length);
        var points = new double[places.Length / s * d];
        for (var row = 0; row < places.Length / s; row++)
        {
            for (var i = 0; i < s; i++) points[row * d + _space[i]] = places[row * s + i];
            if (_time >= 0) points[row * d + _time] = time!.Value;
        }
        return points;
    }
}
