namespace PinnSharp.Expressions;

internal enum Operation : byte
{
    Fill, Copy, Add, Subtract, Multiply, Divide, MultiplyAdd,
    AddConstant, SubtractFrom, Scale, DivideConstant, ScaleAdd,
    Sqrt, Power, Call, Min, Max,
}

/// <summary>64 values: in the inputs (0), the outputs (1) or the workspace (2), from an offset.</summary>
internal readonly record struct Place(int Memory, int Offset)
{
    public const int Inputs = 0, Outputs = 1, Workspace = 2;
}

/// <summary>
/// One operation on 64 lanes with operands a, b, c and constant k: Fill k; Copy a; a + b; a − b; a·b; a/b; a·b + c; a + k; k − a; k·a; k/a; k·a + b;
/// √a; a^b; function(a); min(a, b); max(a, b).
/// </summary>
internal readonly record struct Instruction(Operation Operation, Function Function, Place A, Place B, Place C, double Constant, Place Target);
