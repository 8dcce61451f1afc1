using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>Functions of parameters that are the same at several optima.</summary>
internal static class Symmetries
{
    private const double Same = 1e-2;

    /// <summary>|a| where only signs differ, products and sums of pairs where they are swapped or change signs together.</summary>
    public static ImmutableArray<ParameterCombination> Of(double[] theta, ImmutableArray<NamedParameter> parameters, ImmutableArray<Alternative> alternatives, ImmutableArray<Profile> profiles)
    {
        if (alternatives.IsEmpty) return [];
        var here = Combinations.Physical(parameters, theta);
        double[][] there = [.. alternatives.Select(a => Combinations.Physical(parameters, a.Theta))];
        int[] differ = [.. Enumerable.Range(0, parameters.Length).Where(i => alternatives.Any(a => Verdicts.IsOutside(profiles[i], a.Theta[parameters[i].Index])))];
        var (names, units) = (parameters.Select(p => p.Name).ToArray(), here.Select(_ => 1.0).ToArray());
        var candidates = new List<ParameterCombination>();
        foreach (var i in differ)
            if (here[i] != 0)
                candidates.Add(new($"|{names[i]}|", x => Math.Abs(x[i]), (a, b) => Math.Abs(Math.Abs(a[i]) - Math.Abs(b[i])) / Math.Abs(b[i]), [], [i], 1));
        for (var a = 0; a < differ.Length; a++)
            for (var b = a + 1; b < differ.Length; b++)
            {
                ImmutableArray<int> pair = [differ[a], differ[b]];
                candidates.Add(ParameterCombination.Sum(names, units, pair, [1, 1]));
                if (here[pair[0]] * here[pair[1]] == 0) continue;
                candidates.Add(ParameterCombination.Product(names, here, units, pair, [1, 1]) with { Change = (x, y) => Math.Abs(x[pair[0]] * x[pair[1]] / (y[pair[0]] * y[pair[1]]) - 1) });
            }
        return [.. candidates.Where(c => there.All(t => c.Change(t, here) <= Same))];
    }
}
