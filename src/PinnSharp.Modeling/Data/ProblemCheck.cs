using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>All that can be said of a problem without solving it.</summary>
/// <param name="Problem">The problem; null where it could not be read.</param>
/// <param name="Data">Its data; empty where they could not be read.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Warnings">What is unusual.</param>
/// <param name="Truth">How the declared truth fares in each equation and condition.</param>
public sealed record ProblemCheck(
    InverseProblem? Problem, ImmutableArray<MeasuredData> Data, ImmutableArray<InputError> Errors, ImmutableArray<string> Warnings, ImmutableArray<TruthFinding> Truth)
{
    /// <summary>Whether the problem can be run: there is no error and the truth, if there is one, satisfies what it was tried on.</summary>
    public bool Passed => Errors.IsEmpty && Truth.All(t => t.Verdict != TruthVerdict.Mismatch);

    /// <summary>Checks a file.</summary>
    public static ProblemCheck Of(string path)
    {
        try
        {
            return Of(InverseProblem.Load(path));
        }
        catch (InputException e)
        {
            return new(null, [], e.Errors, [], []);
        }
    }

    /// <summary>Checks a problem.</summary>
    public static ProblemCheck Of(InverseProblem problem)
    {
        ImmutableArray<MeasuredData> data = [];
        ImmutableArray<InputError> errors = [];
        try
        {
            data = DataLoader.Load(problem);
        }
        catch (InputException e)
        {
            errors = e.Errors;
        }
        return new(problem, data, errors, [.. Warn(problem, data)], TruthCheck.Run(problem));
    }

    private static IEnumerable<string> Warn(InverseProblem problem, ImmutableArray<MeasuredData> data)
    {
        if (problem.Equations.Length != problem.Fields.Length)
            yield return $"There are {problem.Equations.Length} equations for {problem.Fields.Length} fields.";
        if (problem.Conditions.IsEmpty)
            yield return "There are no conditions: only the data choose among the solutions of the equations.";
        var count = data.Sum(d => d.Count);
        if (!data.IsEmpty && count < problem.Unknowns.Length)
            yield return $"There are {count} data for {problem.Unknowns.Length} unknowns.";
        foreach (var constant in problem.UnusedConstants) yield return $"The constant '{constant}' is used nowhere.";
        foreach (var pair in ConditionCheck.Run(problem)) yield return pair;
        foreach (var observation in problem.Observations)
            if (PositivityCheck.Advice(problem, observation) is { } advice) yield return advice;
    }
}
