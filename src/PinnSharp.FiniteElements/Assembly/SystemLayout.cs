using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>Which number of u is which coefficient of which state, and which number of p which unknown scalar or coefficient of an unknown function.</summary>
internal sealed class SystemLayout
{
    private const int Intervals = 12, TimeIntervals = 24;
    private const double Margin = 0.1;
    private readonly Dictionary<FieldSymbol, int> _states;
    private readonly Dictionary<FieldSymbol, CoefficientFunction> _functions = [];

    public SystemLayout(WeakForm form, Mesh? mesh, FiniteElementOptions options, IReadOnlyList<MeasuredData> data)
    {
        (Form, Mesh) = (form, mesh);
        var problem = form.Variables.Problem;
        Space = [.. form.Variables.Space];
        States = [.. form.Equations.Select(e => e.Field)];
        _states = States.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        Spaces = new Space?[States.Length];
        Offsets = new int[States.Length];
        var known = new Dictionary<string, Space>();
        for (var e = 0; e < States.Length; e++)
        {
            Offsets[e] = StateCount;
            if (mesh is null) { StateCount++; continue; }
            int[] periodic = [.. form.PeriodicIn(e).Select(c => Array.IndexOf(Space, c)).Order()];
            var order = form.IsMultiplier(e) ? Math.Max(1, options.Order - 1) : options.Order;
            var key = $"{order} {string.Join(' ', periodic)}";
            if (!known.TryGetValue(key, out var space)) known[key] = space = new Space(mesh, order, periodic);
            Spaces[e] = space;
            StateCount += space.Count;
        }
        Scalars = [.. form.Variables.Scalars.Select(s => s.Name)];
        ParameterCount = Scalars.Length;
        var (functions, shared) = (new List<CoefficientFunction>(), new Dictionary<string, CoefficientFunction>());
        var scales = FieldScale.For(problem, data);
        foreach (var field in problem.UnknownFields)
        {
            var name = field.Shared ?? field.Name;
            if (!shared.TryGetValue(name, out var function))
            {
                function = new(name, [.. Factors(field)], ParameterCount);
                shared[name] = function;
                functions.Add(function);
                ParameterCount += function.Count;
            }
            _functions[field.Symbol] = function;
        }
        Functions = [.. functions];

        IEnumerable<CoefficientFactor> Factors(UnknownField field)
        {
            var over = field.Symbol.Over;
            var whole = Space.Length > 0 && Space.All(over.Contains);
            if (whole && !over.Take(Space.Length).SequenceEqual(Space))
                throw new FormException($"'{field.Name}' is a function of {string.Join(", ", over.Select(c => c.Name))}; declare it over the coordinates of space first, in their order.");
            if (whole) yield return new PlaceFactor(Space, new Space(options.CoefficientMesh(mesh!), 1));
            foreach (var variable in over.Skip(whole ? Space.Length : 0))
                if (variable.Field is { } argument)
                {
                    // All that experiments share is over the union of their ranges.
                    var ranges = problem.UnknownFields.Where(f => (f.Shared ?? f.Name) == (field.Shared ?? field.Name)).Select(f => f.Symbol.Over[over.IndexOf(variable)].Field!)
                        .Select(f => problem.Fields.ToList().FindIndex(g => g.Symbol == f)).Select(i => problem.Fields[i].Positive ? scales[i].OfExponential : scales[i]).ToList();
                    var (low, high) = (ranges.Min(r => r.Shift - r.Factor), ranges.Max(r => r.Shift + r.Factor));
                    yield return new LineFactor(variable, new CubicLine(low - Margin * (high - low), high + Margin * (high - low), Intervals), false);
                }
                else
                {
                    var c = problem.Coordinates[variable.Index];
                    yield return new LineFactor(variable, new CubicLine(c.Lower, c.Upper, TimeIntervals), !c.IsTime);
                }
        }
    }

    /// <summary>The weak form.</summary>
    public WeakForm Form { get; }

    /// <summary>The mesh; null for a system without space.</summary>
    public Mesh? Mesh { get; }

    /// <summary>The coordinates of space.</summary>
    public CoordinateSymbol[] Space { get; }

    /// <summary>The states, one an equation.</summary>
    public FieldSymbol[] States { get; }

    /// <summary>The space of each state; null for a system without space.</summary>
    public Space?[] Spaces { get; }

    /// <summary>Where the coefficients of each state begin in u.</summary>
    public int[] Offsets { get; }

    /// <summary>Length of u.</summary>
    public int StateCount { get; }

    /// <summary>The unknown scalars, which come first in p.</summary>
    public string[] Scalars { get; }

    /// <summary>The unknown functions; those that experiments share once.</summary>
    public CoefficientFunction[] Functions { get; }

    /// <summary>Length of p.</summary>
    public int ParameterCount { get; }

    /// <summary>The number of a state; −1 for another field.</summary>
    public int IndexOf(FieldSymbol field) => _states.GetValueOrDefault(field, -1);

    /// <summary>The function that a symbol stands for; null for another field.</summary>
    public CoefficientFunction? FunctionOf(FieldSymbol field) => _functions.GetValueOrDefault(field);
}
