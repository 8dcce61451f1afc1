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
    /// <param name="reserve">Bytes for which there must be room beforehand.</param>
    /// <param name="evaluate">The evaluation.</param>
    /// <exception cref="InputException">The device has no room for it.</exception>
    public T Batch<T>(int rows, long reserve, Func<T> evaluate) => Run(() =>
    {
        if (reserve > 0) empty(reserve, ScalarType.Int8, device).Dispose();
        return evaluate();
    }, retry: false, $"{rows} rows at once. Give fewer: --batch {Math.Max(TensorRows.Multiple, rows / 4)}"
        + (rows > TensorRows.Multiple ? "." : "; or use a smaller network, or another device."));

    /// <summary>Works with matrices of n × n for n parameters.</summary>
    /// <param name="parameters">n.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InputException">The device has no room for them.</exception>
    public T Square<T>(int parameters, Func<T> work) => Run(work, retry: true, $"matrices of {parameters} parameters. Use a smaller network, or gauss-newton-cg, l-bfgs or adam, which have none.");

    /// <summary>Brings rows to the device.</summary>
    /// <param name="work">The work.</param>
    /// <exception cref="InputException">The device has no room for them.</exception>
    public T Rows<T>(Func<T> work) => Run(work, retry: true, "all points. Give fewer ('interior', 'boundary').");

    /// <summary>What is no longer referred to, such as the matrices of an earlier start, is freed only when memory runs short here: the runtime does not see it.</summary>
    private T Run<T>(Func<T> work, bool retry, string what)
    {
        try
        {
            return work();
        }
        catch (ExternalException e) when (IsLack(e.Message))
        {
            if (!retry) throw new InputException($"The device {device} has no memory for {what}");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Run(work, retry: false, what);
        }
    }

    private static bool IsLack(string message) =>
        Signs.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));

    /// <summary>As libtorch, cuBLAS and cuSOLVER say it.</summary>
    private static readonly string[] Signs = ["out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED"];
}
