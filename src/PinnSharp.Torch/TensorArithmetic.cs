using PinnSharp.Expressions;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>A tensor of one number a row, or a number that all rows have.</summary>
/// <param name="Tensor">The tensor; null for a number.</param>
/// <param name="Number">The number.</param>
internal readonly record struct Value(Tensor? Tensor, double Number = 0)
{
    /// <summary>[n], whatever it is.</summary>
    public Tensor Rows(Tensor like) => Tensor is { } t ? t.dim() == 0 ? t.expand(like.shape[0]) : t : full_like(like, Number);

    public static implicit operator Value(Tensor tensor) => new(tensor);

    public static implicit operator Value(double number) => new(null, number);
}

/// <summary>Residual programs on tensors; numbers that all rows have stay with the processor. Differentiable by <see cref="autograd"/>.</summary>
internal sealed class TensorArithmetic : IArithmetic<Value>
{
    public static TensorArithmetic Instance { get; } = new();

    public Value Constant(double k) => k;

    public Value Add(Value a, Value b) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => x + y,
        ({ }, null) => Add(a, b.Number),
        (null, { }) => Add(b, a.Number),
        _ => a.Number + b.Number,
    };

    public Value Subtract(Value a, Value b) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => x - y,
        ({ }, null) => Add(a, -b.Number),
        (null, { }) => Add(Scale(-1, b), a.Number),
        _ => a.Number - b.Number,
    };

    public Value Multiply(Value a, Value b) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => x * y,
        ({ }, null) => Scale(b.Number, a),
        (null, { }) => Scale(a.Number, b),
        _ => a.Number * b.Number,
    };

    public Value Divide(Value a, Value b) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => x / y,
        ({ } x, null) => x / b.Number,
        (null, { }) => Divide(a.Number, b),
        _ => a.Number / b.Number,
    };

    public Value Add(Value a, double k) => a.Tensor is { } x ? x + k : a.Number + k;

    public Value Scale(double k, Value a) => a.Tensor is { } x ? k == -1 ? -x : x * k : k * a.Number;

    public Value Divide(double k, Value a) => a.Tensor is { } x ? k == 1 ? x.reciprocal() : x.reciprocal() * k : k / a.Number;

    public Value Sqrt(Value a) => a.Tensor is { } x ? x.sqrt() : Math.Sqrt(a.Number);

    public Value Power(Value a, Value b) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => x.pow(y),
        ({ } x, null) => x.pow(b.Number),
        (null, { } y) => full_like(y, a.Number).pow(y),
        _ => Math.Pow(a.Number, b.Number),
    };

    public Value Min(Value a, Value b) => Choose(a, b, minimum, Math.Min);

    public Value Max(Value a, Value b) => Choose(a, b, maximum, Math.Max);

    public Value Call(Function function, Value a) => a.Tensor is not { } x ? FunctionCall.Apply(function, a.Number) : function switch
    {
        Function.Exp => x.exp(),
        Function.Ln => x.log(),
        Function.Log10 => x.log10(),
        Function.Sin => x.sin(),
        Function.Cos => x.cos(),
        Function.Tan => x.tan(),
        Function.Asin => x.asin(),
        Function.Acos => x.acos(),
        Function.Atan => x.atan(),
        Function.Sinh => x.sinh(),
        Function.Cosh => x.cosh(),
        Function.Tanh => x.tanh(),
        Function.Abs => x.abs(),
        Function.Sign => x.sign(),
        Function.Erf => x.erf(),
        Function.Heaviside => (x.sign() + 1) / 2,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Not a function of one argument."),
    };

    private static Value Choose(Value a, Value b, Func<Tensor, Tensor, Tensor> tensors, Func<double, double, double> numbers) => (a.Tensor, b.Tensor) switch
    {
        ({ } x, { } y) => tensors(x, y),
        ({ } x, null) => tensors(x, full_like(x, b.Number)),
        (null, { } y) => tensors(full_like(y, a.Number), y),
        _ => numbers(a.Number, b.Number),
    };
}
