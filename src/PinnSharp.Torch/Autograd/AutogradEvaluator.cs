using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;
using Batch = PinnSharp.Torch.TensorRows.Batch;

namespace PinnSharp.Torch;

/// <summary>
/// The reference: every derivative by reverse differentiation, those by coordinates nested once for each order, those of f through its graph. Nothing is shared with
/// <see cref="TaylorEvaluator"/> but the program of f itself.
/// </summary>
internal sealed class AutogradEvaluator(EvaluationPlan plan, TensorContext context) : TermEvaluator(plan, context)
{
    // A graph nested to order k has about 2^k nodes for each of the network's, and all of it lives to the end.
    public override long BytesPerRow => Context.Bytes * Plan.Passes.Sum(p =>
        4L * (long)Math.Pow(2, p.Space.Order) * p.Space.Channels.Length * Context.Networks[p.Network].Network.Layers.Sum(l => l.Outputs)) + 1;

    /// <summary>The library does not catch what goes wrong in reverse differentiation.</summary>
    public override bool NeedsRoom => true;

    public override Tensor Value(Batch rows, Tensor theta) => Graph(rows, theta).F.detach();

    public override Tensor CoefficientNorms(Batch rows, Tensor theta)
    {
        var (f, channels) = Graph(rows, theta.clone().requires_grad_());
        var sum = zeros_like(rows.Weights);
        // Channels that only slopes need are not in the graph.
        var used = Plan.ValueInputs.Concat(Plan.ArgumentInputs).Where(s => s.Kind == EvaluationPlan.SourceKind.Channel).Select(s => channels[s.Index]).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>();
        foreach (var slope in Differentiation.Gradients(f.sum(), [.. used], create: false)) sum.addcmul_(slope, slope, 1);
        return sum.sqrt_();
    }

    public override Tensor AddGradient(Batch rows, Tensor theta, Func<Tensor, Tensor> weigh, Tensor gradient)
    {
        var leaf = theta.clone().requires_grad_();
        var (f, _) = Graph(rows, leaf);
        var value = f.detach();
        gradient.Accumulate(Differentiation.Gradient((f * weigh(value)).sum(), leaf, create: false));
        return value;
    }

    /// <summary>∂/∂w of ⟨∂(w·f)/∂θ, v⟩, which is linear in w: reverse differentiation twice.</summary>
    public override Tensor Tangent(Batch rows, Tensor theta, Tensor v)
    {
        var (leaf, w) = (theta.clone().requires_grad_(), zeros_like(rows.Weights).requires_grad_());
        var (f, _) = Graph(rows, leaf);
        return Differentiation.Gradient((Differentiation.Gradient((f * w).sum(), leaf, create: true) * v).sum(), w, create: false);
    }

    /// <summary>Each row has a copy of θ of its own.</summary>
    public override Tensor Rows(Batch rows, Tensor theta, Tensor w, out Tensor jacobian)
    {
        var leaf = theta.unsqueeze(0).repeat(rows.Count, 1).requires_grad_();
        var (f, _) = Graph(rows, leaf);
        jacobian = Differentiation.Gradient((f * w).sum(), leaf, create: false);
        return f.detach();
    }

    /// <summary>f and its channels as nodes of a graph.</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">[θ], or [n, θ] with a copy for each row.</param>
    private (Tensor F, Tensor[] Channels) Graph(Batch rows, Tensor theta)
    {
        var (passes, channels, dimension) = (new AutogradNetwork?[Plan.Passes.Length], new Tensor[Plan.Channels.Length], theta.dim() - 1);
        Value[] arguments = [];
        for (var p = 0; p < passes.Length; p++)
        {
            if (p == Plan.FirstOfFields) arguments = Run(Plan.Program.ArgumentValues, Plan.ArgumentInputs);
            var block = Context.Parameters.Blocks[Plan.Passes[p].Network];
            passes[p] = new AutogradNetwork(Context.Networks[Plan.Passes[p].Network].Network, theta.narrow(dimension, block.Offset, block.Length),
                [.. Inputs(Plan.Passes[p], rows, arguments).Select(x => x.requires_grad ? x : x.clone().requires_grad_())]);
        }
        return (Run(Plan.Program.Value, Plan.ValueInputs)[0].Rows(rows.Weights), [.. Enumerable.Range(0, channels.Length).Select(Channel)]);

        Tensor Channel(int c)
        {
            var place = Plan.Channels[c];
            return channels[c] ??= passes[place.Pass]!.Derivative(place.Output, Plan.Passes[place.Pass].Space.Channels[place.Derivative]);
        }

        Value[] Run(BlockProgram of, ImmutableArray<EvaluationPlan.Source> from) => of.Evaluate<Value>([.. from.Select(source => (Value)(source.Kind switch
        {
            EvaluationPlan.SourceKind.Coordinate => rows.Coordinates.select(1, source.Index),
            EvaluationPlan.SourceKind.Column => rows.Columns.select(1, source.Index),
            EvaluationPlan.SourceKind.Unknown => theta.select(dimension, Context.FirstUnknown + source.Index),
            _ => Channel(source.Index),
        }))], TensorArithmetic.Instance);
    }
}
