using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>
/// An immutable mathematical expression over coordinates, parameters and fields. Equality is structural. Expressions can only be built
/// simplified and in canonical order (like terms and powers collected, constants folded), so equal mathematics is usually an equal tree.
/// A simplification keeps the value wherever the original is defined, to rounding.
/// </summary>
public abstract class Expression : IEquatable<Expression>
{
    private readonly ulong _hash;

    private protected Expression(ulong hash, int size, int depth)
    {
        if (size > ExpressionLimits.Size) throw new ExpressionException($"The expression has more than {ExpressionLimits.Size:N0} nodes.");
        if (depth > ExpressionLimits.Depth) throw new ExpressionException($"The expression is nested deeper than {ExpressionLimits.Depth} levels.");
        (_hash, Size, Depth) = (hash, size, depth);
    }

    private protected Expression(ulong kind, ReadOnlySpan<Expression> children)
        : this(HashOf(kind, children), SizeOf(children), DepthOf(children)) { }

    /// <summary>Number of nodes of the tree.</summary>
    public int Size { get; }

    /// <summary>Levels of the tree; 1 for a leaf.</summary>
    public int Depth { get; }

    internal ulong Hash => _hash;

    /// <summary>The number 0.</summary>
    public static Number Zero { get; } = new(0);

    /// <summary>The number 1.</summary>
    public static Number One { get; } = new(1);

    /// <summary>A number as an expression.</summary>
    /// <exception cref="ExpressionException">The value is infinite or not a number.</exception>
    public static implicit operator Expression(double value) => new Number(value);

    /// <summary>a + b.</summary>
    public static Expression operator +(Expression left, Expression right) => Sum.Of([left, right]);

    /// <summary>a − b.</summary>
    public static Expression operator -(Expression left, Expression right) => Sum.Of([left, -right]);

    /// <summary>a·b.</summary>
    public static Expression operator *(Expression left, Expression right) => Product.Of([left, right]);

    /// <summary>a/b, that is a·b⁻¹.</summary>
    public static Expression operator /(Expression left, Expression right) => Product.Of([left, Power.Of(right, -1)]);

    /// <summary>−a.</summary>
    public static Expression operator -(Expression operand) => Product.Of([-1, operand]);

    /// <summary>The sum of any number of terms; 0 for none.</summary>
    public static Expression Add(params IEnumerable<Expression> terms) => Sum.Of([.. terms]);

    /// <summary>The product of any number of factors; 1 for none.</summary>
    public static Expression Multiply(params IEnumerable<Expression> factors) => Product.Of([.. factors]);

    /// <summary>b^e.</summary>
    public static Expression Pow(Expression @base, Expression exponent) => Power.Of(@base, exponent);

    /// <summary>√x, that is x^0.5.</summary>
    public static Expression Sqrt(Expression x) => Power.Of(x, 0.5);

    /// <summary>sin x.</summary>
    public static Expression Sin(Expression x) => FunctionCall.Of(Function.Sin, x);

    /// <summary>cos x.</summary>
    public static Expression Cos(Expression x) => FunctionCall.Of(Function.Cos, x);

    /// <summary>tan x.</summary>
    public static Expression Tan(Expression x) => FunctionCall.Of(Function.Tan, x);

    /// <summary>sinh x.</summary>
    public static Expression Sinh(Expression x) => FunctionCall.Of(Function.Sinh, x);

    /// <summary>cosh x.</summary>
    public static Expression Cosh(Expression x) => FunctionCall.Of(Function.Cosh, x);

    /// <summary>tanh x.</summary>
    public static Expression Tanh(Expression x) => FunctionCall.Of(Function.Tanh, x);

    /// <summary>e^x.</summary>
    public static Expression Exp(Expression x) => FunctionCall.Of(Function.Exp, x);

    /// <summary>The natural logarithm.</summary>
    public static Expression Ln(Expression x) => FunctionCall.Of(Function.Ln, x);

    /// <summary>|x|.</summary>
    public static Expression Abs(Expression x) => FunctionCall.Of(Function.Abs, x);

    /// <summary>A function of one argument, or of several for <see cref="Function.Min"/> and <see cref="Function.Max"/>.</summary>
    public static Expression Call(Function function, params ReadOnlySpan<Expression> arguments) => FunctionCall.Of(function, arguments);

    /// <summary>The value at a point.</summary>
    /// <param name="leaf">The value of each <see cref="CoordinateSymbol"/>, <see cref="Parameter"/> and <see cref="FieldDerivative"/>.</param>
    public abstract double Evaluate(Func<Expression, double> leaf);

    /// <summary>Text in the language of <see cref="ExpressionParser"/>, which gives an equal expression when parsed.</summary>
    public override string ToString() => TextPrinter.Print(this);

    /// <summary>LaTeX for mathematics mode.</summary>
    public string ToLatex() => LatexPrinter.Print(this);

    /// <summary>Structural equality.</summary>
    public bool Equals(Expression? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Size == other.Size && GetType() == other.GetType() && SameAs(other));

    /// <summary>Structural equality.</summary>
    public sealed override bool Equals(object? obj) => Equals(obj as Expression);

    /// <summary>A hash of the structure, the same in every process.</summary>
    public sealed override int GetHashCode() => (int)(_hash ^ (_hash >> 32));

    /// <summary>Structural equality.</summary>
    public static bool operator ==(Expression? left, Expression? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Structural inequality.</summary>
    public static bool operator !=(Expression? left, Expression? right) => !(left == right);

    internal abstract ImmutableArray<Expression> Children { get; }

    /// <summary>The same node with other children, simplified.</summary>
    internal abstract Expression Rebuild(ImmutableArray<Expression> children);

    private protected abstract bool SameAs(Expression other);

    internal bool IsNumber(double value) => this is Number n && n.Value == value;

    private protected static ulong Mix(ulong hash, ulong value)
    {
        var h = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return h ^ (h >> 29);
    }

    private protected static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text) hash = Mix(hash, c);
        return hash;
    }

    private static ulong HashOf(ulong kind, ReadOnlySpan<Expression> children)
    {
        var hash = Mix(0x51ED270B76A7A5D1UL, kind);
        foreach (var child in children) hash = Mix(hash, child._hash);
        return hash;
    }

    private static int SizeOf(ReadOnlySpan<Expression> children)
    {
        var size = 1L;
        foreach (var child in children) size += child.Size;
        return (int)Math.Min(size, int.MaxValue);
    }

    private static int DepthOf(ReadOnlySpan<Expression> children)
    {
        var depth = 0;
        foreach (var child in children) depth = Math.Max(depth, child.Depth);
        return depth + 1;
    }
}
