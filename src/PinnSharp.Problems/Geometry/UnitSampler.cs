namespace PinnSharp.Problems;

/// <summary>Points in the open unit cube.</summary>
internal static class UnitSampler
{
    /// <summary>count points, row-major [count × dimension].</summary>
    public static double[] Sample(int count, int dimension, SamplingMethod method, RandomSource random) => method switch
    {
        SamplingMethod.Sobol => Sobol(count, dimension, random),
        SamplingMethod.LatinHypercube => LatinHypercube(count, dimension, random),
        SamplingMethod.Grid => Grid(count, dimension),
        _ => Uniform(count, dimension, random),
    };

    private static double[] Sobol(int count, int dimension, RandomSource random)
    {
        var sequence = new Sobol(dimension, random);
        var points = new double[count * dimension];
        for (var i = 0; i < count; i++) sequence.Next(points.AsSpan(i * dimension, dimension));
        return points;
    }

    private static double[] LatinHypercube(int count, int dimension, RandomSource random)
    {
        var points = new double[count * dimension];
        for (var j = 0; j < dimension; j++)
        {
            var slices = random.NextPermutation(count);
            for (var i = 0; i < count; i++) points[i * dimension + j] = (slices[i] + random.NextUniform()) / count;
        }
        return points;
    }

    /// <summary>
    /// The cell centres of an n₁ × … × n_d grid, the nᵢ as equal as can be with at least count cells; where there are more, count of them at
    /// equal steps through the grid.
    /// </summary>
    private static double[] Grid(int count, int dimension)
    {
        var cells = new int[dimension];
        var left = (double)count;
        for (var j = 0; j < dimension; j++)
        {
            cells[j] = Math.Max(1, (int)Math.Ceiling(Math.Pow(left, 1.0 / (dimension - j)) - 1e-9));
            left /= cells[j];
        }
        var total = cells.Aggregate(1L, (product, n) => product * n);
        var points = new double[count * dimension];
        for (var i = 0; i < count; i++)
        {
            var cell = i * total / count;
            for (var j = dimension - 1; j >= 0; j--)
            {
                points[i * dimension + j] = (cell % cells[j] + 0.5) / cells[j];
                cell /= cells[j];
            }
        }
        return points;
    }

    private static double[] Uniform(int count, int dimension, RandomSource random)
    {
        var points = new double[count * dimension];
        for (var i = 0; i < points.Length; i++) points[i] = random.NextUniform();
        return points;
    }
}
