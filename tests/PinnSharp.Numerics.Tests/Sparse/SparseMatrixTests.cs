using PinnSharp.Numerics.Tests.Dense;

namespace PinnSharp.Numerics.Tests.Sparse;

public sealed class SparseMatrixTests
{
    [Test]
    public void Repeated_pairs_are_added_up_and_columns_sorted()
    {
        var pattern = new SparsePattern(3, 4, [2, 0, 2, 0, 2, 0], [3, 1, 0, 0, 3, 1]);
        Assert.That(pattern.RowStarts, Is.EqualTo((int[])[0, 2, 2, 4]));
        Assert.That(pattern.ColumnIndices, Is.EqualTo((int[])[0, 1, 0, 3]));
        Assert.That(pattern.Scatter, Is.EqualTo((int[])[3, 1, 2, 0, 3, 1]));
        var a = pattern.CreateMatrix();
        pattern.Add([1, 2, 3], 0, a.Values);
        pattern.Add([4, 5, 6], 3, a.Values);
        Assert.That(a.Values, Is.EqualTo((double[])[4, 8, 3, 6]));
    }

    [Test]
    public void Products_are_those_of_the_dense_matrix()
    {
        var a = SparseCases.Random(50, 5, 2);
        double[] x = TestData.Uniform(50, 3), y = new double[50], z = new double[50], expected = new double[50], transposed = new double[50];
        foreach (var (i, j, v) in SparseCases.Entries(a))
        {
            expected[i] += v * x[j];
            transposed[j] += v * x[i];
        }
        a.Multiply(x, y);
        a.MultiplyTransposed(x, z);
        Assert.That(y, Is.EqualTo(expected).Within(1e-11));
        Assert.That(z, Is.EqualTo(transposed).Within(1e-11));
    }

    [Test]
    public void Wrong_arrays_are_refused()
    {
        Assert.That(() => new SparseMatrix(2, 2, [0, 2, 3], [1, 0, 1], new double[3]), Throws.ArgumentException.With.Message.Contains("columns must ascend"));
        Assert.That(() => new SparseMatrix(2, 2, [0, 1, 2], [0, 2], new double[2]), Throws.ArgumentException);
        Assert.That(() => new SparseMatrix(2, 2, [0, 1, 2], [0, 1], new double[3]), Throws.ArgumentException.With.Message.Contains("not 3"));
        Assert.That(() => new SparsePattern(2, 2, [0, 2], [0, 0]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SparseCases.Grid(2).Multiply(new double[4], new double[3]), Throws.ArgumentException);
    }
}
