using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PinnSharp.Numerics;

/// <summary>Memory that begins at a cache line, so that no vector of eight numbers straddles two.</summary>
public static class AlignedMemory
{
    private const int Alignment = 64;

    /// <summary>Zeros, beginning at a multiple of 64 bytes; never moved, freed by the garbage collector.</summary>
    /// <param name="length">How many numbers.</param>
    public static unsafe Memory<double> Allocate(int length)
    {
        var array = GC.AllocateArray<double>(length + Alignment / sizeof(double), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return array.AsMemory((int)((Alignment - address % Alignment) % Alignment / sizeof(double)), length);
    }
}
