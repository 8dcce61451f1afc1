namespace PinnSharp.Expressions.Tests;

public sealed class BlockProgramTests
{
    private static double[] Run(BlockProgram program, params double[] inputs)
    {
        var block = inputs.SelectMany(v => Enumerable.Range(0, 64).Select(lane => v + lane / 64.0)).ToArray();
        var (outputs, workspace) = (new double[program.OutputCount * 64], new double[program.WorkspaceLength]);
        Array.Fill(workspace, double.NaN);
        program.Evaluate(block, outputs, workspace);
        return outputs;
    }

    [TestCase("x*y + x*y*t", 2)]
    [TestCase("x^8", 3)]
    [TestCase("x^7 + x^6", 5)]
    [TestCase("sin(x)*u_x + sin(x)*u_y", 3)]
    [TestCase("a*u_t - b*u_xx", 2)]
    [TestCase("1/(x*y)", 2)]
    public void Common_parts_are_worked_out_once(string text, int instructions) =>
        Assert.That(BlockProgram.Compile([Texts.Parse(text)]).InstructionCount, Is.LessThanOrEqualTo(instructions + 1));

    [Test]
    public void Common_parts_are_shared_between_outputs()
    {
        var e = Texts.Parse("exp(sin(x*y))*t");
        var alone = BlockProgram.Compile([e]).InstructionCount;
        Assert.That(BlockProgram.Compile([e, e.Partial(Texts.T), e]).InstructionCount, Is.EqualTo(alone + 1));
    }

    [Test]
    public void Registers_are_used_again()
    {
        var e = Texts.Parse(string.Join(" + ", Enumerable.Range(1, 50).Select(i => $"sin({i}*x)")));
        Assert.That(BlockProgram.Compile([e]).WorkspaceLength, Is.LessThanOrEqualTo(3 * 64));
    }

    [Test]
    public void Inputs_are_in_the_order_that_was_asked_for()
    {
        var program = BlockProgram.Compile([Texts.Parse("x - 2*t")], [Texts.T, Texts.Y, Texts.X]);
        Assert.That(program.Inputs, Is.EqualTo(new Expression[] { Texts.T, Texts.Y, Texts.X }));
        Assert.That(Run(program, 1, 100, 5)[3], Is.EqualTo(5 + 3 / 64.0 - 2 * (1 + 3 / 64.0)));
    }

    [Test]
    public void Outputs_may_be_numbers_inputs_or_the_same()
    {
        var outputs = Run(BlockProgram.Compile([3.5, Texts.X, Texts.X, Texts.Parse("x^2"), Texts.Parse("x^2 + 1"), Texts.Parse("x^2")]), 2);
        Assert.That(new[] { outputs[0], outputs[64], outputs[128], outputs[192], outputs[256], outputs[320] }, Is.EqualTo(new[] { 3.5, 2, 2, 4, 5, 4 }));
    }

    [Test]
    public void A_missing_input_is_an_error() => Assert.Multiple(() =>
    {
        Assert.That(() => BlockProgram.Compile([Texts.Parse("x + y")], [Texts.X]), Throws.ArgumentException.With.Message.EqualTo("'y' is not among the inputs."));
        Assert.That(() => BlockProgram.Compile([Texts.X], [Texts.Parse("x + y")]), Throws.ArgumentException.With.Message.StartsWith("'x + y' is not a leaf."));
        Assert.That(() => BlockProgram.Compile([Texts.X]).Evaluate([], new double[64], []), Throws.ArgumentException.With.Message.StartsWith("Too few inputs."));
    });

    [Test]
    public void A_run_allocates_nothing()
    {
        var program = BlockProgram.Compile([Texts.Parse("exp(-t)*sin(pi*x)/(1 + x^2) + tanh(x)*erf(t) - max(x, t)^1.7")]);
        var (inputs, outputs, workspace) = (new double[program.Inputs.Length * 64], new double[64], new double[program.WorkspaceLength]);
        program.Evaluate(inputs, outputs, workspace);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) program.Evaluate(inputs, outputs, workspace);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(0.0, 0.0)]
    [TestCase(1e-10, 1.1283791670955126e-10)]
    [TestCase(0.1, 0.1124629160182849)]
    [TestCase(0.5, 0.5204998778130465)]
    [TestCase(1.0, 0.8427007929497149)]
    [TestCase(2.0, 0.9953222650189527)]
    [TestCase(2.49, 0.9995707121322661)]
    [TestCase(2.51, 0.9996142945182758)]
    [TestCase(3.5, 0.9999992569016276)]
    [TestCase(-1.5, -0.9661051464753108)]
    [TestCase(7.0, 1.0)]
    public void Erf(double x, double expected) =>
        Assert.That(Run(BlockProgram.Compile([Texts.Parse("erf(x)")]), x)[0], Is.EqualTo(expected).Within(2e-15 * Math.Abs(expected)));
}
