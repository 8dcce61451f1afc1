using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Small problems in the language.</summary>
internal static class Texts
{
    public const string Plane = "{x: [0, 1], y: [0, 1]}", PlaneInTime = "{x: [0, 1], y: [0, 1], t: [0, 1]}", LineInTime = "{x: [0, 1], t: [0, 1]}";

    /// <summary>A problem over x in [0, 1] or other coordinates; where nothing is unknown, a scalar theta that only scales what is observed.</summary>
    public static InverseProblem Problem(string fields, string equations, string conditions = "", string unknowns = "", string rest = "", string coordinates = "{x: [0, 1]}") =>
        ProblemReader.Parse($"""
            coordinates: {coordinates}
            fields: {fields}
            unknowns:
            {Indented(unknowns == "" ? "theta: {initial: 1}" : unknowns)}
            equations:
            {Indented(equations)}
            {(conditions == "" ? "" : $"conditions:\n{Indented(conditions)}")}
            {(rest == "" ? $"observations: {{all: {{file: none.csv, of: \"{(unknowns == "" ? "theta*" : "")}{fields.Trim('[', ']').Split(',')[0]}\"}}}}" : rest)}
            """, "test.yaml");

    private static string Indented(string lines) => string.Join('\n', lines.Split('\n').Select(l => "  " + l.Trim()));
}
