namespace PinnSharp.Numerics;

/// <summary>Memory for many matrices, given out in order and taken back in the reverse order or all at once; it never moves, and is kept for the next use.</summary>
internal sealed unsafe class Arena
{
    private readonly List<Memory<double>> blocks = [];
    private int block = -1, used;

    /// <summary>Where the next matrix will stand.</summary>
    public (int Block, int Used) Mark => (block, used);

    /// <summary>Room for so many numbers, in no defined state.</summary>
    public double* Allocate(int length)
    {
        length = length + 7 & ~7;
        while (block < 0 || used + length > blocks[block].Length)
        {
            (block, used) = (block + 1, 0);
            if (block == blocks.Count) blocks.Add(AlignedMemory.Allocate(Math.Max(length, block == 0 ? 4096 : Math.Min(blocks[^1].Length * 2, 1 << 24))));
        }
        fixed (double* start = blocks[block].Span)
        {
            var result = start + used;
            used += length;
            return result;
        }
    }

    /// <summary>Takes back all that was given out since the mark.</summary>
    public void Release((int Block, int Used) mark) => (block, used) = mark;

    /// <summary>Takes back everything.</summary>
    public void Clear() => (block, used) = (-1, 0);
}
