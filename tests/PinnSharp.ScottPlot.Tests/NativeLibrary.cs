namespace PinnSharp.Figures.Tests;

/// <summary>Nothing of ScottPlot can be made without the native library of Skia, as its labels ask for the system's fonts.</summary>
[SetUpFixture]
public sealed class NativeLibrary
{
    [OneTimeSetUp]
    public void IsThere()
    {
        if (!ScottPlotRenderer.IsAvailable) Assert.Ignore("SKIPPED: the native library of SkiaSharp is not installed, so ScottPlot's renderer is compiled but not run.");
    }
}
