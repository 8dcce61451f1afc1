using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// A CSV file: values separated by commas, a header line of distinct column names, comment lines beginning with #, empty lines skipped.
/// </summary>
public sealed class CsvTable
{
    private readonly string _file;

    private CsvTable(string file, ImmutableArray<string> columns, ImmutableArray<CsvLine> rows) => (_file, Columns, Rows) = (file, columns, rows);

    /// <summary>The header's names.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The data lines.</summary>
    public ImmutableArray<CsvLine> Rows { get; }

    /// <summary>Reads a file that a problem names.</summary>
    /// <param name="directory">The directory it is relative to.</param>
    /// <param name="file">Its name.</param>
    /// <exception cref="InputException">It is missing or cannot be read (the message names the nearest file), or is wrong.</exception>
    public static CsvTable Open(string directory, SourceText file)
    {
        var path = Path.Combine(directory, file.Text);
        try
        {
            return Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"There is no file '{path}'.{Nearest(path)}", file.Location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"The file '{path}' cannot be read: {e.Message}", file.Location);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file has no header, no data, or a line with another number of values.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Read(string path)
    {
        var options = new CsvReaderOptions { Separator = ',', HasHeader = false, CommentPrefix = '#', TrimWhitespace = true, TrackLineNumbers = true };
        using var stream = File.OpenRead(path);
        using var reader = CsvReader.Create(stream, options);
        if (!reader.Read()) throw new InputException("The file is empty: a header line with column names was expected.", new(path, 1, 1));
        var header = Row(reader);
        var columns = header.Cells;
        CheckHeader(new(path, header.Line, 1), columns);
        var rows = ImmutableArray.CreateBuilder<CsvLine>();
        while (reader.Read())
        {
            var row = Row(reader);
            if (row.Cells.Length != columns.Length)
                throw new InputException($"This line has {row.Cells.Length} values; the header has {columns.Length} columns ({string.Join(", ", columns)}).", new(path, row.Line, 1));
            rows.Add(row);
        }
        if (rows.Count == 0) throw new InputException("The file has a header but no data.", new(path, header.Line, 1));
        return new(path, columns, rows.ToImmutable());
    }

    /// <summary>The number in a cell.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public double Number(CsvLine row, int column)
    {
        var text = row.Cells[column];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        throw new InputException(text.Length == 0 ? $"The value of '{Columns[column]}' is missing."
            : $"'{Shorten(text)}' is not a number; the column '{Columns[column]}' needs one.", Place(row, column));
    }

    /// <summary>The place of a cell.</summary>
    public SourceLocation Place(CsvLine row, int column)
    {
        var (at, quoted) = (0, false);
        for (var left = column; left > 0 && at < row.Raw.Length; at++)
        {
            if (row.Raw[at] == '"') quoted = !quoted;
            else if (row.Raw[at] == ',' && !quoted) left--;
        }
        while (at < row.Raw.Length && row.Raw[at] == ' ') at++;
        return new(_file, row.Line, at + 1);
    }

    /// <summary>The file of the same folder whose name is nearest.</summary>
    private static string Nearest(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder) ? NearestName.Suggestion(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order()) : "";
    }

    private static CsvLine Row(CsvReader reader) =>
        new((int)reader.LineNumber, Encoding.UTF8.GetString(reader.RawRecord), [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);

    private static void CheckHeader(SourceLocation place, ImmutableArray<string> columns)
    {
        if (columns is [var only] && only.IndexOfAny([';', '\t']) >= 0)
            throw new InputException("The columns of a CSV file are separated by commas.", place);
        if (columns.All(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            throw new InputException("The first line holds numbers: a header line with column names was expected.", place);
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"The column '{twice.Key}' is given twice.", place);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>A line of a CSV file.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Raw">Its text.</param>
/// <param name="Cells">Its values.</param>
public sealed record CsvLine(int Line, string Raw, ImmutableArray<string> Cells);
