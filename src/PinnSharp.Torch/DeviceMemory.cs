using System.Globalization;
using System.Runtime.InteropServices;
using PinnSharp.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>How many rows are evaluated together, and what is said where a device has no room for them.</summary>
internal sealed class DeviceMemory(Device device, int? batch)
{
    /// <summary>Enough to keep a device busy, and little enough to leave room for others.</summary>
    private readonly long _budget = device.type == DeviceType.CPU ? 256L << 20 : 4L << 30;

    /// <summary>Rows at once, a multiple of <see cref="TensorRows.Multiple"/>.</summary>
    /// <param name="bytesPerRow">What a row takes.</param>
    public int Rows(long bytesPerRow) => (int)Math.Min(1 << 24, Math.Max(1, (batch ?? _budget / bytesPerRow) / TensorRows.Multiple)) * TensorRows.Multiple;

    /// <summary>Runs an evaluation.</summary>
    /// <exception cref="InputException">The device has no room for it.</exception>
    public T Run<T>(int rows, Func<T> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (ExternalException e) when (e.Message.Contains("out of memory", StringComparison.Ordinal) || e.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"The device {device} has no memory for {rows} rows at once. Give fewer: --batch {Math.Max(TensorRows.Multiple, rows / 4)}")
                + (rows > TensorRows.Multiple ? "." : "; or use a smaller network, or another device."));
        }
    }
}
