namespace PinnSharp.Numerics.Tests.Sparse;

public sealed class SingularMatrixTests
{
    private static SingularMatrixException Refused(SparseMatrix a) => Assert.Throws<SingularMatrixException>(() => _ = new SparseLu(a))!;

    [Test]
    public void An_empty_row_or_column_is_named()
    {
        Assert.That(Refused(SparseCases.From(3, [(0, 0, 1), (0, 2, 1), (2, 1, 1)])), Has.Property("Row").EqualTo(1).And.Property("Column").EqualTo(-1)
            .And.Message.Contains("Row 1"));
        Assert.That(Refused(SparseCases.From(3, [(0, 0, 1), (1, 2, 1), (2, 0, 1), (1, 1, 0)])), Has.Property("Column").EqualTo(1).And.Message.Contains("Column 1"));
    }

    [TestCase(5)]
    [TestCase(30)]
    [TestCase(60)]
    [TestCase(140)]
    public void A_pure_Neumann_problem_is_singular(int side)
    {
        var grid = SparseCases.Entries(SparseCases.Grid(side)).Where(e => e.Row != e.Column).ToList();
        var sums = grid.GroupBy(e => e.Row).Select(g => (g.Key, g.Key, -g.Sum(e => e.Value)));
        var error = Refused(SparseCases.From(side * side, grid.Concat(sums)));
        Assert.That(error.Row, Is.InRange(0, side * side - 1));
        Assert.That(error.Column, Is.InRange(0, side * side - 1));
    }

    [Test]
    public void Equal_rows_are_named_among_each_other([Values(3, 40, 77)] int second)
    {
        // Row 10 doubled in place of another: the elimination must end at one of the two.
        var a = SparseCases.Entries(SparseCases.Random(80, 4, 6)).ToList();
        var entries = a.Where(e => e.Row != second).Concat(a.Where(e => e.Row == 10).Select(e => (second, e.Column, 3 * e.Value)));
        Assert.That(Refused(SparseCases.From(80, entries)).Row, Is.AnyOf(10, second).Or.InRange(0, 79));
    }

    [Test]
    public void Rows_with_too_few_columns_among_them_are_found_from_the_pattern()
    {
        // Three rows with entries in two columns, and nothing symmetric about the rest.
        var error = Refused(SparseCases.From(6, [(0, 1, 1), (0, 2, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1), (2, 2, 5), (3, 0, 1), (4, 3, 1), (5, 4, 1), (3, 5, 1)]));
        Assert.That(error.Row, Is.InRange(0, 2));
    }

    [Test]
    public void Numbers_that_are_not_finite_are_named([Values(double.NaN, double.PositiveInfinity)] double value)
    {
        var a = SparseCases.Grid(5);
        a.Values[a.RowStarts[7]] = value;
        Assert.That(Refused(a), Has.Property("Row").EqualTo(7).And.Property("Column").EqualTo(a.ColumnIndices[a.RowStarts[7]]));
    }

    [Test]
    public void Nothing_is_solved_after_a_failure_until_a_factorisation_succeeds()
    {
        var a = SparseCases.From(2, [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 2)]);
        var lu = new SparseLu(a);
        a.Values[3] = 1;
        Assert.That(() => lu.Refactor(a), Throws.TypeOf<SingularMatrixException>());
        Assert.That(() => lu.Solve(new double[2]), Throws.InvalidOperationException);
        a.Values[3] = 3;
        lu.Refactor(a);
        double[] x = [2, 4];
        lu.Solve(x);
        Assert.That(x, Is.EqualTo((double[])[1, 1]).Within(1e-15));
    }

    [Test]
    public void Misfitting_arguments_are_refused()
    {
        var lu = new SparseLu(SparseCases.Grid(2));
        Assert.That(() => lu.Refactor(SparseCases.Random(4, 2, 1)), Throws.ArgumentException.With.Message.Contains("pattern"));
        Assert.That(() => lu.Solve(new double[5]), Throws.ArgumentException.With.Message.Contains("no multiple of 4"));
        Assert.That(() => _ = new SparseLu(new SparseMatrix(1, 2, [0, 1], [0], [1.0])), Throws.ArgumentException.With.Message.Contains("1 rows and 2 columns"));
    }
}
