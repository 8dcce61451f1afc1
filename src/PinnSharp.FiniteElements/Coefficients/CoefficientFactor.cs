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

/// <summary>Functions on a boundary: the traces of a space on some of its facets. The space may be that of a coarser mesh than the one on which they are wanted.</summary>
internal sealed record NodeFactor : CoefficientFactor
{
    private readonly List<double[]> _places = [];

    public NodeFactor(CoordinateSymbol[] over, Space space, int[] facets) : base(over)
    {
        var numbers = new Dictionary<int, int>();
        // Nodes along each facet, in their order: ends, and the middle between them.
        Chains = [.. facets.Select(f => space.DofsOfFacet(f).ToArray()).Select(dofs => (dofs.Length == 3 ? [dofs[0], dofs[2], dofs[1]] : dofs).Select(Number).ToArray())];

        int Number(int dof)
        {
            if (numbers.TryGetValue(dof, out var number)) return number;
            numbers[dof] = number = _places.Count;
            _places.Add(space.Node(dof).ToArray());
            return number;
        }
    }

    /// <summary>The numbers of neighbouring nodes along each facet.</summary>
    public int[][] Chains { get; }

    public override int Count => _places.Count;

    public override int Local => Chains[0].Length;

    public override bool IsOfSpace => true;

    /// <summary>The basis of the nearest facet, at the place on its chord that is nearest.</summary>
    public override void Weights(ReadOnlySpan<double> x, ReadOnlySpan<int> order, Span<int> indices, Span<double> weights)
    {
        var (nearest, least, along) = (Chains[0], double.PositiveInfinity, 0.0);
        Span<double> place = stackalloc double[x.Length];
        foreach (var chain in Chains)
        {
            var (from, to, t, length) = (_places[chain[0]], _places[chain[^1]], 0.0, 0.0);
            for (var i = 0; i < x.Length; i++) (t, length) = (t + (x[i] - from[i]) * (to[i] - from[i]), length + (to[i] - from[i]) * (to[i] - from[i]));
            t = length > 0 ? Math.Clamp(t / length, 0, 1) : 0;
            for (var i = 0; i < x.Length; i++) place[i] = from[i] + t * (to[i] - from[i]);
            if (Mesh.Distance(place, x) is var distance && distance < least) (nearest, least, along) = (chain, distance, t);
        }
        nearest.CopyTo(indices);
        // Lagrange's polynomials through the chain's nodes, which are at equal distances.
        for (var (k, n) = (0, nearest.Length); k < n; k++)
        {
            weights[k] = 1;
            for (var j = 0; j < n; j++)
                if (j != k) weights[k] *= (along * (n - 1) - j) / (k - j);
        }
    }
}
