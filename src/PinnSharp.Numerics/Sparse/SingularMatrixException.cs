namespace PinnSharp.Numerics;

/// <summary>A linear system has no unique solution, as far as rounding lets one tell.</summary>
public sealed class SingularMatrixException : Exception
{
    internal SingularMatrixException(string message, int row, int column) : base(message) => (Row, Column) = (row, column);

    /// <summary>A row of the matrix that depends on others, or has no finite nonzero entry; −1 if a column says it better.</summary>
    public int Row { get; }

    /// <summary>A column of the matrix that depends on others: an unknown which the system does not determine; −1 if a row says it better.</summary>
    public int Column { get; }
}
