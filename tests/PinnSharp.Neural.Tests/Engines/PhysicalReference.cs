using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>
/// Residuals evaluated a point at a time from the problem as declared: fields and their derivatives in the problem's own variables from
/// <see cref="TaylorReference"/>, unknowns and constants by name. Shares no code with the programs or the engine.
/// </summary>
internal static class PhysicalReference
{
    /// <summary>f of each row of a term, before weights.</summary>
    public static double[] Residuals(EngineSetup setup, TermRows rows)
    {
        var problem = setup.Variables.Problem;
        var name = rows.Program.Name;
        if (problem.Equations.FirstOrDefault(e => e.Name == name) is { } equation)
            return Each(setup, rows, (_, leaf) => Evaluate(equation.Equation, leaf));
        if (problem.Conditions.OfType<EquationCondition>().FirstOrDefault(c => c.Name == name) is { } condition)
            return Each(setup, rows, (_, leaf) => Evaluate(condition.Equation, leaf));
        if (problem.Observations.FirstOrDefault(o => o.Name == name) is { } observation)
        {
            var values = setup.Data.First(d => d.Observation == name).Values;
            return Each(setup, rows, (row, leaf) => observation.Noise is LogNormalNoise
                ? Math.Log(observation.Of.Evaluate(leaf)) - Math.Log(values[row])
                : observation.Of.Evaluate(leaf) - values[row]);
        }
        if (problem.UnknownFields.FirstOrDefault(f => f.Name == rows.Program.Owner && rows.Program.Kind == TermKind.Smoothness) is { } smooth) return Smoothness(setup, rows, smooth.Symbol);
        var periodic = (PeriodicCondition)problem.Conditions.First(c => c.Name == rows.Program.Owner);
        var (field, suffix) = name[(periodic.Name.Length + 1)..].Split('_') is [var f, var s] ? (f, s) : (name[(periodic.Name.Length + 1)..], "");
        var order = new int[problem.Coordinates.Length];
        order[periodic.Coordinate.Index] = suffix.Length / periodic.Coordinate.Name.Length;
        var (count, d) = (rows.Count, problem.Coordinates.Length);
        return [.. Enumerable.Range(0, count).Select(row => Field(setup, field, new MultiIndex(order), rows.Points[0].AsSpan(row * d, d).ToArray())
            - Field(setup, field, new MultiIndex(order), rows.Points[1].AsSpan(row * d, d).ToArray()))];
    }

    /// <summary>√2 ∂^α N, or ∂^α N where α is twice the same, from a term named "k_xy small".</summary>
    private static double[] Smoothness(EngineSetup setup, TermRows rows, FieldSymbol symbol)
    {
        var at = Enumerable.Range(0, setup.Networks.Length).First(n => setup.Networks[n].OutputOf(symbol) >= 0);
        var (network, block) = (setup.Networks[at].Network, setup.Engine.Parameters.Blocks[at]);
        var suffix = rows.Program.Name[(rows.Program.Name.IndexOf('_') + 1)..^" small".Length];
        var axes = suffix.Select(name => symbol.Over.ToList().FindIndex(c => c.Name.Split('[')[0] == $"{name}")).ToArray();
        var alpha = axes.Aggregate(MultiIndex.Zero, (sum, i) => sum + MultiIndex.Unit(i));
        var space = JetSpace.Closure([alpha], symbol.Over.Length);
        var d = setup.Variables.Problem.Coordinates.Length;
        return [.. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var inputs = symbol.Over.Select(c => c.Field is null
                ? setup.Variables.Scaled(c.Index, rows.Points[0][row * d + c.Index])
                : rows.Columns[rows.Program.Columns.IndexOf(new Parameter($"argument {c.Name}"))][row]).ToArray();
            var jet = TaylorReference.Evaluate(network, setup.Theta.AsSpan(block.Offset, block.Length).ToArray(), inputs, space);
            return (axes[0] == axes[1] ? 1 : Math.Sqrt(2)) * jet[space.IndexOf(alpha)];
        })];
    }

    private static double Evaluate(Equation equation, Func<Expression, double> leaf) => equation.Left.Evaluate(leaf) - equation.Right.Evaluate(leaf);

    private static double[] Each(EngineSetup setup, TermRows rows, Func<int, Func<Expression, double>, double> value)
    {
        var d = setup.Variables.Problem.Coordinates.Length;
        return [.. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var point = rows.Points[0].AsSpan(row * d, d).ToArray();
            return value(row, Leaf(point));

            Func<Expression, double> Leaf(double[] point) => leaf => leaf switch
            {
                CoordinateSymbol c => point[c.Index],
                FieldDerivative f when setup.Declared.Tables.TryGetValue(f.Field.Name, out var table) =>
                    table(At(setup.Variables.Problem, f.Site, point)[f.Field.Over[0].Index], f.Order.Order),
                FieldDerivative f => Field(setup, f.Field.Name, f.Order, At(setup.Variables.Problem, f.Site, point)),
                Average a => setup.Variables.Problem.ExpandAverages(a).Evaluate(Leaf(point)),
                Parameter p when rows.Program.Columns.IndexOf(p) is var column and >= 0 => rows.Columns[column][row],
                Parameter p => Parameter(setup, p.Name),
                _ => throw new ArgumentException($"{leaf} is not expected."),
            };
        })];
    }

    /// <summary>The point of a site: its own place in space, at the row's time.</summary>
    private static double[] At(InverseProblem problem, int site, double[] point)
    {
        var place = problem.Site(site).ToArray();
        var next = 0;
        return place.Length == 0 ? point : [.. problem.Coordinates.Select((c, i) => c.IsTime ? point[i] : place[next++])];
    }

    private static double Parameter(EngineSetup setup, string name)
    {
        if (setup.Variables.Problem.Constants.TryGetValue(name, out var constant)) return constant;
        var i = setup.Variables.IndexOf(name);
        return setup.Variables.Transform(i).ToPhysical(setup.Theta[setup.Engine.Parameters["unknowns"].Offset + i]);
    }

    /// <summary>∂^α u; with conditions built in, u = G + φ·v and Leibniz's rule, with G and φ written down by hand.</summary>
    private static double Field(EngineSetup setup, string name, MultiIndex order, double[] point)
    {
        if (!setup.Declared.BuiltIn.TryGetValue(name, out var built)) return Free(setup, name, order, point);
        var sum = At(built.Lift, order);
        foreach (var beta in JetSpace.Closure([order], point.Length).Channels)
            sum += order.Factorial / (beta.Factorial * (order - beta).Factorial) * At(built.Factor, beta) * Free(setup, name, order - beta, point);
        return sum;

        double At(string text, MultiIndex alpha)
        {
            var problem = setup.Variables.Problem;
            var e = ExpressionParser.Parse(text, problem.Vocabulary);
            foreach (var c in problem.Coordinates)
                for (var k = 0; k < alpha[c.Symbol.Index]; k++) e = e.Differentiate(c.Symbol);
            return e.Evaluate(leaf => leaf is CoordinateSymbol c ? point[c.Index] : Parameter(setup, ((Parameter)leaf).Name));
        }
    }

    private static double Free(EngineSetup setup, string name, MultiIndex order, double[] point)
    {
        var problem = setup.Variables.Problem;
        var (symbol, positive, scale) = Described(setup, name);
        var at = Enumerable.Range(0, setup.Networks.Length).First(n => setup.Networks[n].OutputOf(symbol) >= 0);
        var (network, block) = (setup.Networks[at], setup.Engine.Parameters.Blocks[at]);
        var ranges = symbol.Over.Select(c => c.Field is { } field ? Range(setup, field.Name) : (Middle(c.Index), Width(c.Index) / 2)).ToArray();
        var scaled = symbol.Over.Select((c, i) => ((c.Field is { } field ? Field(setup, field.Name, MultiIndex.Zero, point) : point[c.Index]) - ranges[i].Item1) / ranges[i].Item2).ToArray();
        var inner = network.ToInputs(order);
        var space = JetSpace.Closure([inner], scaled.Length);
        var jet = TaylorReference.Evaluate(network.Network, setup.Theta.AsSpan(block.Offset, block.Length).ToArray(), scaled, space);
        var axes = Enumerable.Range(0, scaled.Length).SelectMany(i => Enumerable.Repeat(i, inner[i])).ToArray();
        if (!positive) return Inner();
        var u = Math.Exp(Inner());
        return axes switch // derivatives of e^w
        {
            [] => u,
            [var i] => u * Inner(i),
            [var i, var j] => u * (Inner(i, j) + Inner(i) * Inner(j)),
            _ => throw new ArgumentException("Only second derivatives of positive fields are written here."),
        };

        double Width(int i) => problem.Coordinates[i].Upper - problem.Coordinates[i].Lower;

        double Middle(int i) => (problem.Coordinates[i].Upper + problem.Coordinates[i].Lower) / 2;

        double Inner(params int[] along)
        {
            if (!positive) along = axes;
            var alpha = along.Aggregate(MultiIndex.Zero, (sum, i) => sum + MultiIndex.Unit(i));
            var value = scale.Factor * jet[space.IndexOf(alpha) * network.Network.Outputs + network.OutputOf(symbol)];
            return along.Aggregate(value, (v, i) => v / ranges[i].Item2) + (along.Length == 0 ? scale.Shift : 0);
        }
    }

    /// <summary>u = m + c N, or its exponential; an unknown function has m from its initial value.</summary>
    private static (FieldSymbol Symbol, bool Positive, FieldScale Scale) Described(EngineSetup setup, string name)
    {
        var problem = setup.Variables.Problem;
        var number = problem.Fields.Select(f => f.Name).ToList().IndexOf(name);
        if (number >= 0) return (problem.Fields[number].Symbol, problem.Fields[number].Positive,
            setup.Declared.BuiltIn.ContainsKey(name) ? setup.Variables.Scales[number] with { Shift = 0 } : setup.Variables.Scales[number]);
        var unknown = problem.UnknownFields.First(f => f.Name == name);
        return (unknown.Symbol, unknown.Positive, unknown.Positive ? new(Math.Log(unknown.Initial), 1) : new(unknown.Initial, unknown.Initial == 0 ? 1 : Math.Abs(unknown.Initial)));
    }

    /// <summary>The middle and half the range of a field's values with N within ±1, in all experiments (where there are several, their functions are shared here).</summary>
    private static (double Middle, double Half) Range(EngineSetup setup, string name)
    {
        var names = setup.Variables.Problem.Fields.Select(f => f.Name).Where(n => n.Split('[')[0] == name.Split('[')[0]).ToArray();
        var (low, high) = (names.Min(n => Value(n, -1)), names.Max(n => Value(n, 1)));
        return ((high + low) / 2, (high - low) / 2);

        double Value(string field, double n) => Described(setup, field) is var (_, positive, scale) && positive ? Math.Exp(scale.Shift + scale.Factor * n) : scale.Shift + scale.Factor * n;
    }
}
