using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;
using Batch = PinnSharp.Torch.TensorRows.Batch;

namespace PinnSharp.Torch;

/// <summary>
/// f and its derivatives with respect to θ for rows of one residual program. How networks are differentiated tells the kinds apart. All tensors are in the caller's scope.
/// </summary>
internal abstract class TermEvaluator(EvaluationPlan plan, TensorContext context)
{
    protected EvaluationPlan Plan { get; } = plan;

    protected TensorContext Context { get; } = context;

    /// <summary>f, [n].</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">θ.</param>
    public abstract Tensor Value(Batch rows, Tensor theta);

    /// <summary>(Σ_k (∂f/∂channel_k)²)^½, [n].</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">θ.</param>
    public abstract Tensor CoefficientNorms(Batch rows, Tensor theta);

    /// <summary>gradient += Σ w·∂f/∂θ; returns f, [n].</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">θ.</param>
    /// <param name="weigh">w of f, both [n].</param>
    /// <param name="gradient">[θ].</param>
    public abstract Tensor AddGradient(Batch rows, Tensor theta, Func<Tensor, Tensor> weigh, Tensor gradient);

    /// <summary>∂f/∂θ·v, [n].</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">θ.</param>
    /// <param name="v">[θ].</param>
    public abstract Tensor Tangent(Batch rows, Tensor theta, Tensor v);

    /// <summary>jacobian ← w·∂f/∂θ for each row; returns f, [n].</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="theta">θ.</param>
    /// <param name="w">[n].</param>
    /// <param name="jacobian">[n, θ].</param>
    public abstract Tensor Rows(Batch rows, Tensor theta, Tensor w, out Tensor jacobian);

    /// <summary>Bytes that the evaluation of a row takes, about.</summary>
    public abstract long BytesPerRow { get; }

    /// <summary>Whether a lack of memory would end the process, so that there must be room beforehand.</summary>
    public virtual bool NeedsRoom => false;

    /// <summary>The weights of a network.</summary>
    protected Tensor Weights(Tensor theta, int network) => theta.narrow(0, Context.Parameters.Blocks[network].Offset, Context.Parameters.Blocks[network].Length);

    /// <summary>The inputs of a pass, one tensor [n] each.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="arguments">The program's arguments; none before the fields are known.</param>
    protected IEnumerable<Tensor> Inputs(EvaluationPlan.Pass pass, Batch rows, Value[] arguments) => pass.Inputs.Select(input =>
        input.IsArgument ? arguments[input.Index].Rows(rows.Weights)
        : input.Constant is { } constant ? full_like(rows.Weights, constant)
        : rows.Scaled[pass.Site < Plan.Program.Sites ? pass.Site : 0].select(1, input.Index));
}
