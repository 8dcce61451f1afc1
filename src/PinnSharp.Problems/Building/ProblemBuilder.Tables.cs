using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Tabulated inputs.</summary>
internal sealed partial class ProblemBuilder
{
    private ImmutableArray<Table> _tables = [];

    private ImmutableArray<Table> ReadTables()
    {
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var (name, declaration) in _declaration.Tables)
            try
            {
                if (ReadTable(name, declaration, $"tables.{name}") is { } table) tables.Add(table);
            }
            catch (InputException e)
            {
                foreach (var error in e.Errors) _errors.Add(error.Location, error.Path.Length > 0 ? error.Path : $"tables.{name}", error.Message);
            }
        return tables.ToImmutable();
    }

    private Table? ReadTable(SourceText name, TableDeclaration declaration, string path)
    {
        if (CoordinateOf(name, declaration, path) is not { } coordinate) return null;
        ImmutableArray<double> nodes, values;
        Func<int, SourceLocation?> place;
        if (declaration.File is { } file)
        {
            var columns = new CsvColumns(CsvTable.Open(_declaration.Directory, file), file, _constants);
            ImmutableArray<ColumnExpression> declared = [.. declaration.Columns.Select(c => new ColumnExpression(c.Name, c.Value))];
            var (x, y) = (columns.Of(declared, path + ".columns", coordinate.Name), columns.Of(declared, path + ".columns", "value", name.Text));
            (nodes, values, place) = ([.. columns.Values(x, coordinate.Name)], [.. columns.Values(y, "value")], i => columns.Place(i, x));
        }
        else
        {
            var points = declaration.Points.Select(p => (X: Constant(p.X, path + ".points"), Value: Constant(p.Value, path + ".points"))).ToList();
            if (points.Any(p => p.X is null || p.Value is null)) return null;
            (nodes, values, place) = ([.. points.Select(p => p.X!.Value)], [.. points.Select(p => p.Value!.Value)], i => declaration.Points[i].X.Location);
        }
        if (nodes.Length < Table.LeastPoints(declaration.Interpolation))
            return Refuse<Table>(name, path, $"The table '{name}' has {nodes.Length} point{(nodes.Length == 1 ? "" : "s")}; at least {Table.LeastPoints(declaration.Interpolation)} are needed.");
        for (var i = 1; i < nodes.Length; i++)
            if (!(nodes[i] > nodes[i - 1]))
                throw new InputException($"The points of the table '{name}' do not stand in increasing order: {coordinate.Name} = {Text(nodes[i])} after {Text(nodes[i - 1])}.", place(i), path);
        var table = new Table(new FieldSymbol(name.Text, [coordinate.Symbol]), declaration.Interpolation, nodes, values, declaration.File);
        if (double.IsFinite(table.Value(coordinate.Lower)) && double.IsFinite(table.Value(coordinate.Upper))) return table;
        return Refuse<Table>(name, path, $"The table '{name}' {(double.IsFinite(table.End) ? $"runs from {coordinate.Name} = {Text(nodes[0])} to {Text(table.End)}" : $"begins at {coordinate.Name} = {Text(nodes[0])}")}, "
            + $"but {coordinate.Name} runs from {Text(coordinate.Lower)} to {Text(coordinate.Upper)}: it must cover all of that.");

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    private Coordinate? CoordinateOf(SourceText name, TableDeclaration declaration, string path)
    {
        var named = declaration.Columns.Select(c => c.Name).Where(c => c.Text != "value").ToList();
        if (declaration.Over is { } over) named.Insert(0, over);
        foreach (var text in named)
            if (_coordinates.All(c => c.Name != text.Text))
                return Refuse<Coordinate>(text, path, $"'{text}' is not a coordinate: a table is a function of one.{Nearest(text, _coordinates.Select(c => c.Name))}");
        if (named.FirstOrDefault(n => n.Text != named[0].Text) is { } second)
            return Refuse<Coordinate>(second, path, $"The table '{name}' is a function of one coordinate, '{named[0]}' or '{second}'.");
        var coordinate = named.Count > 0 ? _coordinates.First(c => c.Name == named[0].Text) : _coordinates.FirstOrDefault(c => c.IsTime) ?? (_coordinates is [var only] ? only : null);
        return coordinate ?? Refuse<Coordinate>(name, path, $"The table '{name}' needs 'over', the coordinate it is a function of: {string.Join(" or ", _coordinates.Select(c => c.Name))}.");
    }

    private Table? TableOf(FieldSymbol field) => _tables.FirstOrDefault(t => t.Symbol == field);

    /// <summary>A table has as many derivatives as its interpolation.</summary>
    private void CheckTables(SourceText text, string path, Expression e)
    {
        foreach (var f in e.Leaves().OfType<FieldDerivative>())
            if (TableOf(f.Field) is { } table && f.Order.Order > table.Derivatives)
                _errors.Add(text, path, table.Interpolation switch
                {
                    Interpolation.Step => $"The derivative of the table '{table.Name}' is needed here, but a step has none; make it 'interpolation: linear' or 'cubic'.",
                    Interpolation.Linear => $"The second derivative of the table '{table.Name}' is needed here, but straight lines have none; make it 'interpolation: cubic'.",
                    _ => $"The derivative of order {f.Order.Order} of the table '{table.Name}' is needed here; it has two.",
                });
    }
}
