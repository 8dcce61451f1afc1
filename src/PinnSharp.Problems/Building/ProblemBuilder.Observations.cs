using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Observations, and whether everything declared is used.</summary>
internal sealed partial class ProblemBuilder
{
    private readonly HashSet<string> _noiseLevels = [];

    private ImmutableArray<Observation> ReadObservations()
    {
        var observations = ImmutableArray.CreateBuilder<Observation>();
        foreach (var (name, declaration) in _declaration.Observations)
        {
            var path = $"observations.{name}";
            var of = Read(declaration.Of, path, t => ExpressionParser.Parse(t, _vocabulary));
            var noise = ReadNoise(declaration.Noise, path);
            if (of is not null) CheckExpression(declaration.Of, path, of);
            var source = of is not null && of.IsAverage() ? AverageSource(name, declaration.Data, path) : ReadSource(name, declaration.Data, path);
            if (of is null || noise is null || source is null) continue;
            if (FieldsOf(of).Count == 0) _errors.Add(declaration.Of, path, $"The observation '{name}' is of '{declaration.Of}', which has no field in it{FieldNames(_fields.Select(f => f.Name))}.");
            else observations.Add(new(name.Text, of, noise, source));
        }
        return observations.ToImmutable();
    }

    private Noise? ReadNoise(NoiseDeclaration? declaration, string path)
    {
        switch (declaration?.Kind)
        {
            case null: return new ExactData();
            case NoiseKind.Poisson: return new PoissonNoise();
            case NoiseKind.Bernoulli: return new BernoulliNoise();
        }
        var (level, degrees) = (ReadLevel(declaration, path), declaration.Degrees is null ? 4 : ReadDegrees(declaration.Degrees, path));
        return level is null || degrees is null ? null : declaration.Kind switch
        {
            NoiseKind.Gaussian or NoiseKind.Relative => new GaussianNoise(level),
            NoiseKind.Proportional => new ProportionalNoise(level),
            NoiseKind.LogNormal => new LogNormalNoise(level),
            NoiseKind.Laplace => new LaplaceNoise(level),
            NoiseKind.StudentT => new StudentTNoise(level, degrees.Value),
            var other => throw new InvalidOperationException($"{other} is not a kind of noise this version knows."),
        };
    }

    private double? ReadDegrees(SourceText text, string path)
    {
        var vocabulary = new Vocabulary { Parameters = [.. _constants.Keys.Order(StringComparer.Ordinal)] };
        if (Read(text, path, t => ExpressionParser.Parse(t, vocabulary)) is not { } e) return null;
        var value = Inline(e) is { } inlined && inlined.Leaves().Length == 0 ? inlined.Evaluate(_ => double.NaN) : double.NaN;
        if (value > 0 && double.IsFinite(value)) return value;
        _errors.Add(text, path, $"The degrees of freedom are a positive number, found {text}.");
        return null;
    }

    private NoiseLevel? ReadLevel(NoiseDeclaration declaration, string path)
    {
        if (declaration.Level is not { } text)
        {
            _errors.Add(default(SourceLocation), path, "The noise needs a level.");
            return null;
        }
        var isRelative = declaration.Kind == NoiseKind.Relative;
        if (!isRelative && _unknowns.FirstOrDefault(u => u.Name == text.Text) is { } unknown)
        {
            _noiseLevels.Add(unknown.Name);
            if (unknown.Positive) return new NoiseLevel.Unknown(unknown.Name);
            var (name, _) = _declaration.Unknowns.First(u => u.Name.Text == unknown.Name);
            _errors.Add(name, $"unknowns.{name}", $"The unknown '{name}' is a noise level: declare it 'positive: true'.");
            return null;
        }
        var vocabulary = new Vocabulary { Parameters = [.. _constants.Keys.Order(StringComparer.Ordinal), .. isRelative ? [] : _unknowns.Select(u => u.Name)] };
        if (Read(text, path, t => ExpressionParser.Parse(t, vocabulary)) is not { } e) return null;
        if (Inline(e) is not { } inlined || inlined.Leaves().Length > 0)
        {
            _errors.Add(text, path, $"A noise level is a number or the name of an unknown, not the expression '{text}' of one.");
            return null;
        }
        var value = inlined.Evaluate(_ => double.NaN);
        if (!(value > 0 && double.IsFinite(value)))
        {
            _errors.Add(text, path, $"A noise level is positive, found {text}; leave 'noise' out for exact data.");
            return null;
        }
        return isRelative ? new NoiseLevel.Relative(value) : new NoiseLevel.Known(value);
    }

    private ObservationSource? ReadSource(SourceText name, DataDeclaration data, string path)
    {
        switch (data)
        {
            case FileDeclaration file:
                foreach (var (target, value) in file.Columns)
                {
                    Mention(value);
                    if (target.Text != "value" && _coordinates.All(c => c.Name != target.Text))
                        _errors.Add(target, path + ".columns", $"'{target}' is neither a coordinate nor 'value'.{Nearest(target, _coordinates.Select(c => c.Name).Append("value"))}");
                }
                return new FileSource(file.File, [.. file.Columns.Select(c => new ColumnExpression(c.Name, c.Value))]);
            case DrawDeclaration draw:
                if (draw.Count < 1) _errors.Add(name, path, $"The observation '{name}' draws {draw.Count} points; at least 1 is needed.");
                var where = draw.Where is null ? Whole() : ReadRegion(draw.Where, path + ".draw");
                if (where?.Places.Contains(Rest) == true) return Refuse<ObservationSource>(draw.Where!, path + ".draw", "'rest' is for conditions: the boundary less what the others hold on. Write 'boundary'.");
                return where is null ? null : new DrawnSource(draw.Count, where, draw.Sampling, draw.Seed);
            case InlineDeclaration inline:
                if (inline.Values.IsEmpty) _errors.Add(name, path, $"The observation '{name}' has no values.");
                else if (inline.Points.Length != inline.Values.Length * _coordinates.Length)
                    _errors.Add(name, path, $"The observation '{name}' has {inline.Values.Length} values and {inline.Points.Length} coordinates of points; {_coordinates.Length} a value are needed.");
                return new InlineSource(inline.Points, inline.Values);
            default:
                throw new InvalidOperationException($"{data.GetType().Name} is not a kind of data this version knows.");
        }
    }

    /// <summary>Whether everything that is declared is used, and the problem is one.</summary>
    private void CheckUse(InverseProblem problem)
    {
        var equations = problem.Equations.SelectMany(e => e.Equation.Residual.Leaves());
        var conditions = problem.Conditions.OfType<EquationCondition>().SelectMany(c => c.Equation.Residual.Leaves());
        var observed = problem.Observations.SelectMany(o => o.Of.Leaves());
        _used = equations.Concat(conditions).Concat(observed).Select(leaf => leaf is FieldDerivative f ? f.Field.Name : leaf is Parameter p ? p.Name : "").ToHashSet();
        var governed = equations.OfType<FieldDerivative>().Select(f => f.Field.Name).ToHashSet();
        foreach (var (name, _) in _declaration.Fields)
            if (!governed.Contains(name.Text)) _errors.Add(name, $"fields.{name}", $"The field '{name}' is in no equation.");
        foreach (var observation in problem.Observations.Where(o => o.Source is DrawnSource)) CheckTruth(problem, observation);
        if (problem.Observations.FirstOrDefault(o => o.Noise is ExactData || o.Noise.UnknownLevel is not null) is { } unclear)
            foreach (var (name, unknown) in _declaration.Unknowns.Where(u => problem.UnknownFields.Any(f => f.Name == u.Name.Text && f.Prior is Regularisation { Strength.Rule: StrengthRule.Discrepancy })))
                _errors.Add(unknown.Prior!.Kind, $"unknowns.{name}.prior", $"'strength: discrepancy' of '{name}' needs noise of known size in all data; that of '{unclear.Name}' is not. Take evidence, gcv or l-curve.");
    }

    /// <summary>Whether unknowns are used, and noise levels as nothing else.</summary>
    private void CheckUnknowns(Declarations<UnknownDeclaration> declared, string prefix)
    {
        foreach (var (name, unknown) in declared)
        {
            var path = $"{prefix}unknowns.{name}";
            var isLevel = _noiseLevels.Contains(name.Text);
            if (isLevel && _used.Contains(name.Text)) _errors.Add(name, path, $"The unknown '{name}' is a noise level and stands in an expression too; it can be only one of them.");
            else if (!isLevel && !_used.Contains(name.Text)) _errors.Add(name, path, $"The unknown '{name}' is used nowhere: in no equation, condition, observation or noise level.");
            if (isLevel && unknown.Projected) _errors.Add(name, path, $"'projected' is for what is optimised; the bounds of the noise level '{name}' hold anyway.");
            if (isLevel && unknown.Prior is { Kind.Text: not "uniform" } prior) _errors.Add(prior.Kind, path + ".prior", $"'{name}' is a noise level, which is found from the data alone: it takes no prior but 'uniform'.");
        }
    }

    /// <summary>Drawn data need the truth of everything they are made of; simulated ones all but the fields'.</summary>
    private void CheckTruth(InverseProblem problem, Observation observation)
    {
        var (name, _) = _declaration.Observations.First(o => o.Name.Text == observation.Name);
        var path = $"observations.{name}";
        foreach (var field in problem.Fields.Where(f => f.Truth is null && !_declaration.Simulated && FieldsOf(observation.Of).Contains(f.Symbol)))
            _errors.Add(name, path, $"The observation '{name}' is drawn from the truth, but 'truth' has no field '{field.Name}'. Where the truths of all unknowns are declared, 'pinnsharp simulate' computes such data.");
        foreach (var field in problem.UnknownFields.Where(f => f.Truth is null && FieldsOf(observation.Of).Contains(f.Symbol)))
            _errors.Add(name, path, $"The observation '{name}' is drawn from the truth, but the unknown '{field.Name}' has no 'truth'.");
        var unknowns = observation.Of.Leaves().OfType<Parameter>().Select(p => p.Name).ToHashSet();
        if (observation.Noise.UnknownLevel is { } level) unknowns.Add(level);
        foreach (var unknown in _unknowns.Where(u => u.Truth is null && unknowns.Contains(u.Name)))
            _errors.Add(name, path, $"The observation '{name}' is drawn from the truth, but the unknown '{unknown.Name}' has no 'truth'.");
    }
}
