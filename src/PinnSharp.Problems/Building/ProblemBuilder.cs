using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// Reads and validates a declaration. Names come first; a mistake there ends it. Then everything that uses them, all mistakes together; then
/// what can only be asked of a whole problem.
/// </summary>
internal sealed partial class ProblemBuilder
{
    private const int MaxSpace = 3;
    private const int MaxDeclared = 500;
    private readonly ProblemDeclaration _declaration;
    private readonly InputErrors _errors;
    private readonly SourceLocation? _whole;
    private readonly Dictionary<string, string> _kinds = [];
    private ImmutableDictionary<string, double> _constants = ImmutableDictionary<string, double>.Empty;
    private ImmutableArray<Coordinate> _coordinates = [];
    private ImmutableArray<UnknownScalar> _unknowns = [];
    private ImmutableArray<FieldSymbol> _fields = [];
    private Vocabulary _vocabulary = new();

    public ProblemBuilder(ProblemDeclaration declaration) : this(declaration, new InputErrors(), null) { }

    /// <param name="declaration">The declaration.</param>
    /// <param name="errors">Mistakes found on the way here.</param>
    /// <param name="whole">The place of what is wrong with the whole.</param>
    public ProblemBuilder(ProblemDeclaration declaration, InputErrors errors, SourceLocation? whole) => (_declaration, _errors, _whole) = (declaration, errors, whole);

    public InverseProblem Build()
    {
        if (_declaration.Experiments.Count + _declaration.Experiments.Dropped > 0) return BuildExperiments();
        var problem = BuildPart();
        CheckUnknowns(_declaration.Unknowns, "");
        if (_declaration.Unknowns.Count == 0) Whole("Nothing is unknown: declare what is to be recovered under 'unknowns'.");
        else if (_errors.Count == 0 && _unknownFields.IsEmpty && _unknowns.All(u => _noiseLevels.Contains(u.Name)))
            Whole("Only noise levels are unknown: declare what is to be recovered under 'unknowns'.");
        if (_declaration.Observations.Count == 0) Whole("Nothing is measured: without 'observations' the unknowns cannot be recovered.");
        CheckConditions(problem);
        _errors.ThrowIfAny();
        return problem with { Unknowns = [.. _unknowns.Select(u => u with { IsNoiseLevel = _noiseLevels.Contains(u.Name) })] };
    }

    private InverseProblem BuildPart()
    {
        var d = _declaration;
        var known = d.Coordinates.Dropped + d.Fields.Dropped + d.Constants.Dropped + d.Definitions.Dropped + d.Unknowns.Dropped + d.Shapes.Dropped + d.Tables.Dropped == 0 ? _errors.Count : -1;
        ReadNames();
        ReadConstants();
        ReadCoordinates();
        if (_errors.Count == known) ReadShapes();
        if (_errors.Count != known) _errors.ThrowIfAny();
        _unknowns = ReadUnknowns();
        known = _errors.Count;
        ReadVocabulary();
        if (_errors.Count != known) _errors.ThrowIfAny();
        var equations = ReadEquations();
        var conditions = ReadConditions();
        var observations = ReadObservations();
        var constraints = ReadConstraints();
        var fields = ReadFields();
        _errors.ThrowIfAny();
        var problem = new InverseProblem
        {
            Name = _declaration.Name,
            Directory = _declaration.Directory,
            Coordinates = _coordinates,
            Domain = Whole(),
            Regions = _regions,
            Shapes = _shapes.ToImmutableDictionary(),
            Fields = fields,
            Unknowns = _unknowns,
            UnknownFields = _unknownFields,
            Tables = _tables,
            Constants = _constants,
            Definitions = [.. _declaration.Definitions.Select(d => (d.Name.Text, d.Value.Text))],
            UnusedConstants = [.. _declaration.Constants.Select(c => c.Name.Text).Where(c => !_mentioned.Contains(c))],
            Equations = equations,
            Conditions = conditions,
            Observations = observations,
            Constraints = constraints,
            Vocabulary = _vocabulary,
        };
        CheckUse(problem);
        return problem;
    }

    private void ReadConstants()
    {
        foreach (var (name, text) in _declaration.Constants)
            if (Constant(text, $"constants.{name}") is { } value) _constants = _constants.SetItem(name.Text, value);
    }

    private void ReadCoordinates()
    {
        var all = _declaration.Coordinates.ToList();
        if (_declaration.Time is { } time && all.All(c => c.Name.Text != time.Text))
            _errors.Add(time, "time", $"The time '{time}' is not a coordinate.{Nearest(time, all.Select(c => c.Name.Text))}");
        var timeName = _declaration.Time?.Text ?? "t";
        var space = all.Count(c => c.Name.Text != timeName);
        if (space > MaxSpace) _errors.Add(all[^1].Name, "coordinates", $"There are {space} space coordinates; at most {MaxSpace} and a time are supported.");
        if (all.Count > MaxSpace + 1) return;
        foreach (var (name, interval) in all)
        {
            var path = $"coordinates.{name}";
            if (Interval(interval, path) is var (lower, upper))
                _coordinates = _coordinates.Add(new(new CoordinateSymbol(name.Text, _coordinates.Length), lower, upper, name.Text == timeName) { Unit = interval.Unit });
        }
    }

    private ImmutableArray<UnknownScalar> ReadUnknowns()
    {
        var unknowns = ImmutableArray.CreateBuilder<UnknownScalar>();
        foreach (var (name, declared) in _declaration.Unknowns.Where(u => u.Value.Over.IsEmpty))
        {
            var path = $"unknowns.{name}";
            var before = _errors.Count;
            var known = ReadScalarPrior(name, declared, path);
            var u = declared with { Positive = declared.Positive || known.Positive, Bounds = declared.Bounds ?? known.Bounds };
            if (u.Initial is null && known.Initial is null && _errors.Count == before) _errors.Add(name, path, $"The unknown '{name}' needs 'initial', where the search starts.");
            if (u.Projected && u.Bounds is null) _errors.Add(name, path, $"'projected' says how 'bounds' are held; '{name}' has none.");
            var (initial, bounds) = ReadRange(name, u, path);
            if (initial is null && known.Initial is { } first) CheckRange(name, u, bounds, u.Prior!.Kind, initial = first, path, "initial");
            var truth = u.Truth is null ? null : Constant(u.Truth, path + ".truth");
            CheckRange(name, u, bounds, u.Truth, truth, path, "truth");
            unknowns.Add(new(name.Text, initial ?? 1, u.Positive, bounds, u.Unit, truth, false) { Prior = known.Prior, Projected = u.Projected });
        }
        return unknowns.ToImmutable();
    }

    private (double? Initial, (double Lower, double Upper)? Bounds) ReadRange(SourceText name, UnknownDeclaration u, string path)
    {
        var initial = u.Initial is null ? null : Constant(u.Initial, path + ".initial");
        var bounds = u.Bounds is null ? null : Interval(u.Bounds, path + ".bounds");
        CheckRange(name, u, bounds, u.Initial, initial, path, "initial");
        if (u.Positive && bounds is { Lower: < 0 }) _errors.Add(u.Bounds!.Lower, path + ".bounds", $"'{name}' is positive, but its lower bound is {u.Bounds.Lower}.");
        return (initial, bounds);
    }

    private void CheckRange(SourceText name, UnknownDeclaration u, (double Lower, double Upper)? bounds, SourceText? text, double? value, string path, string what)
    {
        if (text is null || value is not { } v) return;
        if (u.Positive && v <= 0) _errors.Add(text, $"{path}.{what}", $"'{name}' is positive, but its {what} value is {text}.");
        else if (bounds is var (lower, upper) && (what == "initial" ? !(v > lower && v < upper) : !(v >= lower && v <= upper)))
            _errors.Add(text, $"{path}.{what}", $"The {what} value {text} of '{name}' is not {(what == "initial" ? "inside" : "within")} its bounds [{u.Bounds!.Lower}, {u.Bounds.Upper}].");
    }

    private void ReadVocabulary()
    {
        var symbols = _coordinates.Select(c => c.Symbol).ToImmutableArray();
        _fields = [.. _declaration.Fields.Select(f => new FieldSymbol(f.Name.Text, symbols))];
        _vocabulary = new()
        {
            Coordinates = symbols,
            Time = _coordinates.FirstOrDefault(c => c.IsTime)?.Symbol,
            Fields = _fields,
            Shapes = [.. _declaration.Shapes.Select(s => s.Name.Text), .. _box is null ? Array.Empty<string>() : ["box", "domain", "boundary", Rest]],
        };
        _unknownFields = ReadUnknownFields();
        _tables = ReadTables();
        _vocabulary = _vocabulary with { Fields = [.. _fields, .. _unknownFields.Select(u => u.Symbol), .. _tables.Select(t => t.Symbol)] };
        RefuseDerivativeNames();
        _vocabulary = _vocabulary with { Parameters = [.. _unknowns.Select(u => u.Name), .. _declaration.Constants.Select(c => c.Name.Text)] };
        foreach (var (name, text) in _declaration.Definitions)
            if (Read(text, $"definitions.{name}", t => ExpressionParser.Parse(t, _vocabulary)) is { } e)
                _vocabulary = _vocabulary with { Definitions = _vocabulary.Definitions.SetItem(name.Text, e) };
        _unknownFields = [.. _unknownFields.Select(f => f with { Truth = ReadTruth(f) })];
    }

    private ImmutableArray<NamedEquation> ReadEquations()
    {
        var equations = ImmutableArray.CreateBuilder<NamedEquation>();
        foreach (var (name, text) in _declaration.Equations)
        {
            var path = $"equations.{name}";
            if (Read(text, path, t => ExpressionParser.ParseEquation(t, _vocabulary)) is not { } equation) continue;
            CheckExpression(text, path, equation.Residual);
            equations.Add(new(name.Text, equation));
            if (FieldsOf(equation.Residual).Count == 0) _errors.Add(text, path, $"The equation '{name}' has no field in it{FieldNames(_fields.Select(f => f.Name))}.");
        }
        return equations.ToImmutable();
    }

    private ImmutableArray<Field> ReadFields()
    {
        var truths = new Dictionary<string, Expression>();
        foreach (var (name, text) in _declaration.Truth)
        {
            var path = $"truth.fields.{name}";
            if (_fields.All(f => f.Name != name.Text))
                _errors.Add(name, path, $"'{name}' is not a field.{Nearest(name, _fields.Select(f => f.Name))}");
            else if (Read(text, path, t => ExpressionParser.Parse(t, _vocabulary)) is { } truth)
            {
                CheckTables(text, path, truth);
                if (FieldsOf(truth).FirstOrDefault() is { } field) _errors.Add(text, path, $"The truth of '{name}' is in terms of the coordinates, not of the field '{field.Name}'.");
                truths[name.Text] = InlineTruths(truth, name, text, path);
            }
        }
        return [.. _declaration.Fields.Select((f, i) => new Field(_fields[i], f.Value.Positive, f.Value.Unit, truths.GetValueOrDefault(f.Name.Text)))];
    }

    private Expression Inline(Expression e) =>
        e.Substitute(leaf => leaf is Parameter p && _constants.TryGetValue(p.Name, out var value) ? (Expression)value : null);

    /// <summary>The fields and unknown functions in an expression; tables are neither.</summary>
    private HashSet<FieldSymbol> FieldsOf(Expression e) => [.. e.Leaves().OfType<FieldDerivative>().Select(f => f.Field).Where(f => TableOf(f) is null)];

    private (double Lower, double Upper)? Interval(CoordinateDeclaration interval, string path)
    {
        var (lower, upper) = (Constant(interval.Lower, path), Constant(interval.Upper, path));
        if (lower is not { } a || upper is not { } b) return null;
        if (a < b) return (a, b);
        _errors.Add(interval.Lower, path, $"The interval [{interval.Lower}, {interval.Upper}] of '{path[(path.IndexOf('.') + 1)..]}' is empty: its lower end must be below its upper end.");
        return null;
    }

    /// <summary>A number or an expression of numbers and constants.</summary>
    private double? Constant(SourceText text, string path)
    {
        if (text.Text.Split(',') is [var whole, var part] && double.TryParse($"{whole}.{part}", NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            _errors.Add(text, path, $"A number has a decimal point, no comma: {whole}.{part}.");
            return null;
        }
        var vocabulary = new Vocabulary { Parameters = [.. _constants.Keys.Order(StringComparer.Ordinal)] };
        if (Read(text, path, t => ExpressionParser.Parse(t, vocabulary)) is not { } e) return null;
        var value = e.Evaluate(leaf => _constants[((Parameter)leaf).Name]);
        if (double.IsFinite(value)) return value;
        _errors.Add(text, path, $"'{text}' is not a finite number.");
        return null;
    }

    private readonly HashSet<string> _mentioned = [];

    /// <summary>Keeps the names in a text, whatever they mean in it.</summary>
    private void Mention(SourceText text) => _mentioned.UnionWith(Regex.Matches(text.Text, @"[\p{L}\p{N}_]+").Select(m => m.Value));

    private T? Read<T>(SourceText text, string path, Func<string, T> parse) where T : class
    {
        Mention(text);
        try
        {
            return parse(text.Text);
        }
        catch (ExpressionException e)
        {
            _errors.Add(text, path, e.Message, Math.Max(0, e.Position));
            return null;
        }
    }

    private void Whole(string message) => _errors.Add(_whole, "", message);

    private static string Nearest(SourceText name, IEnumerable<string> candidates)
    {
        var all = candidates.ToList();
        var nearest = NearestName.Suggestion(name.Text, all);
        return nearest.Length > 0 ? nearest : $" Known are {string.Join(", ", all)}.";
    }

    private static string FieldNames(IEnumerable<string> names) => $" (the fields are {string.Join(", ", names)})";
}
