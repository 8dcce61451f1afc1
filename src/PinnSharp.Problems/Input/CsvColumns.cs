using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Quantities given as expressions over the columns of a CSV file and a problem's constants, row by row.</summary>
public sealed class CsvColumns
{
    private readonly CsvTable _table;
    private readonly ImmutableDictionary<string, double> _constants;
    private readonly Dictionary<string, int> _index;
    private readonly Vocabulary _vocabulary;
    private readonly SourceText _file;

    /// <summary>The columns of a file.</summary>
    /// <param name="table">The file's contents.</param>
    /// <param name="file">The file as declared.</param>
    /// <param name="constants">The problem's constants; a column of the same name hides one.</param>
    public CsvColumns(CsvTable table, SourceText file, ImmutableDictionary<string, double> constants)
    {
        (_table, _file, _constants) = (table, file, constants);
        var columns = table.Columns.Where(c => c.Length > 0).ToImmutableArray();
        _index = columns.ToDictionary(c => c, c => table.Columns.IndexOf(c));
        _vocabulary = new Vocabulary { Parameters = [.. columns, .. constants.Keys.Where(c => !columns.Contains(c)).Order(StringComparer.Ordinal)] };
    }

    /// <summary>What gives a quantity: the expression declared for it, else the first column that has one of its names.</summary>
    /// <param name="declared">The declared expressions.</param>
    /// <param name="path">The path of the declaration, for messages.</param>
    /// <param name="target">The quantity: a coordinate's name or "value".</param>
    /// <param name="others">Other names that its column may have.</param>
    /// <exception cref="InputException">The expression is wrong, or there is neither it nor such a column.</exception>
    public Expression Of(ImmutableArray<ColumnExpression> declared, string path, string target, params IEnumerable<string> others)
    {
        var known = $"The columns of '{_file}' are {string.Join(", ", _table.Columns)}.";
        if (declared.FirstOrDefault(c => c.Target.Text == target) is { } column)
            try
            {
                return ExpressionParser.Parse(column.Expression.Text, _vocabulary);
            }
            catch (ExpressionException e)
            {
                throw new InputException($"{e.Message.Split(" Known are ")[0]} {known}", column.Expression.At(Math.Max(0, e.Position)), path);
            }
        return others.Prepend(target).FirstOrDefault(_index.ContainsKey) is { } name ? new Parameter(name)
            : throw new InputException($"'columns' does not say what '{target}' is, and no column has that name. {known}", _file.Location, path);
    }

    /// <summary>An expression's value in every row.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="target">What it gives, for messages.</param>
    /// <exception cref="InputException">A cell is no number, or the value is not finite.</exception>
    public double[] Values(Expression expression, string target)
    {
        return [.. _table.Rows.Select(row =>
        {
            var value = expression.Evaluate(leaf => _index.TryGetValue(((Parameter)leaf).Name, out var k) ? _table.Number(row, k) : _constants[((Parameter)leaf).Name]);
            return double.IsFinite(value) ? value : throw new InputException($"'{expression}', which gives '{target}', is not a finite number here.", Place(row, expression));
        })];
    }

    /// <summary>Where a row's value of an expression comes from.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="expression">The expression.</param>
    public SourceLocation Place(int row, Expression expression) => Place(_table.Rows[row], expression);

    private SourceLocation Place(CsvLine row, Expression e) =>
        _table.Place(row, e.Leaves().OfType<Parameter>().Where(p => _index.ContainsKey(p.Name)).Select(p => _index[p.Name]).DefaultIfEmpty(0).First());
}
