using System.Diagnostics;

namespace PinnSharp.Numerics.Tests;

/// <summary>
/// Every other test of this assembly once more, in a child process from which the runtime hides instruction sets: a kernel that is right with
/// AVX-512 need not be right without.
/// </summary>
[Category("Slow")]
public sealed class InstructionSetTests
{
    [TestCase("DOTNET_EnableAVX512")]
    [TestCase("DOTNET_EnableAVX2")]
    [TestCase("DOTNET_EnableHWIntrinsic")]
    public async Task All_tests_pass_on_a_lesser_machine(string hidden)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "vstest", typeof(InstructionSetTests).Assembly.Location, "--TestCaseFilter:TestCategory!=Slow" })
            start.ArgumentList.Add(argument);
        start.Environment[hidden] = "0";
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.That(child.ExitCode, Is.Zero, output + await errors);
        Assert.That(output, Does.Contain("Passed"));
    }
}
