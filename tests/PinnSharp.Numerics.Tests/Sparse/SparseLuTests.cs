using PinnSharp.Numerics.Tests.Dense;

namespace PinnSharp.Numerics.Tests.Sparse;

public sealed class SparseLuTests
{
    private static IEnumerable<TestCaseData> Matrices()
    {
        foreach (var n in (int[])[1, 2, 5, 40, 150]) yield return new TestCaseData(SparseCases.Random(n, 3, (ulong)n)).SetArgDisplayNames($"random {n}");
        yield return new TestCaseData(SparseCases.Random(120, 30, 3)).SetArgDisplayNames("dense");
        yield return new TestCaseData(SparseCases.Grid(13, 0.9)).SetArgDisplayNames("convection");
        foreach (var first in (bool[])[true, false])
            yield return new TestCaseData(SparseCases.SaddlePoint(11, 7, first)).SetArgDisplayNames($"saddle point {first}");
        foreach (var width in (int[])[1, 2, 5])
            yield return new TestCaseData(SparseCases.ShuffledBand(170, width, (ulong)width)).SetArgDisplayNames($"shuffled band {width}");
        yield return new TestCaseData(SparseCases.From(4, [(0, 1, 1), (1, 0, 1), (2, 3, 2), (3, 2, 2)])).SetArgDisplayNames("no diagonal");
        yield return new TestCaseData(Arrow(60)).SetArgDisplayNames("arrow");
    }

    /// <summary>A diagonal with one full row and column and a zero in their corner, and small pivots that must not be taken.</summary>
    private static SparseMatrix Arrow(int n) => SparseCases.From(n, Enumerable.Range(1, n - 1).SelectMany(i => ((int, int, double)[])
        [(i, i, i % 2 == 0 ? 1e-13 : 2), (i, 0, 1), (0, i, 1 + i % 3), (i, i % (n - 1) + 1, 0.3)]));

    [TestCaseSource(nameof(Matrices))]
    public void Solutions_are_those_of_dense_elimination(SparseMatrix a)
    {
        var b = TestData.Uniform(a.Rows, 1);
        var expected = SparseCases.DenseSolve(a, b);
        var x = (double[])b.Clone();
        new SparseLu(a).Solve(x);
        Assert.That(Distance(x, expected), Is.LessThan(1e-11 * VectorKernels.Norm(expected)));
        Assert.That(BackwardError(a, x, b), Is.LessThan(1e-14));
    }

    [TestCaseSource(nameof(Matrices))]
    public void Transposed_solutions_are_adjoint(SparseMatrix a)
    {
        var lu = new SparseLu(a);
        double[] b = TestData.Uniform(a.Rows, 1), c = TestData.Uniform(a.Rows, 2), x = (double[])b.Clone(), y = (double[])c.Clone();
        lu.Solve(x);
        lu.SolveTransposed(y);
        Assert.That(VectorKernels.Dot(c, x) - VectorKernels.Dot(y, b), Is.Zero.Within(1e-12 * VectorKernels.Norm(x) * VectorKernels.Norm(c)));
        var product = new double[a.Rows];
        a.MultiplyTransposed(y, product);
        Assert.That(Distance(product, c), Is.LessThan(1e-12 * VectorKernels.Norm(y) * a.Values.Max(Math.Abs)));
    }

    [TestCaseSource(nameof(Matrices))]
    public void Other_values_in_the_same_pattern_are_factored_anew(SparseMatrix a)
    {
        var random = TestData.Uniform(a.Values.Length, 5);
        var other = new SparseMatrix(a.Rows, a.Columns, a.RowStarts, a.ColumnIndices, [.. a.Values.Select((v, p) => v * (1.5 + random[p]))]);
        var lu = new SparseLu(a);
        double[] b = TestData.Uniform(a.Rows, 1), first = (double[])b.Clone(), x = (double[])b.Clone(), again = (double[])b.Clone();
        lu.Solve(first);
        lu.Refactor(other, threads: 2);
        lu.Solve(x);
        lu.Refactor(a);
        lu.Solve(again);
        Assert.That(BackwardError(other, x, b), Is.LessThan(1e-14));
        Assert.That(again, Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Matrices))]
    public void A_copy_of_factors_outlives_the_next_factorisation(SparseMatrix a)
    {
        var other = Perturbed(a, 0.5);
        var lu = new SparseLu(a);
        double[] b = TestData.Uniform(a.Rows, 1), expected = (double[])b.Clone(), x = (double[])b.Clone(), expectedOther = (double[])b.Clone(), y = (double[])b.Clone();
        lu.Solve(expected);
        var copy = lu.Copy();
        lu.Refactor(other);
        copy.Solve(x);
        Assert.That(x, Is.EqualTo(expected));
        lu.SolveTransposed(expectedOther);
        // Into the memory of the first copy.
        lu.Copy(copy).SolveTransposed(y);
        Assert.That(y, Is.EqualTo(expectedOther));
    }

    [TestCaseSource(nameof(Matrices))]
    public void A_matrix_near_by_is_solved_with_by_refinement(SparseMatrix a)
    {
        var lu = new SparseLu(a);
        var other = Perturbed(a, 1e-5);
        var near = lu.Near(other);
        double[] b = TestData.Uniform(a.Rows, 1), x = (double[])b.Clone(), y = (double[])b.Clone(), product = new double[a.Rows];
        near.Solve(x);
        Assert.That(BackwardError(other, x, b), Is.LessThan(1e-13));
        near.SolveTransposed(y);
        other.MultiplyTransposed(y, product);
        Assert.That(Distance(product, b), Is.LessThan(1e-12 * VectorKernels.Norm(y) * a.Values.Max(Math.Abs)));
        Assert.That(near.Refinements, Is.Positive);
        Assert.That(near.BackwardError, Is.LessThan(1e-13));
        // The factors' own matrix is still solved with.
        double[] expected = (double[])b.Clone(), own = (double[])b.Clone();
        new SparseLu(a).Solve(expected);
        lu.Solve(own);
        Assert.That(own, Is.EqualTo(expected));
    }

    [Test]
    public void A_matrix_too_far_away_is_told_by_the_backward_error()
    {
        var a = SparseCases.Grid(13, 0.9);
        var near = new SparseLu(a).Near(Perturbed(a, 0.5));
        near.Solve(TestData.Uniform(a.Rows, 1));
        Assert.That(near.BackwardError, Is.GreaterThan(1e-6));
    }

    private static SparseMatrix Perturbed(SparseMatrix a, double size)
    {
        var random = TestData.Uniform(a.Values.Length, 5);
        return new SparseMatrix(a.Rows, a.Columns, a.RowStarts, a.ColumnIndices, [.. a.Values.Select((v, p) => v * (1 + size * random[p]))]);
    }

    [Test]
    public void Values_that_vanish_on_the_diagonal_are_met_by_delayed_pivots()
    {
        var a = SparseCases.SaddlePoint(12, 3, false);
        var regular = SparseCases.From(a.Rows, SparseCases.Entries(a).Concat(Enumerable.Range(0, a.Rows).Select(i => (i, i, 1.0))));
        var lu = new SparseLu(regular);
        Assert.That(lu.Delays, Is.Zero);
        for (var i = 0; i < a.Rows; i++)
        for (var p = regular.RowStarts[i]; p < regular.RowStarts[i + 1]; p++)
            if (regular.ColumnIndices[p] == i)
                regular.Values[p] = i >= 144 || i % 2 == 0 ? 0 : 4;
        lu.Refactor(regular);
        double[] b = TestData.Uniform(a.Rows, 1), x = (double[])b.Clone();
        lu.Solve(x);
        Assert.That(lu.Delays, Is.Positive);
        Assert.That(BackwardError(regular, x, b), Is.LessThan(1e-14));
    }

    [TestCase(70, 0.0)]
    [TestCase(90, 0.8)]
    public void Results_do_not_depend_on_the_number_of_threads(int side, double convection)
    {
        var a = SparseCases.Grid(side, convection);
        var b = TestData.Uniform(3 * a.Rows, 1);
        var one = (double[])b.Clone();
        new SparseLu(a).Solve(one);
        Assert.That(BackwardError(a, one[..a.Rows], b[..a.Rows]), Is.LessThan(1e-14));
        foreach (var threads in (int[])[2, 3, 5])
        {
            var many = (double[])b.Clone();
            new SparseLu(a, threads).Solve(many, threads);
            Assert.That(many, Is.EqualTo(one), $"{threads} threads");
        }
    }

    [Test]
    public void Several_right_hand_sides_are_solved_like_one([Values(1, 2, 8, 11)] int count, [Values] bool transposed)
    {
        var a = SparseCases.Random(150, 3, 150); // pivots off the diagonal
        var lu = new SparseLu(a);
        double[] b = TestData.Uniform(count * a.Rows, 4), all = (double[])b.Clone();
        if (transposed) lu.SolveTransposed(all, threads: 2);
        else lu.Solve(all);
        for (var k = 0; k < count; k++)
        {
            var x = b[(k * a.Rows)..((k + 1) * a.Rows)];
            if (transposed) lu.SolveTransposed(x);
            else lu.Solve(x);
            Assert.That(Distance(all[(k * a.Rows)..((k + 1) * a.Rows)], x), Is.LessThan(1e-11 * VectorKernels.Norm(x)));
        }
    }

    [Test]
    public void Good_pivots_need_no_refinement([Values(1, 3)] int count, [Values] bool transposed)
    {
        // Dominant entries, none of them on the diagonal: whatever substitution did wrong, refinement would have to mend.
        var lu = new SparseLu(SparseCases.From(200, SparseCases.Entries(SparseCases.Grid(10, 0.5)).SelectMany(e => ((int, int, double)[])
            [(e.Row, e.Column + 100, e.Value), (e.Row + 100, e.Column, 2 * e.Value), (e.Row, e.Column, e.Row == e.Column ? 1e-6 : 0)])));
        var b = TestData.Uniform(count * 200, 7);
        if (transposed) lu.SolveTransposed(b);
        else lu.Solve(b);
        Assert.That(lu.Refinements, Is.Zero);
    }

    [TestCase(40)]
    [TestCase(80)]
    [TestCase(160)]
    public void The_fill_of_grids_is_bounded(int side)
    {
        var a = SparseCases.Grid(side);
        var n = a.Rows;
        Assert.That(new SparseLu(a).Entries, Is.LessThan(6.0 * n * Math.Log2(n)));
    }

    [Test]
    public void The_fill_of_a_shuffled_band_is_linear()
    {
        var lu = new SparseLu(SparseCases.ShuffledBand(5000, 1, 3));
        Assert.That(lu.Entries, Is.LessThan(20 * 5000));
    }

    [Test]
    public void Units_of_rows_and_unknowns_do_not_matter()
    {
        var a = SparseCases.SaddlePoint(10, 6, false);
        double[] rows = [.. TestData.Uniform(a.Rows, 8).Select(u => Math.Pow(10, 9 * u))], columns = [.. TestData.Uniform(a.Rows, 9).Select(u => Math.Pow(10, 9 * u))];
        var scaled = SparseCases.From(a.Rows, SparseCases.Entries(a).Select(e => (e.Row, e.Column, rows[e.Row] * e.Value * columns[e.Column])));
        double[] b = TestData.Uniform(a.Rows, 1), x = [.. b.Select((v, i) => v * rows[i])], expected = (double[])b.Clone();
        new SparseLu(scaled).Solve(x);
        new SparseLu(a).Solve(expected);
        for (var i = 0; i < x.Length; i++) x[i] *= columns[i];
        Assert.That(Distance(x, expected), Is.LessThan(1e-11 * VectorKernels.Norm(expected)));
    }

    private static double Distance(double[] x, double[] y) => VectorKernels.Norm(x.Zip(y, (a, b) => a - b).ToArray());

    private static double BackwardError(SparseMatrix a, double[] x, double[] b)
    {
        double[] residual = new double[b.Length];
        a.Multiply(x, residual);
        double[] size = [.. b.Select(Math.Abs)];
        foreach (var (i, j, v) in SparseCases.Entries(a)) size[i] += Math.Abs(v * x[j]);
        return Enumerable.Range(0, b.Length).Max(i => Math.Abs(residual[i] - b[i]) / size[i]);
    }
}
