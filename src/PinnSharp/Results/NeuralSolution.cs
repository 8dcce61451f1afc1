using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Neural;

namespace PinnSharp;

/// <summary>Trained networks.</summary>
internal sealed class NeuralSolution(Trainer trainer, TrainingState state) : ISolution
{
    public string Method => "pinn";

    public string Engine => trainer.Options.Engine.Name;

    public int Iterations => state.Iteration;

    public InversionReport Report { get; } = trainer.Report(state);

    public ImmutableArray<ResidualSample> Residuals() => trainer.ObservedResiduals(state);

    public double[] Predict(Expression expression, double[] points) => trainer.Predict(state, expression, points);

    public double[][]? Deviations(IReadOnlyList<Expression> expressions, double[] points) => trainer.Deviations(state, expressions, points);

    /// <summary>What is predicted for the data of an observation; logarithms for log-normal noise.</summary>
    public double[] Means(string observation) => trainer.Means(state, observation);

    /// <summary>How much of the unknown functions' networks the data determine.</summary>
    public ImmutableArray<FunctionModes> Modes() => [.. trainer.Modes(state).Select(m => new FunctionModes(m.Name, m.Weights, m.Likelihood.DeterminedDirections(), [.. m.Likelihood.Spectrum()]))];

    /// <summary>The gradients of the loss for the unknown numbers; null where the networks are too large to say.</summary>
    public (double[] Joint, double[] Reduced)? Gradients() => trainer.Gradients(state);

    public ImmutableArray<(string Term, double[] Points)> Collocation() => trainer.Collocation(state);

    public double[] Truth(Expression truth, double[] points) => trainer.Truth(state, truth, points);
}
