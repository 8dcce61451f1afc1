using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PinnSharp.Figures;
using PinnSharp.Neural;

namespace PinnSharp.Cli;

/// <summary>What was built in and what there is to compute on besides the processor.</summary>
/// <param name="Library">The tensor library that was built in; null where none was.</param>
/// <param name="HasNvidiaGpu">Whether the machine has an NVIDIA GPU that such a library could use.</param>
internal sealed record Hardware(ITensorLibrary? Library, bool HasNvidiaGpu)
{
    /// <summary>What draws figures, the one that is always there first.</summary>
    public ImmutableArray<IFigureRenderer> Renderers { get; init; } = [new SvgRenderer()];

    /// <summary>Files that its driver leaves on Linux, on Linux under Windows, and on Windows.</summary>
    private static string[] DriverFiles => OperatingSystem.IsWindows() ? [Path.Combine(Environment.SystemDirectory, "nvcuda.dll")]
        : OperatingSystem.IsLinux() ? ["/proc/driver/nvidia/version", "/usr/lib/wsl/lib/libcuda.so.1"] : [];

    /// <summary>Whether the driver of an NVIDIA GPU is there, on a system for which there is a CUDA build.</summary>
    /// <param name="exists">Whether there is a file.</param>
    public static bool HasNvidiaDriver(Func<string, bool> exists) => RuntimeInformation.ProcessArchitecture == Architecture.X64 && DriverFiles.Any(exists);
}
