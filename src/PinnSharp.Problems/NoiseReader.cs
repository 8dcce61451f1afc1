using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Noise models in YAML: <c>{gaussian: {sigma: 0.1}}</c>, or a word alone where there is nothing to say of it, <c>poisson</c>.</summary>
internal static class NoiseReader
{
    /// <summary>The models, with the keys of their levels, of which one is needed.</summary>
    private static readonly (string Word, (string Key, NoiseKind Kind)[] Levels)[] Models =
    [
        ("gaussian", [("sigma", NoiseKind.Gaussian), ("relative", NoiseKind.Relative), ("proportional", NoiseKind.Proportional)]),
        ("log-normal", [("sigma", NoiseKind.LogNormal)]),
        ("laplace", [("scale", NoiseKind.Laplace)]),
        ("student-t", [("sigma", NoiseKind.StudentT)]),
        ("poisson", []),
        ("bernoulli", []),
    ];

    private static string Words => string.Join(", ", Models.Select(m => m.Word));

    /// <summary>The noise of an observation; null where it has none, or a mistake was added to the errors.</summary>
    /// <param name="parent">The observation.</param>
    public static NoiseDeclaration? Read(MappingReader parent)
    {
        if (parent.Take("noise") is not { } node) return null;
        var path = parent.Child("noise");
        if (node is YamlScalar { IsNull: false, Text: var word }) return Alone(parent, path, word);
        if (MappingReader.Of(node, path, parent.Errors) is not { } noise) return null;
        var found = Models.Select(m => (m.Word, m.Levels, Options: noise.Mapping(m.Word))).Where(m => noise.Has(m.Word)).ToList();
        noise.Finish();
        if (found is [var (name, levels, options)]) return options is null ? null : Model(name, levels, options);
        if (found.Count > 1) noise.Errors.Add(noise.Location, path, $"'{path}' has {(found.Count == 2 ? "both " : "")}{string.Join(" and ", found.Select(m => $"'{m.Word}'"))}; noise is one of them.");
        else if (noise.Errors.Count == 0) noise.Errors.Add(noise.Location, path, $"'{path}' needs one of {Words}.");
        return null;
    }

    private static NoiseDeclaration? Alone(MappingReader parent, string path, SourceText word)
    {
        if (Models.FirstOrDefault(m => m.Word == word.Text) is not { Word: not null } model)
            parent.Errors.Add(word, path, $"'noise' is one of {Words}; found '{word}'.{NearestName.Suggestion(word.Text, [.. Models.Select(m => m.Word)])}");
        else if (model.Levels is [var (key, _), ..]) parent.Errors.Add(word, path, $"'{word}' noise needs its level: {{{word}: {{{key}: …}}}}.");
        else return Plain(word.Text);
        return null;
    }

    private static NoiseDeclaration? Model(string word, (string Key, NoiseKind Kind)[] levels, MappingReader r)
    {
        var given = levels.Select(l => (l.Key, l.Kind, Text: r.Text(l.Key))).ToList();
        var degrees = word == "student-t" ? r.Text("degrees") : null;
        var keys = levels.Where(l => r.Has(l.Key)).Select(l => l.Key).ToList();
        if (given.Where(g => g.Text is not null).ToList() is [_, (_, _, { } second), ..])
            r.Errors.Add(second, r.Path, $"'{r.Path}' has {(keys.Count == 2 ? "both " : "")}{string.Join(" and ", keys.Select(k => $"'{k}'"))}; give one.");
        else if (keys.Count == 0 && levels.Length > 0) r.Errors.Add(r.Location, r.Path, $"'{r.Path}' needs {string.Join(" or ", levels.Select(l => $"'{l.Key}'"))}.");
        r.Finish();
        if (levels.Length == 0) return Plain(word);
        return given.FirstOrDefault(g => g.Text is not null) is { Text: { } level, Kind: var kind } ? new(kind, level, degrees) : null;
    }

    private static NoiseDeclaration Plain(string word) => word == "poisson" ? NoiseDeclaration.Poisson : NoiseDeclaration.Bernoulli;
}
