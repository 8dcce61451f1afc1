using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>The residual u_t + u u_x − ν u_xx of Burgers' equation on collocation points, through the problem as declared, as training evaluates it.</summary>
internal sealed class BurgersProblem
{
    private readonly int channels;

    public BurgersProblem(int[] hidden, int points, int threads)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["nu"] = new() { Initial = 0.01, Positive = true } },
            Equations = { ["burgers"] = "u_t + u*u_x - nu*u_xx = 0" },
            Observations = { ["probe"] = new("u", Data.Inline([0, 0.5], [0])) },
        }.Build();
        var data = DataLoader.Load(problem);
        Variables = new InternalVariables(problem, FieldScale.For(problem, data));
        var networks = FieldNetwork.For(problem, new NetworkOptions { Hidden = [.. hidden] });
        Network = networks[0].Network;
        var engine = new JetEngine(Variables, networks, threads);
        Rows = new ProblemResiduals(Variables, data, new PointOptions { Interior = points }, networks, 1).Draw(0)[0];
        var weights = new double[points];
        Array.Fill(weights, 1 / Math.Sqrt(points));
        LeastSquares = engine.Assemble([new WeightedRows(Rows, weights)]);
        Space = JetSpace.Closure(Rows.Program.Channels.Select(c => c.Order), 2);
        channels = Space.Channels.Length;
        Theta = new double[engine.Parameters.Count];
        Network.Start(1).CopyTo(Theta, 0);
        Theta[^1] = Math.Log(0.01);
    }

    public InternalVariables Variables { get; }

    public Mlp Network { get; }

    public JetSpace Space { get; }

    public TermRows Rows { get; }

    public ILeastSquares LeastSquares { get; }

    public double[] Theta { get; }

    /// <summary>
    /// 2 for each multiply-add of the matrix products (1: W a; 3: also Wᵀ z̄ and z̄ aᵀ), all channels each; the first layer, whose input is no jet, with one
    /// channel and without Wᵀ z̄. Activations and what the residual itself costs are not counted, so they show as a lower rate.
    /// </summary>
    public double Operations(int products) =>
        2.0 * Rows.Count * (Network.Layers.Skip(1).Sum(layer => (double)layer.Inputs * layer.Outputs) * channels * products
            + (double)Network.Layers[0].Inputs * Network.Layers[0].Outputs * Math.Min(2, products));
}
