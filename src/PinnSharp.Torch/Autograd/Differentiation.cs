using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>Reverse differentiation that takes structurally vanishing derivatives for what they are: zero. The library ends the process there.</summary>
internal static class Differentiation
{
    /// <summary>∂output/∂input, in the shape of the input.</summary>
    /// <param name="output">A number.</param>
    /// <param name="input">A node of its graph, or none.</param>
    /// <param name="create">Whether it is to be differentiated further.</param>
    public static Tensor Gradient(Tensor output, Tensor input, bool create) => Gradients(output, [input], create)[0];

    /// <summary>The same for several inputs.</summary>
    public static Tensor[] Gradients(Tensor output, Tensor[] inputs, bool create)
    {
        var wanted = output.requires_grad ? inputs.Where(i => i.requires_grad).ToArray() : [];
        if (wanted.Length == 0) return [.. inputs.Select(Zero)];
        var found = autograd.grad([output], wanted, retain_graph: true, create_graph: create, allow_unused: true);
        // By reference: tensors are equal when their numbers are.
        return [.. inputs.Select(i => Array.FindIndex(wanted, w => ReferenceEquals(w, i)) is >= 0 and var k && !found[k].IsInvalid ? found[k] : Zero(i))];

        // Where it is differentiated further, a node like any other.
        Tensor Zero(Tensor input) => create ? zeros_like(input).requires_grad_() : zeros_like(input);
    }
}
