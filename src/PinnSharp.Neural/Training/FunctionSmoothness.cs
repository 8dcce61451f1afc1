using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// The unknown functions of a problem: their values and standard deviations at fixed points, and the strength γ of their smoothness penalties, which is
/// chosen by marginal likelihood (<see cref="MarginalLikelihood"/>).
/// </summary>
internal sealed class FunctionSmoothness
{
    private const int Probes = 32;
    private const double Range = 1e8, Step = 30;
    private readonly IResidualEngine _engine;
    private readonly ProblemResiduals _residuals;
    private readonly ImmutableArray<Function> _functions;

    public FunctionSmoothness(IResidualEngine engine, ProblemResiduals residuals, ImmutableArray<FieldNetwork> networks, InverseProblem problem)
    {
        (_engine, _residuals) = (engine, residuals);
        var points = problem.Domain.Sample(Probes, SamplingMethod.Sobol, 0);
        _functions =
        [
            .. problem.UnknownFields.DistinctBy(f => f.Shared ?? f.Name).Select((field, i) =>
            {
                var program = new ResidualProgram($"{field.Name} probes", TermKind.Smoothness, field.Symbol.Value, residuals.Variables);
                var terms = residuals.Programs.Where(p => p.Kind == TermKind.Smoothness && p.Owner == field.Name).ToImmutableArray();
                // First derivatives leave constants open, second derivatives linear functions.
                var free = terms.Length == 0 ? 0 : terms[0].Channels.Max(c => c.Order.Order) switch { 0 => 0, 1 => 1, _ => 1 + field.Symbol.Over.Length };
                return new Function(i, field.Prior, SmoothnessTerms.Rows(program, points, 0), terms, free, networks.Select(n => n.OutputOf(field.Symbol)).ToList().FindIndex(o => o >= 0));
            }),
        ];
    }

    /// <summary>Whether there is no unknown function.</summary>
    public bool HasNone => _functions.IsEmpty;

    /// <summary>Whether no function is assumed to be smooth.</summary>
    public bool IsEmpty => _functions.All(f => f.Terms.IsEmpty);

    /// <summary>Whether a term of the loss is a penalty.</summary>
    public bool Contains(string term) => _functions.Any(f => f.Terms.Any(t => t.Name == term));

    /// <summary>Whether a strength is to be found from the data.</summary>
    public bool IsOpen => _functions.Any(f => !f.Terms.IsEmpty && f.Rule != StrengthRule.Given);

    /// <summary>
    /// γ to begin with: a second derivative of order one costs as much as missing one datum by σ. A given one is over variables of extent 1, here 2, so that derivatives are half as large; a Gaussian field has 1.
    /// </summary>
    public double[] Initial(bool exact) => [.. _functions.Select(f => f.Prior switch
    {
        Regularisation { Strength: { Rule: StrengthRule.Given, Value: var value }, Kind: var kind } => value * Math.Pow(2, SmoothnessTerms.Order(kind) / (kind is Regulariser.TotalVariation ? 2.0 : 1)),
        WhittleMatern => 1,
        _ => exact ? 1e-3 : 1,
    })];

    /// <summary>γ/√count, for norms times 1/√(|p|² + ε²)^½ at a reference (<see cref="LaggedNorm"/>).</summary>
    public double[] Weights(TermRows rows, double[] strengths, double[] reference)
    {
        var (weights, function) = (new double[rows.Count], _functions.First(f => f.Terms.Contains(rows.Program)));
        weights.AsSpan().Fill(strengths[function.Index] / Math.Sqrt(rows.Count));
        if (function.Prior is not Regularisation { Kind: Regulariser.TotalVariation or Regulariser.Sparsity, Epsilon: var epsilon }) return weights;
        // All first derivatives at the points of this one.
        double[] p = [.. function.Terms.SelectMany(term => _engine.Values(new TermRows(term, rows.Points, [.. term.Columns.Select(c => rows.Columns[rows.Program.Columns.IndexOf(c)])]), reference))];
        var lagged = new LaggedNorm(rows.Count, [.. Enumerable.Repeat(1.0, rows.Count)], epsilon).Weights(p);
        for (var i = 0; i < weights.Length; i++) weights[i] *= lagged[i];
        return weights;
    }

    /// <summary>The functions' network outputs at the probes.</summary>
    public double[] Values(double[] theta) => [.. _functions.SelectMany(f => _engine.Values(f.Probes, theta))];

    /// <summary>Their standard deviations; infinite where nothing gives them.</summary>
    public double[] Deviations(double[] theta, FunctionalDeviations? deviations)
    {
        var count = _functions.Sum(f => f.Probes.Count);
        if (deviations is null) return [.. Enumerable.Repeat(double.PositiveInfinity, count)];
        var rows = new double[count * theta.Length];
        _engine.Assemble([.. _functions.Select(f => new WeightedRows(f.Probes, Ones(f.Probes.Count)))]).Rows(theta, 0, count, rows);
        return deviations.Of(rows);
    }

    /// <summary>γ at the maximum of the marginal likelihood, as the present linearisation tells, at most a factor <see cref="Step"/> from the last.</summary>
    public double[] Strengths(double[] theta, double[] strengths, double[] reference, double[] gram, double variance, int draw, int threads, (double Misfit, int Count, int Unknowns) data)
    {
        var (result, n) = ((double[])strengths.Clone(), theta.Length);
        var rows = _residuals.Draw(draw);
        foreach (var function in _functions.Where(f => !f.Terms.IsEmpty && f.Rule != StrengthRule.Given))
        {
            var gamma = strengths[function.Index];
            var penalty = _engine.Assemble([.. rows.Where(r => function.Terms.Contains(r.Program)).Select(r => new WeightedRows(r, Weights(r, strengths, reference)))]);
            var (all, gradient) = (new double[n * n], new double[n]);
            var squares = 2 * penalty.NormalEquations(theta, all, gradient);
            var block = _engine.Parameters.Blocks[function.Network];
            var prior = new double[block.Length * block.Length];
            for (var i = 0; i < block.Length; i++)
                all.AsSpan((block.Offset + i) * n + block.Offset, i + 1).CopyTo(prior.AsSpan(i * block.Length));
            if (squares == 0 || MarginalLikelihood.Of(gram, n, block, prior, threads) is not { } likelihood) continue;
            var factor = new StrengthChoice(likelihood, gradient[block.Offset..(block.Offset + block.Length)], squares, function.Free)
            {
                Misfit = data.Misfit, Count = data.Count, Others = data.Unknowns, Variance = variance,
            }.Factor(function.Rule);
            result[function.Index] = Math.Clamp(gamma * Math.Clamp(factor, 1 / Step, Step), 1 / Range, Range);
        }
        return result;
    }

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private sealed record Function(int Index, FunctionPrior? Prior, TermRows Probes, ImmutableArray<ResidualProgram> Terms, int Free, int Network)
    {
        public StrengthRule Rule => Prior switch { Regularisation r => r.Strength.Rule, WhittleMatern => StrengthRule.Given, _ => StrengthRule.Evidence };
    }
}
