using PinnSharp.Expressions;
using PinnSharp.Modeling;

namespace PinnSharp.Cli.Tests;

/// <summary>A solution that nobody computed, to see what is made of it.</summary>
internal sealed record MadeSolution : ISolution
{
    public required InversionReport Report { get; init; }

    public RunStatus Status { get; init; } = RunStatus.Converged;

    /// <summary>A field or function by its name, at a point.</summary>
    public Func<string, double[], double> Value { get; init; } = (_, _) => 0;

    /// <summary>Their standard deviation; null where there is none.</summary>
    public double? Std { get; init; }

    public string Method => "made";

    public string Engine => "none";

    public int Iterations => 1;

    public RunResult Of(Experiment experiment) => new(experiment, this, new([], [], []), Status, "As it was made.", 1, null);

    public System.Collections.Immutable.ImmutableArray<ResidualSample> Residuals() => [];

    public double[] Predict(Expression expression, double[] points) => At(points, x => Value(((FieldDerivative)expression).Field.Name, x));

    public double[][]? Deviations(IReadOnlyList<Expression> expressions, double[] points) => Std is { } s ? [.. expressions.Select(_ => At(points, _ => s))] : null;

    public System.Collections.Immutable.ImmutableArray<(string Term, double[] Points)> Collocation() => [];

    public double[] Truth(Expression truth, double[] points) => At(points, _ => 0);

    private double[] At(double[] points, Func<double[], double> value) => [.. points.Chunk(Dimension).Select(value)];

    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; init; } = 1;
}
