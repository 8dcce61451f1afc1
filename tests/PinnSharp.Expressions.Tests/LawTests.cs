using Law = FsCheck.NUnit.PropertyAttribute;

namespace PinnSharp.Expressions.Tests;

#pragma warning disable NUnit1027 // FsCheck gives the laws their arguments.

/// <summary>Laws that hold for any expression.</summary>
public sealed class LawTests
{
    private const string Seed = "20240607,15485863";

    private static readonly double[][] Points =
    [
        [0.71, -0.43, 1.32, 2.54, -1.57, 0.61, 1.13, 0.35],
        [-1.23, 0.91, 0.22, -0.74, 3.14, -0.45, 0.83, -2.27],
        [0.31, 0.52, 0.77, 0.43, 0.88, 0.21, 0.64, 0.95],
    ];

    private static readonly string[] Names = ["x", "y", "t", "a", "b", "u", "k", "u_x"];

    private static Func<string, double> At(double[] point) => name => point[Array.IndexOf(Names, name)];

    private static Func<Expression, double> Leaf(double[] point) => e => At(point)(e.ToString());

    /// <summary>The parsed text; null where a constant part of it has no value.</summary>
    private static Expression? Parsed(RawExpression raw)
    {
        try
        {
            return Texts.Parse(raw.Text);
        }
        catch (ExpressionException) when (!Points.Any(p => raw.IsKnown(At(p))))
        {
            return null;
        }
    }

    [Law(Arbitrary = [typeof(AnyExpression)], MaxTest = 2000, Replay = Seed)]
    public void Simplifying_keeps_the_value_wherever_the_original_has_one(RawExpression raw)
    {
        if (Parsed(raw) is not { } e) return;
        foreach (var point in Points)
        {
            if (!raw.IsKnown(At(point))) continue;
            var (value, error) = raw.Evaluate(At(point));
            Assert.That(e.Evaluate(Leaf(point)), Is.EqualTo(value).Within(50 * error + 1e-14), $"{raw} simplified to {e}");
        }
    }

    [Law(Arbitrary = [typeof(AnyExpression)], MaxTest = 2000, Replay = Seed)]
    public void Text_parses_to_an_equal_tree(RawExpression raw)
    {
        if (Parsed(raw) is not { } e) return;
        if (e.ToString().Contains("/0", StringComparison.Ordinal)) return;
        Assert.That(Texts.Parse(e.ToString()), Is.EqualTo(e), e.ToString());
    }

    [Law(Arbitrary = [typeof(AnyExpression)], MaxTest = 500, Replay = Seed)]
    public void Blocks_agree_with_single_points(RawExpression first, RawExpression second)
    {
        if (Parsed(first) is not { } e || Parsed(second) is not { } f) return;
        Expression[] outputs = [e, f, e * f, e];
        var program = BlockProgram.Compile(outputs);
        var (inputs, values, workspace) = (new double[program.Inputs.Length * 64], new double[4 * 64], new double[program.WorkspaceLength]);
        for (var i = 0; i < program.Inputs.Length; i++)
            for (var lane = 0; lane < 64; lane++) inputs[i * 64 + lane] = Leaf(Points[lane % 3])(program.Inputs[i]);
        program.Evaluate(inputs, values, workspace);
        for (var o = 0; o < 4; o++)
            for (var lane = 0; lane < 64; lane++)
            {
                var raw = o switch { 0 or 3 => first, 1 => second, _ => new RawExpression("*", first, second) };
                if (!raw.IsKnown(At(Points[lane % 3]))) continue;
                var expected = outputs[o].Evaluate(Leaf(Points[lane % 3]));
                var error = raw.Evaluate(At(Points[lane % 3])).Error;
                Assert.That(values[o * 64 + lane], Is.EqualTo(expected).Within(1e-14 * Math.Abs(expected) + 50 * error), outputs[o].ToString());
            }
    }

    [Law(Arbitrary = [typeof(SmoothExpression)], MaxTest = 2000, Replay = Seed)]
    public void Partial_derivatives_are_central_differences(RawExpression raw)
    {
        if (Parsed(raw) is not { } e) return;
        foreach (var point in Points)
            for (var i = 0; i < Names.Length; i++)
            {
                if (CentralDifference(raw, point, i) is not { } difference) continue;
                var derivative = e.Partial(Texts.Parse(Names[i])).Evaluate(Leaf(point));
                Assert.That(derivative, Is.EqualTo(difference).Within(1e-6 * (1 + Math.Abs(difference))), $"{raw} by {Names[i]}: {e.Partial(Texts.Parse(Names[i]))}");
            }
    }

    [Law(Arbitrary = [typeof(SmoothExpression)], MaxTest = 2000, Replay = Seed)]
    public void Total_derivatives_of_fields_are_derivatives_of_what_they_stand_for(RawExpression raw)
    {
        if (Parsed(raw) is not { } e) return;
        var truth = new Dictionary<string, Expression> { ["u"] = Texts.Parse("0.4 + 0.3*sin(x)*exp(-t)*cos(y)"), ["k"] = Texts.Parse("1.2 + x*y/4") };
        Expression Insert(Expression f) => f.SubstituteFields(s => truth[s.Name]);
        var (first, second) = (Insert(e.Differentiate(Texts.X)), Insert(e).Differentiate(Texts.X));
        foreach (var point in Points)
        {
            var (value, error) = raw.Evaluate(n => n switch
            {
                "u" => truth["u"].Evaluate(Leaf(point)),
                "k" => truth["k"].Evaluate(Leaf(point)),
                "u_x" => truth["u"].Differentiate(Texts.X).Evaluate(Leaf(point)),
                _ => At(point)(n),
            });
            if (!double.IsFinite(value) || !double.IsFinite(error) || error > 1e-12 || !double.IsFinite(first.Evaluate(Leaf(point)))) continue;
            Assert.That(second.Evaluate(Leaf(point)), Is.EqualTo(first.Evaluate(Leaf(point))).Within(1e-8).Percent.Or.EqualTo(first.Evaluate(Leaf(point))).Within(1e-9), raw.Text);
        }
    }

    /// <summary>Fourth-order central difference of the expression as written, or null where two steps disagree.</summary>
    private static double? CentralDifference(RawExpression raw, double[] point, int i)
    {
        double At(double shift)
        {
            var moved = point.ToArray();
            moved[i] += shift;
            return raw.Evaluate(LawTests.At(moved)).Value;
        }

        double Slope(double h) => (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h);
        if (!(raw.Evaluate(LawTests.At(point)).Error < 1e-11)) return null;
        var (coarse, fine) = (Slope(2e-3), Slope(1e-3));
        return double.IsFinite(coarse) && double.IsFinite(fine) && Math.Abs(coarse - fine) < 1e-7 * (1 + Math.Abs(fine)) ? fine : null;
    }
}
