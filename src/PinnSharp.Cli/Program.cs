using System.Runtime.InteropServices;
using PinnSharp.Cli;
using PinnSharp.Neural;

// The first signal stops the run after its current iteration; the second has its usual effect.
using var stop = new CancellationTokenSource();
var signals = 0;
void Stop(PosixSignalContext context)
{
    if (Interlocked.Increment(ref signals) > 1)
    {
        const string showCursor = "\u001b[?25h";
        if (!Console.IsOutputRedirected) Console.Out.WriteLine(showCursor);
        return;
    }
    context.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
#if TORCH
ITensorLibrary? library = PinnSharp.Torch.TorchLibrary.Instance;
#else
ITensorLibrary? library = null;
#endif
var hardware = new Hardware(library, Hardware.HasNvidiaDriver(File.Exists));
#if SCOTTPLOT
if (PinnSharp.Figures.ScottPlotRenderer.IsAvailable) hardware = hardware with { Renderers = hardware.Renderers.Add(new PinnSharp.Figures.ScottPlotRenderer()) };
#endif
return Tool.Run(args, new Terminal(Console.Out, Console.Error, Directory.GetCurrentDirectory(), !Console.IsOutputRedirected), hardware, stop.Token);
