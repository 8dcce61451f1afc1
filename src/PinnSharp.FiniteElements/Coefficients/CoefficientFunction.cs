using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// An unknown function by its coefficients in a basis, the products of its factors': P1 elements over space, cubic splines over time, over one coordinate of two, and over the values of fields.
/// </summary>
/// <param name="Name">Its name; that which experiments share.</param>
/// <param name="Factors">The factors, in the order of the variables.</param>
/// <param name="Offset">Where its coefficients begin in p.</param>
/// <param name="Prior">What is assumed of its internal variable; null for small second derivatives.</param>
internal sealed record CoefficientFunction(string Name, CoefficientFactor[] Factors, int Offset, FunctionPrior? Prior = null)
{
    private const int Gauss = 3;

    /// <summary>Number of coefficients.</summary>
    public int Count => Factors.Aggregate(1, (n, f) => n * f.Count);

    /// <summary>Number of those that matter at a point.</summary>
    public int Local => Factors.Aggregate(1, (n, f) => n * f.Local);

    /// <summary>Whether it is a function of space alone.</summary>
    public bool IsOfSpace => Factors.All(f => f.IsOfSpace);

    /// <summary>The coefficients that matter at a point, as numbers in p, and their weights in a derivative of the function.</summary>
    /// <param name="variable">The variables' values.</param>
    /// <param name="order">The derivative.</param>
    /// <param name="indices">[<see cref="Local"/>].</param>
    /// <param name="weights">[<see cref="Local"/>].</param>
    /// <param name="over">The variables, one experiment's arguments where experiments share the function.</param>
    public void Weights(Func<CoordinateSymbol, double> variable, MultiIndex order, Span<int> indices, Span<double> weights, IReadOnlyList<CoordinateSymbol> over)
    {
        (indices[0], weights[0]) = (Offset, 1);
        var (count, stride, at) = (1, 1, 0);
        Span<int> own = stackalloc int[16];
        Span<int> orders = stackalloc int[4];
        Span<double> values = stackalloc double[16], x = stackalloc double[4];
        foreach (var factor in Factors)
        {
            for (var i = 0; i < factor.Over.Length; i++, at++) (x[i], orders[i]) = (variable(over[at]), order[over[at].Index]);
            factor.Weights(x[..factor.Over.Length], orders[..factor.Over.Length], own, values);
            for (var k = factor.Local - 1; k >= 0; k--)
                for (var j = 0; j < count; j++)
                    (indices[k * count + j], weights[k * count + j]) = (indices[j] + own[k] * stride, weights[j] * values[k]);
            (count, stride) = (count * factor.Local, stride * factor.Count);
        }
    }

    /// <summary>
    /// What is assumed of the function, as ‖Lθ‖², each derivative scaled by its variables' extents and the whole by the volume: ∫ Σ_i (∂_i k)², or ∫ Σ_ij (∂_i ∂_j k)², a row for each derivative at
    /// each point of a quadrature. Elements over space have no second derivatives there: they have ∫ (Δk)² by ‖M^−½ K θ‖² at the nodes inside, K and M the stiffness and lumped mass of P1 elements, and on
    /// the boundary of a plane domain ∫ |∂k/∂s|² ds, without which all harmonic functions were free. Along a boundary, values that nothing is said of have small first derivatives. ∫ k² and the norms
    /// ∫ |k| and ∫ |∇k| have rows like the others, the norms weighted anew from time to time; a Gaussian field those of <see cref="WhittleMaternRows"/>.
    /// </summary>
    /// <param name="at">The number of a coefficient among the parameters; −1 for one that is fixed, with its value.</param>
    /// <param name="block">The function's block of parameters.</param>
    /// <returns>The penalty; null where nothing is assumed.</returns>
    public FunctionPenalty? Penalty(Func<int, (int Parameter, double Value)> at, ParameterBlock block)
    {
        if (Factors is [NodeFactor nodes, ..]) return AlongBoundary(nodes, Factors.Length > 1 ? ((LineFactor)Factors[1]).Line : null, block);
        var prior = Prior ?? FunctionPrior.Of(Regulariser.ThinPlate);
        if (prior is Regularisation { Kind: Regulariser.None } || Factors.Length == 0) return null;
        var over = Factors.SelectMany(f => f.Over).ToArray();
        var place = (Factors[0] as PlaceFactor)?.Space;
        var points = Product(Factors.Select(Points));
        double[] extents = [.. Factors.SelectMany(Extents)];
        var (starts, indices, values, targets) = (new List<int> { 0 }, new List<int>(), new List<double>(), new List<double>());
        var (local, weights) = (new int[Local], new double[Local]);
        if (prior is WhittleMatern field)
        {
            foreach (var row in WhittleMaternRows.Of(Factors, field)) Row(row.Select(e => (Offset + e.Coefficient, e.Value)), field.Mean!.Value * row.Sum(e => e.Value));
            return new(Rows("prior"), block, 0) { Strength = new(StrengthRule.Given, 1) };
        }
        var regularisation = (Regularisation)prior;
        var order = regularisation.Kind is Regulariser.Tikhonov or Regulariser.Sparsity ? 0 : regularisation.Kind == Regulariser.ThinPlate ? 2 : 1;
        foreach (var variables in order == 0 ? [[]] : order == 1 ? Enumerable.Range(0, over.Length).Select(i => (int[])[i]) : from i in Enumerable.Range(0, over.Length) from j in Enumerable.Range(0, i + 1) select (int[])[i, j])
        {
            if (order == 2 && variables.All(i => i < place?.Mesh.Dimension)) continue;
            // A mixed derivative stands twice in the sum.
            var scale = variables.Aggregate(variables.Distinct().Count() > 1 ? Math.Sqrt(2) : 1.0, (product, i) => product * extents[i]);
            foreach (var (x, weight) in points)
            {
                Weights(v => x[Array.IndexOf(over, v)], variables.Aggregate(MultiIndex.Zero, (sum, i) => sum + MultiIndex.Unit(over[i].Index)), local, weights, over);
                Row(local.Zip(weights, (coefficient, w) => (coefficient, scale * Math.Sqrt(weight) * w)));
            }
        }
        if (place is not null && order == 2)
            foreach (var (x, weight) in Product(Factors.Skip(1).Select(Points)))
            {
                // The other factors' functions there.
                var others = new CoefficientFunction(Name, Factors[1..], 0);
                var (rest, basis) = (new int[others.Local], new double[others.Local]);
                var variables = over[place.Mesh.Dimension..];
                others.Weights(v => x[Array.IndexOf(variables, v)], MultiIndex.Zero, rest, basis, variables);
                foreach (var row in Curvatures(place, extents))
                    Row(from e in row from k in Enumerable.Range(0, rest.Length) select (Offset + e.Dof + rest[k] * place.Count, Math.Sqrt(weight) * e.Value * basis[k]));
            }
        return new(Rows("smoothness"), block, order == 0 ? 0 : order == 1 ? 1 : 1 + over.Length - (place?.Mesh.Dimension == 2 ? 2 : 0))
        {
            Strength = regularisation.Strength,
            Norm = regularisation.Kind is Regulariser.TotalVariation or Regulariser.Sparsity ? new(points.Count, [.. points.Select(p => p.Weight)], regularisation.Epsilon) : null,
        };

        LinearPenalty Rows(string what) => new($"{Name} ({what})", [.. starts], [.. indices], [.. values], [.. targets]);

        void Row(IEnumerable<(int Coefficient, double Value)> entries, double target = 0)
        {
            foreach (var (coefficient, value) in entries)
            {
                if (value == 0) continue;
                var (parameter, given) = at(coefficient);
                if (parameter < 0) target -= value * given;
                else
                {
                    indices.Add(parameter);
                    values.Add(value);
                }
            }
            starts.Add(indices.Count);
            targets.Add(target);
        }
    }

    /// <summary>Rows whose squares add up to the second derivatives of P1 elements inside and first ones along the boundary.</summary>
    private static List<List<(int Dof, double Value)>> Curvatures(Space space, double[] extents)
    {
        var (mesh, d, n) = (space.Mesh, space.Mesh.Dimension, space.Element.Count);
        var (mass, stiffness) = (new double[space.Count], Enumerable.Range(0, space.Count).Select(_ => new SortedDictionary<int, double>()).ToArray());
        double[] centre = [.. Enumerable.Repeat(1.0 / (d + 1), d)], point = new double[d], inverse = new double[d * d], gradients = new double[n * d];
        var (volumes, factorial) = (new double[mesh.CellCount], d == 1 ? 1.0 : 0.5);
        for (var c = 0; c < mesh.CellCount; c++) volumes[c] = factorial * mesh.Map(c, centre, point, inverse);
        var volume = volumes.Sum();
        for (var c = 0; c < mesh.CellCount; c++)
        {
            space.Weights(c, centre, [], gradients);
            var dofs = space.Dofs(c);
            for (var a = 0; a < n; a++)
            {
                mass[dofs[a]] += volumes[c] / volume / n;
                for (var b = 0; b < n; b++)
                {
                    var product = 0.0;
                    for (var i = 0; i < d; i++) product += extents[i] * extents[i] * gradients[a * d + i] * gradients[b * d + i];
                    stiffness[dofs[a]][dofs[b]] = stiffness[dofs[a]].GetValueOrDefault(dofs[b]) + volumes[c] / volume * product;
                }
            }
        }
        var (rows, boundary) = (new List<List<(int, double)>>(), space.FacetDofs.ToHashSet());
        for (var dof = 0; dof < space.Count; dof++)
            if (!boundary.Contains(dof)) rows.Add([.. stiffness[dof].Select(e => (e.Key, e.Value / Math.Sqrt(mass[dof])))]);
        // ∫ |∂k/∂s|² ds times the length of the boundary.
        var lengths = Enumerable.Range(0, d == 2 ? mesh.FacetCount : 0).Select(f => Mesh.Distance(mesh.Vertex(mesh.Facet(f)[0]), mesh.Vertex(mesh.Facet(f)[1]))).ToArray();
        for (var f = 0; f < lengths.Length; f++)
        {
            var scale = Math.Sqrt(lengths.Sum() / lengths[f]);
            rows.Add([(space.DofsOfFacet(f)[0], -scale), (space.DofsOfFacet(f)[1], scale)]);
        }
        return rows;
    }

    private static double[] Extents(CoefficientFactor factor) => factor is PlaceFactor { Space.Mesh: var mesh }
        ? [.. Enumerable.Range(0, mesh.Dimension).Select(i => Enumerable.Range(0, mesh.VertexCount).Select(v => mesh.Vertex(v)[i]) is var places ? places.Max() - places.Min() : 0)]
        : [((LineFactor)factor).Line.Interval.Upper - ((LineFactor)factor).Line.Interval.Lower];

    private static List<(double[] X, double Weight)> Product(IEnumerable<List<(double[] X, double Weight)>> rules) =>
        rules.Aggregate(new List<(double[] X, double Weight)> { ([], 1) }, (sum, next) => [.. from a in sum from b in next select ((double[])[.. a.X, .. b.X], a.Weight * b.Weight)]);

    /// <summary>Small first derivatives along a boundary, by differences between neighbouring nodes, and in time.</summary>
    private FunctionPenalty AlongBoundary(NodeFactor nodes, CubicLine? time, ParameterBlock block)
    {
        var (starts, indices, values) = (new List<int> { 0 }, new List<int>(), new List<double>());
        var pairs = nodes.Chains.SelectMany(chain => chain.Zip(chain.Skip(1))).ToList();
        double[] moments = time is null ? [0] : [.. Enumerable.Range(0, time.Count - 3).SelectMany(i => GaussLegendre.Rule(Gauss).Select(g => time.Interval.Lower + (time.Interval.Upper - time.Interval.Lower) * (i + g.X) / (time.Count - 3)))];
        var splines = new double[4];
        foreach (var t in moments)
        {
            foreach (var (a, b) in pairs) Row(Math.Sqrt((double)pairs.Count / moments.Length), t, 0, (a, -1), (b, 1));
            for (var k = 0; time is not null && k < nodes.Count; k++) Row((time.Interval.Upper - time.Interval.Lower) / Math.Sqrt((double)moments.Length * nodes.Count), t, 1, (k, 1));
        }
        return new(new LinearPenalty($"{Name} (smoothness)", [.. starts], [.. indices], [.. values], [.. new double[starts.Count - 1]]), block, 1);

        void Row(double scale, double t, int order, params ReadOnlySpan<(int Node, double Sign)> ends)
        {
            var first = time?.Weights(t, order, splines) ?? 0;
            foreach (var (node, sign) in ends)
                for (var k = 0; k < (time is null ? 1 : 4); k++)
                {
                    indices.Add(block.Offset + node + (first + k) * nodes.Count);
                    values.Add(scale * sign * (time is null ? 1 : splines[k]));
                }
            starts.Add(indices.Count);
        }
    }

    /// <summary>A quadrature over a factor's variables; weights add up to 1.</summary>
    private static List<(double[] X, double Weight)> Points(CoefficientFactor factor)
    {
        var points = new List<(double[] X, double Weight)>();
        if (factor is LineFactor { Line: { Interval: var (lower, upper) } line })
        {
            var n = line.Count - 3;
            for (var i = 0; i < n; i++)
                foreach (var (node, weight) in GaussLegendre.Rule(Gauss))
                    points.Add(([lower + (upper - lower) * (i + node) / n], weight / n));
            return points;
        }
        var mesh = ((PlaceFactor)factor).Space.Mesh;
        var (local, point, inverse) = (new double[mesh.Dimension], new double[mesh.Dimension], new double[mesh.Dimension * mesh.Dimension]);
        Array.Fill(local, 1.0 / (mesh.Dimension + 1));
        for (var c = 0; c < mesh.CellCount; c++) points.Add(([.. Mapped(mesh, c, local, point, inverse, out var det)], det));
        var volume = points.Sum(p => p.Weight);
        return [.. points.Select(p => (p.X, p.Weight / volume))];
    }

    private static double[] Mapped(Mesh mesh, int cell, double[] local, double[] point, double[] inverse, out double det)
    {
        det = mesh.Map(cell, local, point, inverse);
        return point;
    }
}
