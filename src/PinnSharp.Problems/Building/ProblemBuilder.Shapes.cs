using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Shapes, the domain they make, and places with respect to them.</summary>
internal sealed partial class ProblemBuilder
{
    private readonly Dictionary<string, Shape> _shapes = [];
    private Shape? _box;
    private Shape? _domain;
    private double _size;

    private AverageRegions _regions = new(ImmutableDictionary<string, Shape>.Empty, 0);

    private Region Whole() => Region.Whole(_coordinates) with { Within = _domain };

    private ImmutableArray<Coordinate> SpaceCoordinates => [.. _coordinates.Where(c => !c.IsTime)];

    private void ReadShapes()
    {
        var space = SpaceCoordinates;
        if (space.IsEmpty)
        {
            foreach (var (name, _) in _declaration.Shapes) _errors.Add(name, $"shapes.{name}", "Shapes are over the space coordinates, and there is none.");
            if (_declaration.Domain is { } nowhere) _errors.Add(nowhere, "domain", "A domain is made of shapes over the space coordinates, and there is none.");
            return;
        }
        _box = new BoxShape([.. space.Select(c => c.Lower)], [.. space.Select(c => c.Upper)]);
        _size = Math.Sqrt(space.Sum(c => (c.Upper - c.Lower) * (c.Upper - c.Lower)));
        _shapes["box"] = _box;
        foreach (var (name, declaration) in _declaration.Shapes)
        {
            var path = $"shapes.{name}";
            var shape = declaration switch
            {
                BallDeclaration ball => Ball(name, ball, path),
                BoxDeclaration box => Box(box, path),
                PolygonDeclaration polygon => Polygon(name, polygon, path),
                CombinedDeclaration combined => Combined(name, combined, path),
                ShapeExpressionDeclaration e => Read(e.Text, path, t => ShapeParser.Parse(t, _shapes)),
                _ => throw new InvalidOperationException($"{declaration.GetType().Name} is not a shape this version knows."),
            };
            if (shape is null) continue;
            var apart = Enumerable.Range(0, space.Length).FirstOrDefault(i => shape.Extent(i) is var (a, b) && !(a < space[i].Upper && b > space[i].Lower), -1);
            if (apart >= 0)
                _errors.Add(name, path, FormattableString.Invariant(
                    $"The shape '{name}' lies outside the box of the coordinates: {space[apart].Name} runs from {shape.Extent(apart).Lower} to {shape.Extent(apart).Upper} in it, and from {space[apart].Lower} to {space[apart].Upper} in the box."));
            _shapes[name.Text] = shape;
        }
        ReadDomain(space);
        _regions = new(_shapes.ToImmutableDictionary(), space.Length);
    }

    private void ReadDomain(ImmutableArray<Coordinate> space)
    {
        _shapes["domain"] = _box!;
        if (_declaration.Domain is not { } text || _errors.Count > 0) return;
        _shapes.Remove("domain");
        if (Read(text, "domain", t => ShapeParser.Parse(t, _shapes)) is not { } domain) return;
        if (Enumerable.Range(0, space.Length).Any(i => domain.Extent(i) is var (a, b) && (a < space[i].Lower || b > space[i].Upper))) domain &= _box!;
        _shapes["domain"] = domain;
        if (domain == _box) return;
        _domain = domain;
        try
        {
            Whole().Sample(1, SamplingMethod.Sobol, 0);
        }
        catch (InputException)
        {
            _errors.Add(text, "domain", "The domain is empty or nearly so: fewer than one in a thousand points of the box of the coordinates lie in it.");
        }
    }

    private BallShape? Ball(SourceText name, BallDeclaration ball, string path)
    {
        var space = SpaceCoordinates;
        if (ball.Kind == "disc" && space.Length != 2)
            return Refuse<BallShape>(name, path, $"A disc needs 2 space coordinates; here they are {string.Join(", ", space.Select(c => c.Name))}. An interval or a ball is written 'ball'.");
        if (ball.Center.Length != space.Length)
            return Refuse<BallShape>(name, path, $"The center of '{name}' has {ball.Center.Length} numbers; one for each space coordinate is needed: {string.Join(", ", space.Select(c => c.Name))}.");
        var center = ball.Center.Select(t => Constant(t, path + ".center")).ToList();
        var radius = Constant(ball.Radius, path + ".radius");
        if (radius is <= 0) _errors.Add(ball.Radius, path + ".radius", $"A radius is positive, found {ball.Radius}.");
        return radius is > 0 && center.All(c => c is not null) ? new([.. center.Select(c => c!.Value)], radius.Value) : null;
    }

    private BoxShape? Box(BoxDeclaration box, string path)
    {
        var space = SpaceCoordinates;
        var known = _errors.Count;
        var (lower, upper) = (space.Select(c => c.Lower).ToArray(), space.Select(c => c.Upper).ToArray());
        foreach (var (name, interval) in box.Intervals)
        {
            var i = space.ToList().FindIndex(c => c.Name == name.Text);
            if (i < 0)
                _errors.Add(name, path, _coordinates.Any(c => c.Name == name.Text)
                    ? $"'{name}' is time; shapes are over the space coordinates {string.Join(", ", space.Select(c => c.Name))}."
                    : $"'{name}' is not a space coordinate.{Nearest(name, space.Select(c => c.Name))}");
            else if (Interval(interval, $"{path}.{name}") is var (a, b)) (lower[i], upper[i]) = (a, b);
        }
        return _errors.Count == known ? new([.. lower], [.. upper]) : null;
    }

    private PolygonShape? Polygon(SourceText name, PolygonDeclaration polygon, string path)
    {
        if (SpaceCoordinates.Length != 2)
            return Refuse<PolygonShape>(name, path, $"A polygon needs 2 space coordinates; here they are {string.Join(", ", SpaceCoordinates.Select(c => c.Name))}.");
        var corners = polygon.Corners.Select(c => (X: Constant(c.X, path), Y: Constant(c.Y, path))).ToList();
        if (corners.Any(c => c.X is null || c.Y is null)) return null;
        try
        {
            return PolygonShape.Of(corners.Select(c => (c.X!.Value, c.Y!.Value)));
        }
        catch (ArgumentException e)
        {
            return Refuse<PolygonShape>(name, path, $"'{name}': {e.Message}");
        }
    }

    private Shape? Combined(SourceText name, CombinedDeclaration combined, string path)
    {
        var all = combined.Shapes.Select(t => Read(t, path, text => ShapeParser.Parse(text, _shapes))).ToList();
        var least = combined.Operation == ShapeOperation.Difference ? 2 : 1;
        if (all.Count < least) return Refuse<Shape>(name, path, $"'{name}' combines {all.Count} shapes; at least {least} {(least == 1 ? "is" : "are")} needed.");
        return all.Any(s => s is null) ? null : all.Aggregate((a, b) => new Combination(combined.Operation, a!, b!));
    }

    /// <summary>Reports averages over regions that have nothing in common with the domain.</summary>
    private void CheckExpression(SourceText text, string path, Expression e)
    {
        CheckTables(text, path, e);
        foreach (var region in e.Averages().Select(a => a.Region).Distinct())
            try
            {
                _regions.Of(region);
            }
            catch (InputException)
            {
                _errors.Add(text, path, $"'{region}' has no part in the domain to average over.");
            }
    }

    /// <summary>Data of an average: times, or nothing but values. Space coordinates are those of the box's middle.</summary>
    private ObservationSource? AverageSource(SourceText name, DataDeclaration data, string path)
    {
        var d = _coordinates.Length;
        double[] middle = [.. _coordinates.Select(c => (c.Lower + c.Upper) / 2)];
        var time = _coordinates.FirstOrDefault(c => c.IsTime)?.Symbol.Index;
        if (data is InlineDeclaration inline && inline.Points.Length != inline.Values.Length * d)
        {
            if (inline.Points.Length != (time is null ? 0 : inline.Values.Length))
                return Refuse<ObservationSource>(name, path,
                    $"The observation '{name}' is an average over space: its {inline.Values.Length} values need {(time is null ? "no points" : "a time each")}, found {inline.Points.Length} numbers.");
            var points = inline.Values.SelectMany((_, i) => middle.Select((m, j) => j == time ? inline.Points[i] : m));
            data = inline with { Points = [.. points] };
        }
        var source = ReadSource(name, data, path);
        if (source is not DrawnSource drawn) return source;
        var region = Region.Whole(_coordinates);
        for (var i = 0; i < d; i++)
        {
            var isTime = i == time;
            if (!isTime && (drawn.Where.Lower[i] != _coordinates[i].Lower || drawn.Where.Upper[i] != _coordinates[i].Upper)) return NoPlace();
            region = isTime ? region.With(i, drawn.Where.Lower[i], drawn.Where.Upper[i]) : region.With(i, middle[i], middle[i]);
        }
        return drawn.Where.Inequalities.IsEmpty && drawn.Where.Places.IsEmpty ? drawn with { Where = region } : NoPlace();

        ObservationSource? NoPlace() =>
            Refuse<ObservationSource>(((DrawDeclaration)data).Where!, path + ".draw", $"'{name}' is an average over space: 'where' can only choose times.");
    }

    private T? Refuse<T>(SourceText text, string path, string message) where T : class
    {
        _errors.Add(text, path, message);
        return null;
    }

    /// <summary>The region restricted to places with respect to shapes; null if there was a mistake.</summary>
    private Region? At(Region region, ImmutableArray<ShapePlace> places, Action<ShapePlace, string> fail)
    {
        foreach (var place in places)
        {
            var whole = place.Shape is "boundary" or Rest;
            var shape = _shapes[whole ? "domain" : place.Shape];
            switch (place.Placement)
            {
                case Placement.On when region.Boundary is not null:
                    fail(place, $"'{place}' cannot be joined to another boundary; a condition is on one.");
                    return null;
                case Placement.On:
                    region = region with { Boundary = new(_domain ?? _box!, shape, _size) };
                    break;
                default:
                    if (whole)
                    {
                        fail(place, $"'{place.Shape}' has no {(place.Placement == Placement.Inside ? "inside" : "outside")}; write the name of a shape.");
                        return null;
                    }
                    var within = region.Within ?? _box!;
                    region = region with { Within = place.Placement == Placement.Inside ? within & shape : within - shape };
                    break;
            }
            region = region with { Places = region.Places.Add(place.ToString()) };
        }
        return region;
    }
}
