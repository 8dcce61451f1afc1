using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>The points at which a residual program is evaluated: one row each.</summary>
/// <param name="Program">What is evaluated.</param>
/// <param name="Points">For each site the coordinates, [count][dimension], in the problem's own units.</param>
/// <param name="Columns">For each of the program's columns one number a row.</param>
public sealed record TermRows(ResidualProgram Program, ImmutableArray<double[]> Points, ImmutableArray<double[]> Columns)
{
    /// <summary>The rows of a program at given points, with the values of tables there.</summary>
    /// <param name="program">What is evaluated.</param>
    /// <param name="variables">The variables of the problem.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    /// <param name="columns">The other columns.</param>
    /// <exception cref="ArgumentException">The program has a column that is neither given nor a table's.</exception>
    public static TermRows At(ResidualProgram program, InternalVariables variables, double[] points, Func<Parameter, double[]?>? columns = null) => new(program, [points],
        [.. program.Columns.Select(c => columns?.Invoke(c) ?? variables.Column(c, points)
            ?? throw new ArgumentException($"'{program.Name}' has a column '{c.Name}' that nothing gives.", nameof(program)))]);

    /// <summary>Some of the rows.</summary>
    /// <param name="chosen">Their numbers.</param>
    public TermRows Take(int[] chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var d = Program.Dimension;
        return new(Program, [.. Points.Select(points => Chosen(points, d))], [.. Columns.Select(column => Chosen(column, 1))]);

        double[] Chosen(double[] all, int width)
        {
            var some = new double[chosen.Length * width];
            for (var i = 0; i < chosen.Length; i++) all.AsSpan(chosen[i] * width, width).CopyTo(some.AsSpan(i * width));
            return some;
        }
    }

    /// <summary>Number of rows.</summary>
    public int Count => Points[0].Length / Program.Dimension;
}

/// <summary>Rows with a weight each: r_i = weight_i · f_i(θ).</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Weights">[count]; for an observation 1/σ, for an equation λ times the row's equilibration over √count.</param>
public sealed record WeightedRows(TermRows Rows, double[] Weights)
{
    /// <summary>So many of the rows, each as likely as any other, with weights multiplied by √(count/size): their ½Σr² has the expectation of that of all. The rows themselves if they are no more.</summary>
    /// <param name="size">How many, positive.</param>
    /// <param name="random">Decides which.</param>
    internal WeightedRows Batch(int size, RandomSource random)
    {
        if (Rows.Count <= size) return this;
        var (chosen, factor) = (random.NextSubset(Rows.Count, size), Math.Sqrt((double)Rows.Count / size));
        return new(Rows.Take(chosen), [.. chosen.Select(i => factor * Weights[i])]);
    }
}
