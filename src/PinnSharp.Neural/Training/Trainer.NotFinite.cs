using System.Globalization;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>What is not finite, by name and place.</summary>
public sealed partial class Trainer
{
    /// <summary>The terms that have no finite value at a state, each with a point where it has none; otherwise what the optimiser said.</summary>
    private string WhyNotFinite(TrainingState state, string otherwise)
    {
        string?[] terms = [.. Draw(state).Select(rows => WhyNotFinite(state, rows))];
        return terms.Any(t => t is not null) ? $"Some terms have no finite value{(state.Iteration == 0 ? " at the start" : "")}. {string.Join(" ", terms.OfType<string>().Take(5))}" : otherwise;
    }

    private string? WhyNotFinite(TrainingState state, TermRows rows)
    {
        var row = Array.FindIndex(_engine.Values(rows, state.Theta), r => !double.IsFinite(r));
        if (row < 0) return null;
        var (name, kind, d) = (rows.Program.Name, rows.Program.Kind, Problem.Coordinates.Length);
        var point = rows.Points[0].AsSpan(row * d, d).ToArray();
        var place = string.Join(", ", Problem.Coordinates.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c.Name} = {point[i]:g4}")));
        if (kind == TermKind.Observation && Problem.Observations.First(o => o.Name == name) is { Noise: LogNormalNoise } observation)
        {
            var value = this.Predict(state, observation.Of, point)[0];
            return string.Create(CultureInfo.InvariantCulture, $"observations.{name}: {observation.Of} is {value:g3} at {place}; ")
                + (PositivityCheck.Undeclared(Problem, observation) is { IsEmpty: false } names ? $"log-normal noise needs positive values: declare {string.Join(", ", names.Select(n => $"{n}: {{positive: true}}"))}."
                : "log-normal noise needs positive values: start from other values.");
        }
        return $"{(kind == TermKind.Equation ? "equations" : kind == TermKind.Condition ? "conditions" : kind == TermKind.Constraint ? "constraints" : "observations")}.{name} at {place}: check its logarithms, roots and quotients, declare what stands in them positive, or start from other values.";
    }
}
