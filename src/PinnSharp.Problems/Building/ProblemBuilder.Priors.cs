using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Priors: which kinds there are, what they take, and what of it is wrong.</summary>
internal sealed partial class ProblemBuilder
{
    /// <summary>The kinds of priors of scalars, each with its settings; ending in ? those that may be left out, in + those that are positive.</summary>
    private static readonly (string Kind, string[] Settings)[] ScalarPriors =
        [("normal", ["mean", "std+"]), ("log-normal", ["median+", "sigma+"]), ("uniform", ["lower", "upper"]), ("half-normal", ["scale+"])];

    private static readonly (string Kind, Regulariser? Regulariser, string[] Settings)[] FunctionPriors =
    [
        ("none", Regulariser.None, []), ("tikhonov", Regulariser.Tikhonov, ["strength?"]), ("h1", Regulariser.H1, ["strength?"]), ("thin-plate", Regulariser.ThinPlate, ["strength?"]),
        ("total-variation", Regulariser.TotalVariation, ["strength?", "epsilon?+"]), ("sparsity", Regulariser.Sparsity, ["strength?", "epsilon?+"]), ("whittle-matern", null, ["length+", "std+", "mean?"]),
    ];

    private static readonly (string Word, StrengthRule Rule)[] StrengthWords =
        [("evidence", StrengthRule.Evidence), ("discrepancy", StrengthRule.Discrepancy), ("gcv", StrengthRule.CrossValidation), ("l-curve", StrengthRule.LCurve)];

    /// <summary>A scalar's prior, and the bounds, the sign and the first value that follow from it.</summary>
    private sealed record ScalarKnowledge(ScalarPrior? Prior, CoordinateDeclaration? Bounds, bool Positive, double? Initial);

    private ScalarKnowledge ReadScalarPrior(SourceText name, UnknownDeclaration u, string path)
    {
        var nothing = new ScalarKnowledge(null, null, false, null);
        if (u.Prior is not { } prior) return nothing;
        path += ".prior";
        if (FunctionPriors.Any(p => p.Kind == prior.Kind.Text))
        {
            _errors.Add(prior.Kind, path, $"'{prior.Kind}' is a prior of functions, which have 'over'; a scalar has {Words(ScalarPriors.Select(p => p.Kind))}.");
            return nothing;
        }
        if (Settings(prior, ScalarPriors.FirstOrDefault(p => p.Kind == prior.Kind.Text).Settings, ScalarPriors.Select(p => p.Kind), path) is not { } at) return nothing;
        switch (prior.Kind.Text)
        {
            case "normal": return new(new NormalPrior(at["mean"], at["std"]), null, false, u.Positive && !(at["mean"] > 0) ? null : at["mean"]);
            case "log-normal": return new(new LogNormalPrior(at["median"], at["sigma"]), null, true, at["median"]);
            case "half-normal": return new(new HalfNormalPrior(at["scale"]), null, true, at["scale"]);
            default:
                var (lower, upper) = (Text(prior, "lower"), Text(prior, "upper"));
                if (u.Bounds is null) return new(null, new(lower, upper), false, (at["lower"] + at["upper"]) / 2);
                _errors.Add(prior.Kind, path, $"'{name}' has both 'bounds' and a uniform prior, which are the same; give one.");
                return nothing;
        }
    }

    /// <summary>The prior of a function.</summary>
    private FunctionPrior? ReadFunctionPrior(SourceText name, UnknownDeclaration u, string path)
    {
        if (u.Prior is not { } prior) return null;
        path += ".prior";
        if (ScalarPriors.Any(p => p.Kind == prior.Kind.Text))
        {
            _errors.Add(prior.Kind, path, $"'{prior.Kind}' is a prior of scalars; the function '{name}' has {Words(FunctionPriors.Select(p => p.Kind))}.");
            return null;
        }
        var (_, regulariser, settings) = FunctionPriors.FirstOrDefault(p => p.Kind == prior.Kind.Text);
        // One length for all variables, or one for each.
        if (settings is ["length+", ..] && prior.Settings.Any(s => s.Name.Text.StartsWith("length.", StringComparison.Ordinal))) settings = [.. u.Over.Select(v => $"length.{v}+"), .. settings[1..]];
        if (Settings(prior, settings, FunctionPriors.Select(p => p.Kind), path) is not { } at) return null;
        if (regulariser is not { } kind)
            return new WhittleMatern([.. u.Over.Select(v => at.TryGetValue("length", out var length) ? length : at[$"length.{v}"])], at["std"], at.TryGetValue("mean", out var mean) ? mean : null);
        var result = new Regularisation(kind);
        if (at.TryGetValue("epsilon", out var epsilon)) result = result with { Epsilon = epsilon };
        return prior.Settings.FirstOrDefault(s => s.Name.Text == "strength").Value is { } strength && ReadStrength(strength, path) is { } read ? result with { Strength = read } : result;
    }

    private PriorStrength? ReadStrength(SourceText text, string path)
    {
        foreach (var (word, rule) in StrengthWords)
            if (word == text.Text) return new(rule);
        if (double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value > 0) return new(StrengthRule.Given, value);
        var words = StrengthWords.Select(w => w.Word).ToList();
        _errors.Add(text, path + ".strength", $"'strength' is one of {string.Join(", ", words)} or a positive number; found '{text}'.{NearestName.Suggestion(text.Text, words)}");
        return null;
    }

    /// <summary>The numbers of a prior's settings; null, with every mistake added, where one is wrong.</summary>
    private Dictionary<string, double>? Settings(PriorDeclaration prior, string[]? allowed, IEnumerable<string> kinds, string path)
    {
        if (allowed is null)
        {
            _errors.Add(prior.Kind, path, $"'prior' is one of {Words(kinds)}; found '{prior.Kind}'.{NearestName.Suggestion(prior.Kind.Text, [.. kinds])}");
            return null;
        }
        var (result, right) = (new Dictionary<string, double>(), true);
        foreach (var (name, text) in prior.Settings)
        {
            if (allowed.FirstOrDefault(a => a.TrimEnd('?', '+') == name.Text) is not { } setting)
                right = false;
            else if (name.Text == "strength") continue;
            else if (Constant(text, $"{path}.{name}") is not { } value) right = false;
            else if (setting.Contains('+') && value <= 0)
            {
                _errors.Add(text, $"{path}.{name}", $"'{name}' of the prior '{prior.Kind}' is positive, found {text}.");
                right = false;
            }
            else result[name.Text] = value;
        }
        var known = allowed.Select(a => a.TrimEnd('?', '+')).ToList();
        foreach (var (name, _) in prior.Settings.Where(s => !known.Contains(s.Name.Text)))
            _errors.Add(name, path, $"Unknown key '{name}' in the prior '{prior.Kind}'.{(known.Count == 0 ? " It takes none." : Nearest(name, known))}");
        foreach (var missing in allowed.Where(a => !a.Contains('?')).Select(a => a.TrimEnd('+')).Where(a => prior.Settings.All(s => s.Name.Text != a)))
        {
            _errors.Add(prior.Kind, path, $"The prior '{prior.Kind}' needs '{missing}'.");
            right = false;
        }
        return right ? result : null;
    }

    private static SourceText Text(PriorDeclaration prior, string setting) => prior.Settings.First(s => s.Name.Text == setting).Value;

    private static string Words(IEnumerable<string> words) => string.Join(", ", words);
}
