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
        foreach (var (name, errors) in wrong)
            foreach (var error in errors)
                _errors.Add(error.Location, before.Contains(error) || (wrong.Count > 1 && wrong.All(w => w.Errors.Contains(error))) ? error.Path : $"experiments.{name}.{error.Path}".TrimEnd('.'), error.Message);
        _errors.ThrowIfAny();
        CheckShared(parts);
        _errors.ThrowIfAny();
        return Join(parts);
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
        }
        foreach (var function in first.UnknownFields.Where(f => f.IsOfFields && IsShared(f.Name)))
            _errors.Add(_declaration.Unknowns.First(u => u.Name.Text == function.Name).Name, $"unknowns.{function.Name}",
                $"The function '{function.Name}' is of fields, which experiments do not share: declare it under 'unknowns' of an experiment.");
        _used = [.. parts.SelectMany(p => p.Builder._used)];
        _noiseLevels.UnionWith(parts.SelectMany(p => p.Builder._noiseLevels));
        CheckUnknowns(_declaration.Unknowns, "");
        foreach (var (name, experiment) in _declaration.Experiments)
        {
            var builder = parts.First(p => p.Name == name.Text).Builder;
            builder.CheckUnknowns(experiment.Unknowns, $"experiments.{name}.");
            builder.CheckConditions(parts.First(p => p.Name == name.Text).Problem);
            foreach (var error in builder._errors.All) _errors.Add(error.Location, error.Path, error.Message);
        }
        if (parts.All(p => p.Problem.Unknowns.IsEmpty && p.Problem.UnknownFields.IsEmpty)) Whole("Nothing is unknown: declare what is to be recovered under 'unknowns'.");
        if (parts.All(p => p.Problem.Observations.IsEmpty)) Whole("Nothing is measured: without 'observations' the unknowns cannot be recovered.");
    }

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
        ImmutableArray<UnknownScalar> unknowns = [.. all[0].Problem.Unknowns.Where(u => IsShared(u.Name)), .. all.SelectMany(p => p.Problem.Unknowns.Where(u => !IsShared(u.Name)).Select(u => u with { Name = p.Name(u.Name) }))];
        var levels = _noiseLevels.Where(IsShared).Concat(all.SelectMany((p, i) => parts[i].Builder._noiseLevels.Where(n => !IsShared(n)).Select(p.Name))).ToHashSet();
        ImmutableArray<Field> fields = [.. all.SelectMany(p => p.Problem.Fields.Select(f => f with { Symbol = p.Symbol(f.Symbol), Truth = f.Truth is null ? null : p.Rename(f.Truth), Experiment = p.Experiment }))];
        ImmutableArray<UnknownField> functions = [.. all.SelectMany((p, i) => p.Problem.UnknownFields.Where(f => i == 0 || !IsShared(f.Name)).Select(f => f with { Symbol = p.Symbol(f.Symbol), Truth = f.Truth is null ? null : p.Rename(f.Truth) }))];
        ImmutableArray<Table> tables = [.. all.SelectMany(p => p.Problem.Tables.Select(t => new Table(p.Symbol(t.Symbol), t.Interpolation, t.Nodes, t.Values, t.File)))];
        return all[0].Problem with
        {
            Fields = fields,
            Unknowns = [.. unknowns.Select(u => u with { IsNoiseLevel = levels.Contains(u.Name) })],
            UnknownFields = functions,
            Tables = tables,
            Constants = ImmutableDictionary<string, double>.Empty,
            Equations = [.. all.SelectMany(p => p.Problem.Equations.Select(e => new NamedEquation(p.Name(e.Name), p.Rename(e.Equation))))],
            Conditions = [.. all.SelectMany(p => p.Problem.Conditions.Select(p.Rename))],
            Observations = [.. all.SelectMany(p => p.Problem.Observations.Select(p.Rename))],
            Vocabulary = all[0].Problem.Vocabulary with
            {
                Fields = [.. fields.Select(f => f.Symbol), .. functions.Select(f => f.Symbol), .. tables.Select(t => t.Symbol)],
                Parameters = [.. unknowns.Select(u => u.Name)],
                Definitions = ImmutableDictionary<string, Expression>.Empty,
            },
        };
    }

    /// <summary>An experiment with the names of what is its own changed to name[experiment], and constants inlined.</summary>
    private sealed class Part(string experiment, InverseProblem problem, Func<string, bool> isShared)
    {
        public string Experiment { get; } = experiment;

        public InverseProblem Problem { get; } = problem;

        public string Name(string name) => $"{name}[{Experiment}]";

        public FieldSymbol Symbol(FieldSymbol s) => isShared(s.Name) ? s : new(Name(s.Name), [.. s.Over.Select(c => c.Field is { } field ? new CoordinateSymbol(Symbol(field), c.Index) : c)]);

        public Expression Rename(Expression e) => Problem.InlineConstants(e).Substitute(leaf => leaf switch
        {
            FieldDerivative f => new FieldDerivative(Symbol(f.Field), f.Order, f.Site),
            CoordinateSymbol { Field: { } field } c => new CoordinateSymbol(Symbol(field), c.Index),
            Parameter p when Problem.Unknowns.Any(u => u.Name == p.Name) && !isShared(p.Name) => new Parameter(Name(p.Name)),
            _ => null,
        });

        public Equation Rename(Equation e) => new(Rename(e.Left), Rename(e.Right));

        public Condition Rename(Condition c) => c switch
        {
            EquationCondition e => e with { Name = Name(e.Name), Equation = Rename(e.Equation) },
            PeriodicCondition p => p with { Name = Name(p.Name), Fields = [.. p.Fields.Select(Symbol)] },
            _ => throw new InvalidOperationException($"{c.GetType().Name} is not a condition this version knows."),
        };

        public Observation Rename(Observation o) => new(Name(o.Name), Rename(o.Of), o.Noise switch
        {
            GaussianNoise g => new GaussianNoise(Rename(g.Level)),
            LogNormalNoise l => new LogNormalNoise(Rename(l.Level)),
            var other => other,
        }, o.Source is FileSource file ? file with { Constants = Problem.Constants } : o.Source);

        private NoiseLevel Rename(NoiseLevel level) => level is NoiseLevel.Unknown u && !isShared(u.Name) ? new NoiseLevel.Unknown(Name(u.Name)) : level;
    }
}
