using PinnSharp.Inversion;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>Adam's θ, gradient and moments on a device, float64. A step brings θ, the cost and the gradient's norm to the host. Freed by the library's finalisers where nobody disposes of it.</summary>
internal sealed class TorchMoments : IMoments
{
    private readonly Device _device;
    private readonly Tensor _theta, _gradient, _mean, _square;

    private TorchMoments(Device device, double[] host, Tensor theta, Tensor gradient, Tensor mean, Tensor square, double cost)
    {
        (_device, Theta, Cost, GradientNorm) = (device, host, cost, gradient.norm().ToDouble());
        (_theta, _gradient, _mean, _square) = (theta.DetachFromDisposeScope(), gradient.DetachFromDisposeScope(), mean.DetachFromDisposeScope(), square.DetachFromDisposeScope());
    }

    public double[] Theta { get; }

    public double Cost { get; }

    public double GradientNorm { get; }

    /// <summary>One step of Adam.</summary>
    /// <param name="problem">Whose cost and gradient the new moments have.</param>
    /// <param name="from">The moments before, on the device or the host.</param>
    /// <param name="update">The numbers of the step.</param>
    public static TorchMoments Advance(TorchLeastSquares problem, IMoments from, AdamUpdate update)
    {
        using var scope = NewDisposeScope();
        var (theta0, g, m0, v0) = On(problem.Context, from);
        var mean = update.Beta1 * m0 + (1 - update.Beta1) * g;
        var square = update.Beta2 * v0 + (1 - update.Beta2) * g * g;
        var theta = theta0 - update.Rate * mean / ((square * update.Correction).sqrt() + update.Epsilon);
        var host = new double[theta.shape[0]];
        TensorContext.Fetch(theta, host);
        if (problem.Parameters.Box is { } box)
        {
            box.Project(host);
            theta = problem.Context.MoveWide(host, host.Length);
        }
        var gradient = zeros_like(theta);
        var cost = problem.Gradient(theta, gradient);
        return new(problem.Context.Device, host, theta, gradient, mean, square, cost);
    }

    public (double[] Gradient, double[] Mean, double[] Square) Fetch()
    {
        using var scope = NewDisposeScope();
        return (Host(_gradient), Host(_mean), Host(_square));

        static double[] Host(Tensor tensor)
        {
            var numbers = new double[tensor.shape[0]];
            TensorContext.Fetch(tensor, numbers);
            return numbers;
        }
    }

    public void Dispose()
    {
        _theta.Dispose();
        _gradient.Dispose();
        _mean.Dispose();
        _square.Dispose();
    }

    private static (Tensor Theta, Tensor Gradient, Tensor Mean, Tensor Square) On(TensorContext context, IMoments from)
    {
        if (from is TorchMoments moments && ReferenceEquals(moments._device, context.Device)) return (moments._theta, moments._gradient, moments._mean, moments._square);
        var (gradient, mean, square) = from.Fetch();
        Tensor Move(double[] numbers) => context.MoveWide(numbers, numbers.Length);
        return (Move(from.Theta), Move(gradient), Move(mean), Move(square));
    }
}
