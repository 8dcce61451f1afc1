using PinnSharp.Expressions;

namespace PinnSharp.Neural;

/// <summary>A term's points in blocks of 64 lanes: coordinates [block][coordinate][64], and the last point repeated in unused lanes.</summary>
internal sealed class BlockRows
{
    private const int Lanes = BlockProgram.Lanes;

    public BlockRows(EvaluationPlan plan, TermRows rows, InternalVariables variables)
    {
        var d = plan.Program.Dimension;
        (Plan, Count, Blocks) = (plan, rows.Count, (rows.Count + Lanes - 1) / Lanes);
        Coordinates = Scatter(d, (row, i) => rows.Points[0][row * d + i]);
        Scaled = [.. rows.Points.Select(points => Scatter(d, (row, i) => variables.Scaled(i, points[row * d + i])))];
        Columns = Scatter(rows.Columns.Length, (row, i) => rows.Columns[i][row]);
    }

    public EvaluationPlan Plan { get; }

    public int Count { get; }

    public int Blocks { get; }

    /// <summary>The first site's coordinates in the problem's units.</summary>
    public double[] Coordinates { get; }

    /// <summary>Each site's coordinates on [−1, 1].</summary>
    public double[][] Scaled { get; }

    /// <summary>The data columns.</summary>
    public double[] Columns { get; }

    /// <summary>Rows in a block.</summary>
    public int Used(int block) => Math.Min(Lanes, Count - block * Lanes);

    private double[] Scatter(int width, Func<int, int, double> value)
    {
        var result = new double[Blocks * width * Lanes];
        for (var b = 0; b < Blocks; b++)
            for (var i = 0; i < width; i++)
                for (var lane = 0; lane < Lanes; lane++)
                    result[(b * width + i) * Lanes + lane] = value(Math.Min(b * Lanes + lane, Count - 1), i);
        return result;
    }
}
