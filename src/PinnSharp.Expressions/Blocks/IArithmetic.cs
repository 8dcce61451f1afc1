namespace PinnSharp.Expressions;

/// <summary>What a <see cref="BlockProgram"/> computes with where its values are not blocks of 64 numbers: tensors, say.</summary>
/// <typeparam name="T">A value.</typeparam>
public interface IArithmetic<T>
{
    /// <summary>k.</summary>
    T Constant(double k);

    /// <summary>a + b.</summary>
    T Add(T a, T b);

    /// <summary>a − b.</summary>
    T Subtract(T a, T b);

    /// <summary>a·b.</summary>
    T Multiply(T a, T b);

    /// <summary>a/b.</summary>
    T Divide(T a, T b);

    /// <summary>a + k.</summary>
    T Add(T a, double k);

    /// <summary>k·a.</summary>
    T Scale(double k, T a);

    /// <summary>k/a.</summary>
    T Divide(double k, T a);

    /// <summary>√a.</summary>
    T Sqrt(T a);

    /// <summary>a^b.</summary>
    T Power(T a, T b);

    /// <summary>The lesser of two.</summary>
    T Min(T a, T b);

    /// <summary>The greater of two.</summary>
    T Max(T a, T b);

    /// <summary>An elementary function of one argument.</summary>
    T Call(Function function, T a);
}
