namespace PinnSharp.Expressions;

/// <summary>Left = Right.</summary>
public sealed record Equation(Expression Left, Expression Right)
{
    /// <summary>Left − Right, which is zero where the equation holds.</summary>
    public Expression Residual => Left - Right;

    /// <summary>The equation as text.</summary>
    public override string ToString() => $"{Left} = {Right}";

    /// <summary>The equation in LaTeX.</summary>
    public string ToLatex() => $"{Left.ToLatex()} = {Right.ToLatex()}";
}
