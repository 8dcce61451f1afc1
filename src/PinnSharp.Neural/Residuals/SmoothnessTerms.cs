using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>The penalty ∫ Σ_|α|=m (m!/α!) (∂^α N)² on an unknown function's network output N, over its scaled variables, as residual rows.</summary>
internal static class SmoothnessTerms
{
    /// <summary>Points of each row; new ones are drawn with the collocation points.</summary>
    public const int Points = 256;

    /// <summary>The column that holds a function's argument, scaled; no identifier can be equal to it.</summary>
    public static string Column(CoordinateSymbol argument) => $"argument {argument.Name}";

    /// <summary>The rows of a program of an unknown function at given points, its arguments spread evenly over [−1, 1] by an irrational rotation.</summary>
    /// <param name="program">The program.</param>
    /// <param name="points">[count × coordinates].</param>
    /// <param name="number">The draw, which shifts the arguments.</param>
    public static TermRows Rows(ResidualProgram program, double[] points, int number) => new(program, [points],
        [.. program.Columns.Select((_, c) => Enumerable.Range(0, points.Length / program.Dimension).Select(i => Spread(i, number, c)).ToArray())]);

    private static double Spread(int i, int number, int column)
    {
        var x = (i + 0.5) * 0.6180339887498949 + number * 0.7548776662466927 + column * 0.5698402909980532;
        return 2 * (x - Math.Floor(x)) - 1;
    }

    /// <summary>Derivatives of what order are penalised.</summary>
    public static int Order(Regulariser kind) => kind is Regulariser.Tikhonov or Regulariser.Sparsity ? 0 : kind == Regulariser.ThinPlate ? 2 : 1;

    /// <summary>One residual √(m!/α!) ∂^α N for each derivative.</summary>
    /// <param name="field">The unknown function.</param>
    /// <param name="prior">What is assumed of it.</param>
    public static IEnumerable<(string Name, Expression Residual)> Of(UnknownField field, Regularisation prior)
    {
        var kind = prior.Kind;
        if (kind == Regulariser.None) yield break;
        foreach (var order in Orders(field.Symbol, Order(kind)))
        {
            var (multiplicity, names) = (1.0, "");
            for (int i = 0, left = Order(kind); i < field.Symbol.Over.Length; i++)
                for (var k = 1; k <= order[field.Symbol.Over[i].Index]; k++, left--)
                    (multiplicity, names) = (multiplicity * left / k, names + (field.Shared is null ? field.Symbol.Over[i].Name : field.Symbol.Over[i].Name.Split('[')[0]));
            yield return ($"{field.Shared ?? field.Name}_{names} small", Math.Sqrt(multiplicity) * new FieldDerivative(field.Symbol, order));
        }
    }

    private static IEnumerable<MultiIndex> Orders(FieldSymbol symbol, int order) => order == 0 ? [MultiIndex.Zero]
        : Orders(symbol, order - 1).SelectMany(o => symbol.Over.Select(c => o + MultiIndex.Unit(c.Index))).Distinct();
}
