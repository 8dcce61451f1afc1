using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>One factor of the basis of an unknown function: functions of some of the variables that it is over.</summary>
/// <param name="Over">The variables.</param>
internal abstract record CoefficientFactor(CoordinateSymbol[] Over)
{
    /// <summary>Number of basis functions.</summary>
    public abstract int Count { get; }

    /// <summary>Number of those that are not zero at a point.</summary>
    public abstract int Local { get; }

    /// <summary>Whether it is a function of space alone, so that its weights at a place never change.</summary>
    public abstract bool IsOfSpace { get; }

    /// <summary>The basis functions that are not zero at a point, or a derivative of theirs.</summary>
    /// <param name="x">The variables, in the order of <see cref="Over"/>.</param>
    /// <param name="order">The derivative, a number for each variable.</param>
    /// <param name="indices">Takes their numbers.</param>
    /// <param name="weights">Takes their values.</param>
    public abstract void Weights(ReadOnlySpan<double> x, ReadOnlySpan<int> order, Span<int> indices, Span<double> weights);
}

/// <summary>P1 elements over all coordinates of space.</summary>
internal sealed record PlaceFactor(CoordinateSymbol[] Over, Space Space) : CoefficientFactor(Over)
{
    public override int Count => Space.Count;

    public override int Local => Space.Element.Count;

    public override bool IsOfSpace => true;

    public override void Weights(ReadOnlySpan<double> x, ReadOnlySpan<int> order, Span<int> indices, Span<double> weights)
    {
        var (n, d) = (Local, Over.Length);
        Span<double> values = stackalloc double[n], gradients = stackalloc double[n * d];
        var (cell, _) = Space.Weights(x, values, gradients);
        Space.Dofs(cell).CopyTo(indices);
        var (axis, total) = (-1, 0);
        for (var i = 0; i < d; i++) (axis, total) = (order[i] > 0 ? i : axis, total + order[i]);
        for (var k = 0; k < n; k++) weights[k] = total == 0 ? values[k] : total == 1 ? gradients[k * d + axis] : 0;
    }
}

/// <summary>Cubic splines over one variable: time, one coordinate of several, or the value of a field.</summary>
internal sealed record LineFactor(CoordinateSymbol Variable, CubicLine Line, bool IsOfSpace) : CoefficientFactor([Variable])
{
    public override int Count => Line.Count;

    public override int Local => 4;

    public override bool IsOfSpace { get; } = IsOfSpace;

    public override void Weights(ReadOnlySpan<double> x, ReadOnlySpan<int> order, Span<int> indices, Span<double> weights)
    {
        var first = Line.Weights(x[0], order[0], weights);
        for (var k = 0; k < 4; k++) indices[k] = first + k;
    }
}
