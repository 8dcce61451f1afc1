using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>The ranges of a figure's axes: as declared, or fitted to the marks.</summary>
internal static class Extents
{
    // Relative spreads below this are rounding errors of a constant.
    private const double Rounding = 1e-11;

    public static (AxisRange X, AxisRange Y, bool Empty) Of(Figure figure)
    {
        var (x, y) = (new Extent(figure.X), new Extent(figure.Y));
        foreach (var mark in figure.Marks)
        {
            switch (mark)
            {
                case Lines lines:
                    Include(lines.X, lines.Y);
                    break;
                case Scatter scatter:
                    Include(scatter.X, scatter.Y);
                    Include(scatter.X, scatter.Lower);
                    Include(scatter.X, scatter.Upper);
                    break;
                case Band band:
                    Include(band.X, band.Lower);
                    Include(band.X, band.Upper);
                    break;
                case Stems stems:
                    Include(stems.X, stems.Y);
                    y.Stand();
                    break;
                case Bars bars:
                    Include(bars.Edges, bars.Heights);
                    Include(bars.Edges[1..], bars.Heights);
                    y.Stand();
                    break;
                case Arrows arrows:
                    Include(arrows.X, arrows.Y);
                    break;
                case HeatMap map when map.Cells.Any(v => AxisTransform.Accepts(map.Value.Scale, v)):
                    x.Include(map.X);
                    y.Include(map.Y);
                    break;
            }
        }

        var empty = x.IsEmpty || y.IsEmpty;
        foreach (var rule in figure.Marks.OfType<HorizontalRule>())
        {
            y.Include(rule.Y);
        }

        foreach (var rule in figure.Marks.OfType<VerticalRule>())
        {
            x.Include(rule.X);
        }

        var tight = figure.Marks.Any(m => m is HeatMap);
        return (x.Range(tight || !figure.Marks.Any(m => m is Scatter or Stems or Arrows) ? 0 : 0.04), y.Range(tight ? 0 : 0.06), empty);

        void Include(ImmutableArray<double> xs, ImmutableArray<double> ys)
        {
            for (var i = 0; i < ys.Length; i++)
            {
                if (x.Accepts(xs[i]) && y.Accepts(ys[i]))
                {
                    x.Include(xs[i]);
                    y.Include(ys[i]);
                }
            }
        }
    }

    public static AxisRange OfValues(HeatMap map)
    {
        var extent = new Extent(map.Value);
        foreach (var value in map.Cells)
        {
            extent.Include(value);
        }

        var range = extent.Range(0);
        if (!map.Colours.IsDiverging || map.Value is { Range: not null } or { Scale: AxisScale.Logarithmic })
        {
            return range;
        }

        var size = Math.Max(Math.Abs(range.Lower), Math.Abs(range.Upper));
        return new AxisRange(-size, size);
    }

    private sealed class Extent
    {
        private readonly Axis _axis;
        private double _lower = double.PositiveInfinity;
        private double _upper = double.NegativeInfinity;
        private bool _stands;

        public Extent(Axis axis)
        {
            _axis = axis;
            if (axis is { Scale: AxisScale.Logarithmic, Range: { Lower: < 1e-300 } range })
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"The logarithmic axis '{axis.Label}' needs a positive range; this one begins at {range.Lower}."));
            }
        }

        public bool IsEmpty => !(_lower <= _upper);

        public bool Accepts(double value) => AxisTransform.Accepts(_axis.Scale, value)
            && (_axis.Range is not { } range || (value >= range.Lower && value <= range.Upper));

        public void Include(double value)
        {
            if (Accepts(value))
            {
                (_lower, _upper) = (Math.Min(_lower, value), Math.Max(_upper, value));
            }
        }

        /// <summary>Marks stand on zero: it is shown, and nothing beyond it where all are on one side.</summary>
        public void Stand() => _stands = _axis.Scale == AxisScale.Linear;

        // A whole width: where it begins below what the axis can show, the axis begins at a thousandth of its end.
        public void Include(AxisRange range)
        {
            Include(AxisTransform.Accepts(_axis.Scale, range.Lower) ? range.Lower : range.Upper / 1000);
            Include(range.Upper);
            if (_axis.Range is { } given && range.Lower < given.Upper && range.Upper > given.Lower)
            {
                Include(given.Lower);
                Include(given.Upper);
            }
        }

        public AxisRange Range(double padding)
        {
            if (_axis.Range is { } given)
            {
                return given;
            }

            if (!_axis.Categories.IsEmpty)
            {
                return new(-0.5, _axis.Categories.Length - 0.5);
            }

            if (_axis.Scale == AxisScale.Logarithmic)
            {
                if (IsEmpty)
                {
                    return new(1, 10);
                }

                var ratio = _upper - _lower <= Rounding * _upper ? 3 : Math.Pow(_upper / _lower, padding);
                ratio = double.IsFinite(ratio) ? ratio : 10;
                return new(Math.Max(_lower / ratio, 1e-305), Math.Min(_upper * ratio, 1e305));
            }

            if (IsEmpty)
            {
                return new(0, 1);
            }

            if (_stands)
            {
                (_lower, _upper) = (Math.Min(_lower, 0), Math.Max(_upper, 0));
            }

            var size = Math.Max(Math.Abs(_lower), Math.Abs(_upper));
            if (size < 1e-300)
            {
                return new(-1, 1);
            }

            var margin = _upper - _lower <= Rounding * size ? 0.05 * size : padding * (_upper - _lower);
            return new(_stands && _lower == 0 ? 0 : _lower - margin, _stands && _upper == 0 ? 0 : _upper + margin);
        }
    }
}
