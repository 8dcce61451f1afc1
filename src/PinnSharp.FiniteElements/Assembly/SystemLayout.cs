using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>Which number of u is which coefficient of which state, and which number of p which unknown scalar or coefficient of an unknown function.</summary>
internal sealed class SystemLayout
{
    private const int Intervals = 12, TimeIntervals = 24, MostIntervals = 200, MostCells = 10_000;
    private const double Margin = 0.1;
    private readonly Dictionary<FieldSymbol, int> _states;
    private readonly Dictionary<FieldSymbol, CoefficientFunction> _functions = [];
    private readonly Dictionary<int, Expression> _openBoundary = [], _openInitial = [];

    public SystemLayout(WeakForm form, Mesh? mesh, FiniteElementOptions options, IReadOnlyList<MeasuredData> data)
    {
        (Form, Mesh, Options) = (form, mesh, options);
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
            var key = $"{Order(e)} {string.Join(' ', Periodic(e))}";
            if (!known.TryGetValue(key, out var space)) known[key] = space = SpaceOf(e, mesh);
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
                function = new(name, [.. Factors(field)], ParameterCount, field.Prior is WhittleMatern w && WhittleMaternOperator.Internal(w, field) is var (std, mean) ? w with { Std = std, Mean = mean } : field.Prior);
                shared[name] = function;
                functions.Add(function);
                ParameterCount += function.Count;
            }
            _functions[field.Symbol] = function;
        }
        Open(data, functions, scales);
        Functions = [.. functions];

        IEnumerable<CoefficientFactor> Factors(UnknownField field)
        {
            var over = field.Symbol.Over;
            var whole = Space.Length > 0 && Space.All(over.Contains);
            if (whole && !over.Take(Space.Length).SequenceEqual(Space))
                throw new FormException($"'{field.Name}' is a function of {string.Join(", ", over.Select(c => c.Name))}; declare it over the coordinates of space first, in their order.");
            // Four cells to a correlation length.
            if (whole) yield return new PlaceFactor(Space, new Space(options.CoefficientMesh(mesh!, field.Prior is WhittleMatern p ? p.Length.Take(Space.Length).Min() / 4 : double.PositiveInfinity), 1));
            foreach (var variable in over.Skip(whole ? Space.Length : 0))
            {
                if (variable.Field is { } argument)
                {
                    // All that experiments share is over the union of their ranges.
                    var ranges = problem.UnknownFields.Where(f => (f.Shared ?? f.Name) == (field.Shared ?? field.Name)).Select(f => f.Symbol.Over[over.IndexOf(variable)].Field!)
                        .Select(f => problem.Fields.ToList().FindIndex(g => g.Symbol == f)).Select(i => problem.Fields[i].Positive ? scales[i].OfExponential : scales[i]).ToList();
                    var (low, high) = (ranges.Min(r => r.Shift - r.Factor), ranges.Max(r => r.Shift + r.Factor));
                    yield return new LineFactor(variable, new CubicLine(low - Margin * (high - low), high + Margin * (high - low), Resolving(Intervals, (1 + 2 * Margin) * (high - low))), false);
                }
                else
                {
                    var c = problem.Coordinates[variable.Index];
                    // A function of this alone can follow half of the places at which there are data.
                    var seen = over.Length > 1 ? 0 : data.SelectMany(d => Enumerable.Range(0, d.Count).Select(i => d.Points[i * problem.Coordinates.Length + variable.Index])).Distinct().Count();
                    var intervals = c.IsTime || options.CoefficientSize is not { } size ? Math.Clamp(seen / 2, TimeIntervals, MostIntervals) : (int)Math.Clamp(Math.Ceiling((c.Upper - c.Lower) / size - 1e-9), 1, MostCells);
                    if (c.IsTime || options.CoefficientSize is null) intervals = Resolving(intervals, c.Upper - c.Lower);
                    yield return new LineFactor(variable, new CubicLine(c.Lower, c.Upper, intervals), !c.IsTime);
                }

                // Four intervals to a correlation length.
                int Resolving(int intervals, double extent) => field.Prior is WhittleMatern prior ? Math.Max(intervals, (int)Math.Min(MostIntervals, Math.Ceiling(4 * extent / prior.Length[over.IndexOf(variable)]))) : intervals;
            }
        }
    }

    /// <summary>
    /// Values that no condition says anything of become unknown functions: those on a part of the boundary where neither a state nor its flux is given, over its nodes and time, and
    /// those at the beginning of time.
    /// </summary>
    private void Open(IReadOnlyList<MeasuredData> data, List<CoefficientFunction> functions, ImmutableArray<FieldScale> scales)
    {
        var (variables, problem) = (Form.Variables, Form.Variables.Problem);
        var time = variables.Time is { } t ? problem.Coordinates[t.Index] : null;
        var ground = Options.Ground ?? Mesh;
        var facets = ground is null ? null : BoundaryParts.Times(Form, out _).SelectMany(at => BoundaryParts.Of(Form, ground, at))
            .SelectMany(part => Form.Boundary(part.Active).Unsaid.SelectMany(e => part.Facets.Select(f => (Equation: e, Facet: f)))).Distinct().ToLookup(x => x.Equation, x => x.Facet);
        for (var e = 0; e < States.Length; e++)
        {
            var i = problem.Fields.ToList().FindIndex(f => f.Symbol == States[e]);
            var size = i < 0 ? 1 : (problem.Fields[i].Positive ? scales[i].OfExponential : scales[i]) is var s ? Math.Abs(s.Shift) + s.Factor : 1;
            if (facets?[e].ToArray() is { Length: > 0 } own)
                Add(_openBoundary, $"{States[e].Name} on the boundary", [new NodeFactor(Space, ground == Mesh ? Spaces[e]! : SpaceOf(e, ground!), own), .. time is null ? (CoefficientFactor[])[] : [TimeFactor(time)]], [.. Space, .. time is null ? (CoordinateSymbol[])[] : [time.Symbol]]);
            if (time is not null && Form.IsDifferential(e) && !Form.Conditions.Any(c => c.Kind == ConditionKind.Initial && c.Residual.Leaves().OfType<FieldDerivative>().Any(f => f.Field == States[e])))
                Add(_openInitial, $"{States[e].Name} at the beginning", Mesh is null ? [] : [new PlaceFactor(Space, new Space(Options.CoefficientMesh(Mesh), 1))], Space);

            void Add(Dictionary<int, Expression> residuals, string name, CoefficientFactor[] factors, CoordinateSymbol[] over)
            {
                var (symbol, function) = (new FieldSymbol(name, [.. over]), new CoefficientFunction(name, factors, ParameterCount));
                functions.Add(function);
                _functions[symbol] = function;
                ParameterCount += function.Count;
                residuals[e] = States[e].Value - size * symbol.Value;
            }
        }
    }

    private int Order(int equation) => Form.IsMultiplier(equation) ? Math.Max(1, Options.Order - 1) : Options.Order;

    private int[] Periodic(int equation) => [.. Form.PeriodicIn(equation).Select(c => Array.IndexOf(Space, c)).Order()];

    private Space SpaceOf(int equation, Mesh mesh) => new(mesh, Order(equation), Periodic(equation));

    private static LineFactor TimeFactor(Coordinate time) => new(time.Symbol, new CubicLine(time.Lower, time.Upper, TimeIntervals), false);

    /// <summary>u − g on the boundary, g unknown, for an equation of whose field nothing is said.</summary>
    public Expression OpenResidual(int equation) => _openBoundary[equation];

    /// <summary>u − g at the beginning of time, g unknown.</summary>
    public Expression OpenInitial(int equation) => _openInitial[equation];

    /// <summary>The nodes of an equation's field on some facets.</summary>
    public IEnumerable<int> DofsOf(int equation, IEnumerable<int> facets) => facets.SelectMany(f => Spaces[equation]!.DofsOfFacet(f).ToArray()).Distinct();

    /// <summary>How it is discretised.</summary>
    public FiniteElementOptions Options { get; }

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
    public int ParameterCount { get; private set; }

    /// <summary>The number of a state; −1 for another field.</summary>
    public int IndexOf(FieldSymbol field) => _states.GetValueOrDefault(field, -1);

    /// <summary>The function that a symbol stands for; null for another field.</summary>
    public CoefficientFunction? FunctionOf(FieldSymbol field) => _functions.GetValueOrDefault(field);
}
