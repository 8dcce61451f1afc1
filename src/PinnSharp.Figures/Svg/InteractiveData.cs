using System.Buffers.Binary;
using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>The attributes described at <see cref="SvgOptions.Interactive"/>.</summary>
internal static class InteractiveData
{
    private const int Levels = ushort.MaxValue - 1;

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An axis in words: scale, range, and the pixels at its ends.</summary>
    public static string Axis(AxisTransform axis) => string.Create(CultureInfo.InvariantCulture,
        $"{(axis.Scale == AxisScale.Linear ? "linear" : "log")} {axis.Range.Lower:R} {axis.Range.Upper:R} {SvgWriter.Number(axis.Start)} {SvgWriter.Number(axis.End)}");

    /// <summary>What an axis shows.</summary>
    public static (string, object?)[] Of(Axis axis) =>
    [
        ("data-label", axis.Label.Length > 0 ? axis.Label : null),
        ("data-unit", string.IsNullOrWhiteSpace(axis.Unit) ? null : RichText.Unit(axis.Unit.Trim()).ToPlain()),
        ("data-categories", axis.Categories.IsEmpty ? null : string.Join('\n', axis.Categories)),
    ];

    public static (string, object?)[] Of(Mark mark) =>
    [
        ("data-label", string.IsNullOrEmpty(mark.Label) ? null : mark.Label),
        ("data-points", mark switch
        {
            Scatter scatter => Points(scatter.X, scatter.Y),
            Stems stems => Points(stems.X, stems.Y),
            _ => null,
        }),
    ];

    public static (string, object?)[] Of(HeatMap map, double[] cells, AxisTransform value) =>
    [
        .. Of(map.Value),
        ("data-columns", map.Columns.ToString(CultureInfo.InvariantCulture)),
        ("data-rows", map.Rows.ToString(CultureInfo.InvariantCulture)),
        ("data-extent", $"{Number(map.X.Lower)} {Number(map.X.Upper)} {Number(map.Y.Lower)} {Number(map.Y.Upper)}"),
        ("data-range", $"{(value.Scale == AxisScale.Linear ? "linear" : "log")} {Number(value.Range.Lower)} {Number(value.Range.Upper)}"),
        ("data-cells", Cells(map, cells, value)),
    ];

    private static string Cells(HeatMap map, double[] cells, AxisTransform value)
    {
        var bytes = new byte[2 * cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var (x, y) = (map.X.Lower + ((map.X.Upper - map.X.Lower) * ((i % map.Columns) + 0.5) / map.Columns), map.Y.Lower + ((map.Y.Upper - map.Y.Lower) * ((i / map.Columns) + 0.5) / map.Rows));
            var level = value.Accepts(cells[i]) && HeatGrid.Contains(map, x, y) ? 1 + Math.Round(Math.Clamp(value.Fraction(cells[i]), 0, 1) * Levels) : 0;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)level);
        }

        return Convert.ToBase64String(bytes);
    }

    private static string Points(IEnumerable<double> x, IEnumerable<double> y) => string.Join(' ', x.Zip(y, (a, b) =>
        string.Create(CultureInfo.InvariantCulture, $"{a:G9},{b:G9}")));
}
