using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

public sealed class LinearParametersTests
{
    private static readonly object[] Cases =
    [
        // k or the output layer of u, not both; unknowns come first.
        new object[] { "k*u_xx + c = sin(x)", new[] { "k", "c" }, new[] { "v" } },
        new object[] { "exp(k)*u_xx + c = sin(x)", new[] { "c" }, new[] { "u", "v" } },
        new object[] { "k^2*u_xx + c*u = sin(x)", new[] { "c" }, new[] { "v" } },
        new object[] { "k*c*u_xx = sin(x)", new[] { "k" }, new[] { "v" } },
        new object[] { "u_xx + k*u/(1 + c) = 1", new[] { "k" }, new[] { "v" } },
        new object[] { "u_xx + k + c*x = v", new[] { "k", "c" }, new[] { "u", "v" } },
        new object[] { "u_xx + k + c*x = v*v_x", new[] { "k", "c" }, new[] { "u" } },
        new object[] { "u*v + k = c", new[] { "k", "c" }, new[] { "u" } },
    ];

    [TestCaseSource(nameof(Cases))]
    public void Unknowns_and_output_layers_that_are_jointly_linear_are_found(string equation, string[] unknowns, string[] fields)
    {
        var (projection, variables, networks, engine, _) = Find(equation, true);
        var found = projection?.Linear ?? [];
        var offset = engine.Parameters["unknowns"].Offset;
        Assert.That(found.Where(p => p.Index >= offset).Select(p => variables.Unknowns[p.Index - offset].Name), Is.EqualTo(unknowns));
        Assert.That(found.Where(p => p.Index >= offset).All(p => p.Chart is not null));
        Assert.That(networks.Where((n, i) => found.Any(p => p.Index >= engine.Parameters.Blocks[i].Offset && p.Index < engine.Parameters.Blocks[i].Offset + engine.Parameters.Blocks[i].Length))
            .Select(n => n.Name), Is.EqualTo(fields));
        Assert.That(Find(equation, false).Projection?.Linear.Length ?? 0, Is.EqualTo(unknowns.Length));
    }

    [Test]
    public void A_field_of_which_an_unknown_function_is_does_not_enter_linearly()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["f"] = new() { Over = ["u"] } },
            Equations = { ["e"] = "u_xx = f" },
            Observations = { ["data"] = new("u", Data.Inline([0.2, 0.7], [1, 2])) },
        }.Build();
        var data = DataLoader.Load(problem);
        var variables = new InternalVariables(problem, FieldScale.For(problem, data));
        var networks = FieldNetwork.For(problem, new NetworkOptions { Hidden = [3], UnknownHidden = [3] });
        var engine = new JetEngine(variables, networks, 1);
        var residuals = new ProblemResiduals(variables, data, new PointOptions(), networks, 1);
        var found = LinearParameters.Of(residuals.Programs, variables, networks, engine.Parameters)!.Linear;
        Assert.That(found.Select(p => p.Index), Is.All.GreaterThanOrEqualTo(engine.Parameters["network:f"].Offset), "only the output layer of f");
    }

    [Test]
    public void The_residual_is_linear_in_what_is_found()
    {
        var (projection, _, networks, engine, residuals) = Find("u_xx + k + c*x = v", true);
        var problem = engine.Assemble([.. residuals.Draw(0).Select(rows => new WeightedRows(rows, [.. Enumerable.Repeat(1.0, rows.Count)]))]);
        var theta = new double[engine.Parameters.Count];
        for (var i = 0; i < networks.Length; i++) networks[i].Network.Start(1).CopyTo(theta, engine.Parameters.Blocks[i].Offset);
        double[] At(double t)
        {
            var moved = (double[])theta.Clone();
            foreach (var (p, i) in projection!.Linear.Select((p, i) => (p, i)))
            {
                var value = (p.Chart?.ToPhysical(theta[p.Index]) ?? theta[p.Index]) + t * (0.3 + 0.01 * i);
                moved[p.Index] = p.Chart?.ToInternal(value) ?? value;
            }
            var r = new double[problem.Residuals.Count];
            problem.Residual(moved, r);
            return r;
        }
        var (zero, one, two) = (At(0), At(1), At(2));
        Assert.That(one, Is.Not.EqualTo(zero));
        for (var i = 0; i < zero.Length; i++) Assert.That(two[i] - 2 * one[i] + zero[i], Is.EqualTo(0).Within(1e-12));
    }

    private static (VariableProjection? Projection, InternalVariables Variables, ImmutableArray<FieldNetwork> Networks, JetEngine Engine, ProblemResiduals Residuals)
        Find(string equation, bool layers)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1) },
            Fields = { "u", "v" },
            Unknowns = { ["k"] = new() { Initial = 1, Positive = true }, ["c"] = new() { Initial = 0.5, Bounds = (0.1, 3) } },
            Equations = { ["e"] = equation, ["slope"] = "v_x = x" },
            Observations = { ["data"] = new("u + 2*v", Data.Inline([0.2, 0.7], [1, 2])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        }.Build();
        var data = DataLoader.Load(problem);
        var variables = new InternalVariables(problem, FieldScale.For(problem, data));
        var networks = FieldNetwork.For(problem, new NetworkOptions { Hidden = [4], Separate = true });
        var engine = new JetEngine(variables, networks, 1);
        var residuals = new ProblemResiduals(variables, data, new PointOptions { Interior = 30 }, networks, 1);
        return (LinearParameters.Of(residuals.Programs, variables, networks, engine.Parameters, layers), variables, networks, engine, residuals);
    }
}
