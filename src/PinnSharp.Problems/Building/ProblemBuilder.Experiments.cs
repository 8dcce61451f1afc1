using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Several experiments: each is read as a problem by itself, then they become one whose fields and terms carry the experiment's name.</summary>
internal sealed partial class ProblemBuilder
{
    private HashSet<string> _used = [];

    private InverseProblem BuildExperiments()
    {
        var seen = new HashSet<string>();
        foreach (var (name, _) in _declaration.Experiments)
            if (!ReservedNames.IsName(name.Text)) _errors.Add(name, $"experiments.{name}", $"'{name}' is not a name: a letter, then letters, digits and underscores.");
            else if (!seen.Add(name.Text)) _errors.Add(name, $"experiments.{name}", $"'{name}' is given twice in 'experiments'.");
        if (_declaration.Experiments.Dropped > 0 || seen.Count != _declaration.Experiments.Count) _errors.ThrowIfAny();
        var parts = new List<(string Name, ProblemBuilder Builder, InverseProblem Problem)>();
        var before = _errors.All.ToHashSet();
        var wrong = new List<(string Name, ImmutableArray<InputError> Errors)>();
        foreach (var (name, experiment) in _declaration.Experiments)
        {
            var errors = new InputErrors();
            foreach (var error in before) errors.Add(error.Location, error.Path, error.Message);
            var builder = new ProblemBuilder(_declaration.With(experiment), errors, _whole);
            try
            {
                parts.Add((name.Text, builder, builder.BuildPart()));
            }
            catch (InputException e)
            {
                wrong.Add((name.Text, e.Errors));
            }
        }
        Report(wrong);
        _errors.ThrowIfAny();
        CheckShared(parts);
        _errors.ThrowIfAny();
        return Join(parts);
    }

    /// <summary>Adds the mistakes of experiments: those of all as they are, others with the experiment in their path and, where the text is not the experiment's own, in words.</summary>
    private void Report(List<(string Name, ImmutableArray<InputError> Errors)> wrong)
    {
        foreach (var (name, errors) in wrong)
            foreach (var error in errors)
                if (_errors.All.Any(e => IsSame(e, error))) continue;
                else if (wrong.Count == _declaration.Experiments.Count && wrong.All(w => w.Errors.Any(e => IsSame(e, error)))) _errors.Add(error.Location, error.Path, error.Message);
                else _errors.Add(error.Location, $"experiments.{name}.{error.Path}".TrimEnd('.'),
                    IsOwn(name, error.Path) ? error.Message : $"{error.Message} This was read for the experiment '{name}'.");
    }

    /// <summary>The same mistake, whatever names each experiment knows.</summary>
    private static bool IsSame(InputError a, InputError b) =>
        a.Location == b.Location && a.Path == b.Path && a.Message.Split(" Known are ")[0] == b.Message.Split(" Known are ")[0];

    /// <summary>Whether a path is of something that an experiment declares itself.</summary>
    private bool IsOwn(string experiment, string path)
    {
        var e = _declaration.Experiments.First(e => e.Name.Text == experiment).Value;
        return Names("constants", e.Constants).Concat(Names("definitions", e.Definitions)).Concat(Names("tables", e.Tables)).Concat(Names("unknowns", e.Unknowns))
            .Concat(Names("conditions", e.Conditions)).Concat(Names("observations", e.Observations)).Concat(Names("constraints", e.Constraints)).Concat(Names("truth.fields", e.Truth))
            .Any(own => path == own || path.StartsWith(own + ".", StringComparison.Ordinal));

        static IEnumerable<string> Names<T>(string section, Declarations<T> declared) => declared.Select(d => $"{section}.{d.Name}");
    }

    /// <summary>Coordinates, shapes and shared unknowns are the same in all experiments, whatever constants these replace.</summary>
    private void CheckShared(List<(string Name, ProblemBuilder Builder, InverseProblem Problem)> parts)
    {
        var first = parts[0].Problem;
        foreach (var (name, _, problem) in parts)
        {
            var place = _declaration.Experiments.First(e => e.Name.Text == name).Name;
            if (!problem.Coordinates.SequenceEqual(first.Coordinates) || !SameShapes(problem, first))
                _errors.Add(place, $"experiments.{name}", $"The experiment '{name}' changes a constant that coordinates or shapes are made of; they are the same in all experiments.");
            foreach (var unknown in first.Unknowns.Where(u => IsShared(u.Name) && problem.Unknowns.First(o => o.Name == u.Name) with { IsNoiseLevel = u.IsNoiseLevel } != u))
                _errors.Add(place, $"experiments.{name}", $"The experiment '{name}' changes a constant that the shared unknown '{unknown.Name}' is declared with.");
            foreach (var function in first.UnknownFields.Where(f => IsShared(f.Name) && (problem.UnknownFields.First(o => o.Name == f.Name) != f || !SameTables(f.Truth, problem, first))))
                _errors.Add(place, $"experiments.{name}", $"The experiment '{name}' changes a constant or a table that the shared function '{function.Name}' is declared with.");
        }
        _used = [.. parts.SelectMany(p => p.Builder._used)];
        _noiseLevels.UnionWith(parts.SelectMany(p => p.Builder._noiseLevels));
        CheckUnknowns(_declaration.Unknowns, "");
        foreach (var (name, builder, problem) in parts) builder.CheckConditions(problem);
        Report([.. parts.Select(p => (p.Name, p.Builder._errors.All.ToImmutableArray()))]);
        foreach (var (name, experiment) in _declaration.Experiments)
        {
            var builder = parts.First(p => p.Name == name.Text).Builder;
            var known = builder._errors.All.ToHashSet();
            builder.CheckUnknowns(experiment.Unknowns, $"experiments.{name}.");
            foreach (var error in builder._errors.All.Where(e => !known.Contains(e))) _errors.Add(error.Location, error.Path, error.Message);
        }
        if (parts.All(p => p.Problem.Unknowns.IsEmpty && p.Problem.UnknownFields.IsEmpty)) Whole("Nothing is unknown: declare what is to be recovered under 'unknowns'.");
        if (parts.All(p => p.Problem.Observations.IsEmpty)) Whole("Nothing is measured: without 'observations' the unknowns cannot be recovered.");
    }

    private static bool SameTables(Expression? truth, InverseProblem a, InverseProblem b) => truth is null || truth.Leaves().OfType<FieldDerivative>().All(leaf =>
        a.TableOf(leaf.Field) is { } x && b.TableOf(leaf.Field) is { } y && x.Interpolation == y.Interpolation && x.Nodes.SequenceEqual(y.Nodes) && x.Values.SequenceEqual(y.Values));

    private bool IsShared(string unknown) => _declaration.Unknowns.Any(u => u.Name.Text == unknown);

    private static bool SameShapes(InverseProblem a, InverseProblem b)
    {
        var points = Region.Whole(a.Coordinates).Sample(Probes, SamplingMethod.Sobol, 0);
        var d = a.Coordinates.Length;
        var space = a.Coordinates.Where(c => !c.IsTime).Select(c => c.Symbol.Index).ToArray();
        return Enumerable.Range(0, points.Length / d).All(row =>
        {
            double[] point = [.. space.Select(i => points[row * d + i])];
            return a.Shapes.All(s => s.Value.Level(point) == b.Shapes[s.Key].Level(point));
        });
    }

    private InverseProblem Join(List<(string Name, ProblemBuilder Builder, InverseProblem Problem)> parts)
    {
        var all = parts.Select(p => new Part(p.Name, p.Problem, IsShared)).ToList();
        ImmutableArray<UnknownScalar> unknowns = [.. all[0].Problem.Unknowns.Where(u => IsShared(u.Name)),
            .. all.SelectMany(p => p.Problem.Unknowns.Where(u => !IsShared(u.Name)).Select(u => u with { Name = p.Name(u.Name) }))];
        var levels = _noiseLevels.Where(IsShared).Concat(all.SelectMany((p, i) => parts[i].Builder._noiseLevels.Where(n => !IsShared(n)).Select(p.Name))).ToHashSet();
        ImmutableArray<Field> fields = [.. all.SelectMany(p => p.Problem.Fields.Select(f =>
            f with { Symbol = p.Symbol(f.Symbol), Truth = f.Truth is null ? null : p.Rename(f.Truth), Experiment = p.Experiment }))];
        ImmutableArray<UnknownField> functions =
        [
            .. all.SelectMany((p, i) => p.Problem.UnknownFields.Where(f => i == 0 || !IsShared(f.Name) || f.IsOfFields).Select(f =>
                f with { Symbol = p.Symbol(f.Symbol), Truth = f.Truth is null ? null : p.Rename(f.Truth), Shared = IsShared(f.Name) && f.IsOfFields ? f.Name : null })),
        ];
        ImmutableArray<Table> tables = [.. all.SelectMany(p => p.Problem.Tables.Select(t => new Table(p.Symbol(t.Symbol), t.Interpolation, t.Nodes, t.Values, t.File)))];
        return all[0].Problem with
        {
            Fields = fields,
            Unknowns = [.. unknowns.Select(u => u with { IsNoiseLevel = levels.Contains(u.Name) })],
            UnknownFields = functions,
            Tables = tables,
            Constants = ImmutableDictionary<string, double>.Empty,
            Definitions = [],
            UnusedConstants = [.. parts.SelectMany(p => p.Problem.UnusedConstants).Distinct()
                .Where(c => parts.All(p => !p.Problem.Constants.ContainsKey(c) || p.Problem.UnusedConstants.Contains(c)))],
            Equations = [.. all.SelectMany(p => p.Problem.Equations.Select(e => new NamedEquation(p.Name(e.Name), p.Rename(e.Equation))))],
            Conditions = [.. all.SelectMany(p => p.Problem.Conditions.Select(p.Rename))],
            Observations = [.. all.SelectMany(p => p.Problem.Observations.Select(p.Rename))],
            Constraints = [.. all.SelectMany(p => p.Problem.Constraints.Select(c => c with { Name = p.Name(c.Name), Of = p.Rename(c.Of) }))
                .DistinctBy(c => (c.Of, c.IsEquality, c.Places))],
            Vocabulary = all[0].Problem.Vocabulary with
            {
                Fields = [.. fields.Select(f => f.Symbol), .. functions.Select(f => f.Symbol), .. tables.Select(t => t.Symbol)],
                Parameters = [.. unknowns.Select(u => u.Name)],
                Definitions = Definitions(all),
            },
        };
    }

    /// <summary>Constants and definitions of each experiment as name[experiment], and by their names alone where they are the same in all.</summary>
    private static ImmutableDictionary<string, Expression> Definitions(List<Part> parts)
    {
        var result = parts.SelectMany(p => p.Definitions.Select(d => KeyValuePair.Create(p.Name(d.Key), d.Value))).ToImmutableDictionary();
        return result.AddRange(parts[0].Definitions.Where(d => parts.All(p => p.Definitions.GetValueOrDefault(d.Key) == d.Value)));
    }

    /// <summary>An experiment with the names of what is its own changed to name[experiment], and constants inlined.</summary>
    private sealed class Part(string experiment, InverseProblem problem, Func<string, bool> isShared)
    {
        public string Experiment { get; } = experiment;

        public InverseProblem Problem { get; } = problem;

        public string Name(string name) => $"{name}[{Experiment}]";

        /// <summary>What stands for a number or an expression: constants and definitions.</summary>
        public ImmutableDictionary<string, Expression> Definitions => Problem.Constants.Select(c => KeyValuePair.Create(c.Key, (Expression)c.Value))
            .Concat(Problem.Vocabulary.Definitions.Select(d => KeyValuePair.Create(d.Key, Rename(d.Value)))).ToImmutableDictionary();

        /// <summary>Functions of fields stand at the experiment's own fields, shared or not.</summary>
        public FieldSymbol Symbol(FieldSymbol s) => isShared(s.Name) && s.Over.All(c => c.Field is null) ? s
            : new(Name(s.Name), [.. s.Over.Select(c => c.Field is { } field ? new CoordinateSymbol(Symbol(field), c.Index) : c)]);

        public Expression Rename(Expression e) => Problem.InlineConstants(e).Substitute(leaf => leaf switch
        {
            FieldDerivative f => new FieldDerivative(Symbol(f.Field), f.Order, f.Site),
            CoordinateSymbol { Field: { } field } c => new CoordinateSymbol(Symbol(field), c.Index),
            Parameter p when Problem.Unknowns.Any(u => u.Name == p.Name) && !isShared(p.Name) => new Parameter(Name(p.Name)),
            _ => null,
        });

        public Equation Rename(Equation e) => e.Map(Rename) with { Source = e.Source };

        public Condition Rename(Condition c) => c switch
        {
            EquationCondition e => e with { Name = Name(e.Name), Equation = Rename(e.Equation) },
            PeriodicCondition p => p with { Name = Name(p.Name), Fields = [.. p.Fields.Select(Symbol)] },
            _ => throw new InvalidOperationException($"{c.GetType().Name} is not a condition this version knows."),
        };

        public Observation Rename(Observation o) => new(Name(o.Name), Rename(o.Of), o.Noise is ScaledNoise scaled ? scaled with { Level = Rename(scaled.Level) } : o.Noise,
            o.Source is FileSource file ? file with { Constants = Problem.Constants } : o.Source);

        private NoiseLevel Rename(NoiseLevel level) => level is NoiseLevel.Unknown u && !isShared(u.Name) ? new NoiseLevel.Unknown(Name(u.Name)) : level;
    }
}
