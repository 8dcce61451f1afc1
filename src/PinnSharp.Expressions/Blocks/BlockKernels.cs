using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PinnSharp.Expressions;

/// <summary>One instruction on 64 lanes.</summary>
internal static unsafe class BlockKernels
{
    private const int N = BlockProgram.Lanes;

    public static void Run(in Instruction instruction, double* a, double* b, double* c, double* y)
    {
        var k = new Vector<double>(instruction.Constant);
        switch (instruction.Operation)
        {
            case Operation.Fill: for (var i = 0; i < N; i += Vector<double>.Count) Store(k, y, i); break;
            case Operation.Copy: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i), y, i); break;
            case Operation.Add: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i) + Load(b, i), y, i); break;
            case Operation.Subtract: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i) - Load(b, i), y, i); break;
            case Operation.Multiply: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i) * Load(b, i), y, i); break;
            case Operation.Divide: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i) / Load(b, i), y, i); break;
            case Operation.MultiplyAdd:
                for (var i = 0; i < N; i += Vector<double>.Count) Store(Vector.MultiplyAddEstimate(Load(a, i), Load(b, i), Load(c, i)), y, i);
                break;
            case Operation.AddConstant: for (var i = 0; i < N; i += Vector<double>.Count) Store(Load(a, i) + k, y, i); break;
            case Operation.SubtractFrom: for (var i = 0; i < N; i += Vector<double>.Count) Store(k - Load(a, i), y, i); break;
            case Operation.Scale: for (var i = 0; i < N; i += Vector<double>.Count) Store(k * Load(a, i), y, i); break;
            case Operation.DivideConstant: for (var i = 0; i < N; i += Vector<double>.Count) Store(k / Load(a, i), y, i); break;
            case Operation.ScaleAdd:
                for (var i = 0; i < N; i += Vector<double>.Count) Store(Vector.MultiplyAddEstimate(k, Load(a, i), Load(b, i)), y, i);
                break;
            case Operation.Sqrt: for (var i = 0; i < N; i += Vector<double>.Count) Store(Vector.SquareRoot(Load(a, i)), y, i); break;
            case Operation.Power: for (var i = 0; i < N; i++) y[i] = PinnSharp.Expressions.Power.Raise(a[i], b[i]); break;
            case Operation.Min: for (var i = 0; i < N; i++) y[i] = Math.Min(a[i], b[i]); break;
            case Operation.Max: for (var i = 0; i < N; i++) y[i] = Math.Max(a[i], b[i]); break;
            default: Call(instruction.Function, new(a, N), new(y, N)); break;
        }
    }

    private static void Call(Function function, ReadOnlySpan<double> x, Span<double> y)
    {
        switch (function)
        {
            case Function.Sin: TensorPrimitives.Sin(x, y); break;
            case Function.Cos: TensorPrimitives.Cos(x, y); break;
            case Function.Tan: TensorPrimitives.Tan(x, y); break;
            case Function.Asin: TensorPrimitives.Asin(x, y); break;
            case Function.Acos: TensorPrimitives.Acos(x, y); break;
            case Function.Atan: TensorPrimitives.Atan(x, y); break;
            case Function.Sinh: TensorPrimitives.Sinh(x, y); break;
            case Function.Cosh: TensorPrimitives.Cosh(x, y); break;
            case Function.Tanh: TensorPrimitives.Tanh(x, y); break;
            case Function.Exp: TensorPrimitives.Exp(x, y); break;
            case Function.Ln: TensorPrimitives.Log(x, y); break;
            case Function.Log10: TensorPrimitives.Log10(x, y); break;
            case Function.Abs: TensorPrimitives.Abs(x, y); break;
            default: for (var i = 0; i < N; i++) y[i] = FunctionCall.Apply(function, x[i]); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(double* p, int i) => *(Vector<double>*)(p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<double> v, double* p, int i) => *(Vector<double>*)(p + i) = v;
}
