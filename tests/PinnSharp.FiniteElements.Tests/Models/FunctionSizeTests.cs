using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>How fine functions of one variable are.</summary>
public sealed class FunctionSizeTests
{
    [TestCase(10, null, ExpectedResult = 24)]
    [TestCase(150, null, ExpectedResult = 75)]
    [TestCase(1000, null, ExpectedResult = 200)]
    [TestCase(150, 0.1, ExpectedResult = 75)]
    public int Functions_of_time_follow_the_data(int data, double? size) => Length("t", data, size);

    [TestCase(10, null, ExpectedResult = 24)]
    [TestCase(10, 0.02, ExpectedResult = 50)]
    [TestCase(10, 0.25, ExpectedResult = 4)]
    public int Functions_of_one_coordinate_have_the_size_asked_for(int data, double? size) => Length("x", data, size);

    /// <summary>The number of intervals: three less than of splines.</summary>
    private static int Length(string over, int count, double? size)
    {
        var problem = Texts.Problem("[u]", "e: \"u_t = u_xx + u_yy + f\"", "a: {where: boundary, equation: \"u = 0\"}\ns: {where: \"t = 0\", equation: \"u = 0\"}", $"f: {{over: [{over}]}}",
            "observations: {all: {draw: {points: " + count + ", seed: 1}, of: u, noise: {gaussian: {sigma: 0.1}}}}\ntruth: {fields: {u: \"0*x\"}}", Texts.PlaneInTime);
        return new FiniteElementModel(problem, DataLoader.Load(problem), [], new() { CoefficientSize = size, Mesh = new() { Size = 0.5 }, Time = new() { Tolerance = 1e-2 } }).Parameters["f"].Length - 3;
    }
}
