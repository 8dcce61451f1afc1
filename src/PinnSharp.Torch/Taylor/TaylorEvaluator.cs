using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;
using Batch = PinnSharp.Torch.TensorRows.Batch;

namespace PinnSharp.Torch;

/// <summary>Networks by Taylor series, f by its program's symbolic derivatives: no graph is recorded.</summary>
internal sealed class TaylorEvaluator : TermEvaluator
{
    private readonly ImmutableArray<TaylorNetwork> _networks;

    /// <summary>Prepares the tables of every pass.</summary>
    public TaylorEvaluator(EvaluationPlan plan, TensorContext context) : base(plan, context) =>
        _networks = [.. plan.Passes.Select(p => new TaylorNetwork(context.Networks[p.Network].Network, p.Space))];

    public override long BytesPerRow => Context.Bytes * Plan.Passes.Sum(p =>
        (long)p.Space.Channels.Length * Context.Networks[p.Network].Network.Layers.Sum(l => 5 * l.Outputs + l.Inputs)) + 1;

    public override Tensor Value(Batch rows, Tensor theta) => Evaluate(rows, theta, slopes: false, Plan.Program.Value, Plan.ValueInputs).Outputs[0].Rows(rows.Weights);

    public override Tensor CoefficientNorms(Batch rows, Tensor theta)
    {
        var outputs = Evaluate(rows, theta, slopes: false, Plan.Program.Derivatives, Plan.DerivativeInputs).Outputs;
        var sum = zeros_like(rows.Weights);
        foreach (var slope in outputs.Skip(1).Take(Plan.Channels.Length))
            if (slope.Tensor is { } t) sum.addcmul_(t, t, 1);
            else sum.add_(slope.Number * slope.Number);
        return sum.sqrt_();
    }

    public override Tensor AddGradient(Batch rows, Tensor theta, Func<Tensor, Tensor> weigh, Tensor gradient)
    {
        var state = Linearize(rows, theta);
        var f = state.Outputs[0].Rows(rows.Weights);
        var w = weigh(f);
        for (var p = 0; p < _networks.Length; p++)
            _networks[p].Backward(state.Passes[p], Cotangent(p, state, w), Weights(gradient, Plan.Passes[p].Network));
        for (var u = 0; u < Plan.Program.Unknowns.Length; u++)
            gradient.select(0, Context.FirstUnknown + Plan.Program.UnknownIndices[u]).Accumulate(Slope(state, Plan.Channels.Length + u, w).sum());
        return f;
    }

    public override Tensor Tangent(Batch rows, Tensor theta, Tensor v)
    {
        var state = Linearize(rows, theta);
        var sum = zeros_like(rows.Weights);
        for (var p = 0; p < _networks.Length; p++)
        {
            var tangent = _networks[p].Tangent(state.Passes[p], Weights(v, Plan.Passes[p].Network));
            foreach (var (place, c) in PlacesOf(p))
                sum.Accumulate(Slope(state, c, tangent.select(0, place.Derivative).select(1, place.Output)));
        }
        for (var u = 0; u < Plan.Program.Unknowns.Length; u++)
            sum.Accumulate(Slope(state, Plan.Channels.Length + u, v.select(0, Context.FirstUnknown + Plan.Program.UnknownIndices[u])));
        return sum;
    }

    public override Tensor Rows(Batch rows, Tensor theta, Tensor w, out Tensor jacobian)
    {
        var state = Linearize(rows, theta);
        jacobian = Context.Zeros(rows.Count, Context.Parameters.Count);
        for (var p = 0; p < _networks.Length; p++)
        {
            var block = Context.Parameters.Blocks[Plan.Passes[p].Network];
            _networks[p].BackwardRows(state.Passes[p], Cotangent(p, state, w), jacobian.narrow(1, block.Offset, block.Length));
        }
        for (var u = 0; u < Plan.Program.Unknowns.Length; u++)
            jacobian.select(1, Context.FirstUnknown + Plan.Program.UnknownIndices[u]).Accumulate(Slope(state, Plan.Channels.Length + u, w));
        return state.Outputs[0].Rows(rows.Weights);
    }

    private State Linearize(Batch rows, Tensor theta) => Evaluate(rows, theta, slopes: true, Plan.Program.Derivatives, Plan.DerivativeInputs);

    private State Evaluate(Batch rows, Tensor theta, bool slopes, BlockProgram program, ImmutableArray<EvaluationPlan.Source> sources)
    {
        var passes = new TaylorNetwork.Pass[_networks.Length];
        Value[] arguments = [];
        for (var p = 0; p < passes.Length; p++)
        {
            if (p == Plan.FirstOfFields) arguments = Run(Plan.Program.ArgumentValues, Plan.ArgumentInputs);
            passes[p] = _networks[p].Forward(Weights(theta, Plan.Passes[p].Network), stack(Inputs(Plan.Passes[p], rows, arguments).ToList(), 1), slopes);
        }
        return new(passes, Run(program, sources));

        Value[] Run(BlockProgram of, ImmutableArray<EvaluationPlan.Source> from) => of.Evaluate<Value>([.. from.Select(source => (Value)(source.Kind switch
        {
            EvaluationPlan.SourceKind.Coordinate => rows.Coordinates.select(1, source.Index),
            EvaluationPlan.SourceKind.Column => rows.Columns.select(1, source.Index),
            EvaluationPlan.SourceKind.Unknown => theta.select(0, Context.FirstUnknown + source.Index),
            _ => Channel(passes, Plan.Channels[source.Index]),
        }))], TensorArithmetic.Instance);
    }

    private static Tensor Channel(TaylorNetwork.Pass[] passes, EvaluationPlan.ChannelPlace place) => passes[place.Pass].Outputs.select(0, place.Derivative).select(1, place.Output);

    /// <summary>w·∂f/∂channel in the shape of a pass's outputs.</summary>
    private Tensor Cotangent(int pass, State state, Tensor w)
    {
        var result = zeros_like(state.Passes[pass].Outputs);
        foreach (var (place, c) in PlacesOf(pass))
            result.select(0, place.Derivative).select(1, place.Output).Accumulate(Slope(state, c, w));
        return result;
    }

    private IEnumerable<(EvaluationPlan.ChannelPlace Place, int Channel)> PlacesOf(int pass) => Plan.Channels.Select((place, c) => (place, c)).Where(x => x.place.Pass == pass);

    /// <summary>x·∂f/∂channel or, behind the channels, x·∂f/∂unknown; [n].</summary>
    private static Tensor Slope(State state, int index, Tensor x) => TensorArithmetic.Instance.Multiply(x, state.Outputs[1 + index]).Tensor!;

    /// <summary>One evaluation.</summary>
    /// <param name="Passes">The networks.</param>
    /// <param name="Outputs">f, and with derivatives its slopes.</param>
    private sealed record State(TaylorNetwork.Pass[] Passes, Value[] Outputs);
}
