namespace PinnSharp.Numerics;

/// <summary>What elimination leaves of a front of m rows and columns: pivots, and what its parent takes up.</summary>
internal unsafe struct FrontFactor
{
    /// <summary>[Pivots][Size]: U without its unit diagonal, the pivots, and L's rows to their left; then [Size − Pivots][Pivots]: L's other rows.</summary>
    public double* Values;

    /// <summary>[Size − Pivots][Size − Pivots]: what is left, until the parent has taken it.</summary>
    public double* Left;

    /// <summary>Where that begins on the stack of its arena, or null if it is not on the stack of the worker who takes it.</summary>
    public (int Block, int Used)? Mark;

    /// <summary>Rows and columns, m.</summary>
    public int Size;

    /// <summary>Rows and columns eliminated.</summary>
    public int Pivots;

    /// <summary>The positions of the complete rows; those that were not eliminated last.</summary>
    public int[] Rows;

    /// <summary>The positions of the complete columns; those that were not eliminated last.</summary>
    public int[] Columns;

    /// <summary>How many numbers <see cref="Values"/> holds.</summary>
    public readonly int Length => Pivots * Size + (Size - Pivots) * Pivots;

    /// <summary>Complete rows and columns left to the parent.</summary>
    public readonly int Delayed => Rows.Length - Pivots;
}
