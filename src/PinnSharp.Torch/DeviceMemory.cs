using System.Runtime.InteropServices;
using PinnSharp.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>How many rows are evaluated together, and what is said where a device has no room for them.</summary>
internal sealed class DeviceMemory(Device device, int? batch)
{
    /// <summary>Enough to keep a device busy, and little enough to leave room for others.</summary>
    private readonly (long Bytes, long Rows) _budget = device.type == DeviceType.CPU ? (256L << 20, 1024) : (4L << 30, 1 << 24);

    /// <summary>Rows at once, a multiple of <see cref="TensorRows.Multiple"/>.</summary>
    /// <param name="bytesPerRow">What a row takes.</param>
    public int Together(long bytesPerRow) => (int)Math.Max(1, (batch ?? Math.Min(_budget.Rows, _budget.Bytes / bytesPerRow)) / TensorRows.Multiple) * TensorRows.Multiple;

    /// <summary>Evaluates a batch.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="evaluate">The evaluation.</param>
    /// <exception cref="InputException">The device has no room for it.</exception>
    public T Batch<T>(int rows, Func<T> evaluate) => Run(evaluate, $"{rows} rows at once. Give fewer: --batch {Math.Max(TensorRows.Multiple, rows / 4)}"
        + (rows > TensorRows.Multiple ? "." : "; or use a smaller network, or another device."));

    /// <summary>Works with matrices of n × n for n parameters.</summary>
    /// <param name="parameters">n.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InputException">The device has no room for them.</exception>
    public T Square<T>(int parameters, Func<T> work) => Run(work, $"matrices of {parameters} parameters. Use a smaller network, or gauss-newton-cg, l-bfgs or adam, which have none.");

    /// <summary>Brings rows to the device.</summary>
    /// <param name="work">The work.</param>
    /// <exception cref="InputException">The device has no room for them.</exception>
    public T Rows<T>(Func<T> work) => Run(work, "all points. Give fewer ('interior', 'boundary').");

    private T Run<T>(Func<T> work, string what)
    {
        try
        {
            return work();
        }
        catch (ExternalException e) when (e.Message.Contains("out of memory", StringComparison.Ordinal) || e.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        {
            throw new InputException($"The device {device} has no memory for {what}");
        }
    }
}
