using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>
/// One factorisation. The factor grows in packed panels of 24 rows (panel p holds its columns 0 … 24(p+1)), which are at once
/// the operands and the result of the micro-kernel, and finished tiles of <see cref="Side"/> × <see cref="Side"/> panels are copied back into the matrix.
/// Rows beyond n are those of the identity.
/// </summary>
internal sealed unsafe class CholeskyTiles
{
    /// <summary>Panels along the side of a tile.</summary>
    private const int Side = 4;

    /// <summary>Columns along the side of a tile.</summary>
    private const int Columns = Side * Panel.Rows;

    private readonly double* matrix, packed, reciprocals;
    private readonly int n, panels, tiles;
    private readonly int[] ready;
    private int next, failed;

    public CholeskyTiles(double* matrix, int n, double* workspace)
    {
        this.matrix = matrix;
        this.n = n;
        panels = Panel.Count(n);
        tiles = (panels + Side - 1) / Side;
        packed = workspace;
        reciprocals = workspace + Offset(panels);
        ready = new int[tiles * tiles];
    }

    public bool Succeeded => failed == 0;

    /// <summary>More threads than this would only wait.</summary>
    public int UsefulThreads => Math.Max(1, tiles / 2);

    public static nint WorkspaceLength(int panels) => Offset(panels) + panels * Panel.Rows;

    private static nint Offset(int panel) => (nint)panel * (panel + 1) / 2 * (Panel.Rows * Panel.Rows);

    /// <summary>
    /// Claims and computes tiles until there are none. Their order is column by column, but each diagonal tile comes as early as it
    /// can: (0,0), then for every j (j+1,j), (j+1,j+1), (j+2,j), (j+3,j), …
    /// </summary>
    public void Work(int worker)
    {
        var ticket = 0;
        var mine = Interlocked.Increment(ref next) - 1;
        Visit(0, 0);
        for (var j = 0; j < tiles; j++)
        for (var i = j + 1; i < tiles; i++)
        {
            Visit(i, j);
            if (i == j + 1) Visit(i, i);
        }

        void Visit(int i, int j)
        {
            if (ticket++ != mine) return;
            Compute(i, j);
            mine = Interlocked.Increment(ref next) - 1;
        }
    }

    /// <summary>Tile (i, j): A_ij − Σ_k L_ik L_jkᵀ, factored if on the diagonal, otherwise solved with L_jjᵀ on the right.</summary>
    private void Compute(int i, int j)
    {
        var (first, last) = (i * Side, Math.Min((i + 1) * Side, panels));
        for (var p = first; p < last; p++) Load(p, j);
        for (var k = 0; k < j; k += 2)
        {
            var end = Math.Min(k + 2, j);
            for (var t = k; t < end; t++)
            {
                Workers.WaitFor(ref ready[i * tiles + t]);
                Workers.WaitFor(ref ready[j * tiles + t]);
            }
            if (Volatile.Read(ref failed) == 0) Update(first, last, j, k * Columns, end * Columns);
        }
        if (i == j)
            Factor(first, last);
        else
        {
            Workers.WaitFor(ref ready[j * tiles + j]);
            for (var p = first; p < last; p++) Solve(p, j);
        }
        for (var p = first; p < last; p++) Store(p, j);
        Volatile.Write(ref ready[i * tiles + j], 1);
    }

    private double* At(int panel, int column) => packed + Offset(panel) + (nint)column * Panel.Rows;

    /// <summary>Where the eight rows that start at <paramref name="row"/> stand in their panel's column <paramref name="column"/>.</summary>
    private double* Rows(int row, int column) => At(row / Panel.Rows, column) + row % Panel.Rows;

    /// <summary>The columns of tile column j that panel p has.</summary>
    private (int First, int Last) ColumnsOf(int p, int j) => (j * Columns, Math.Min(Math.Min(j + 1, tiles) * Columns, (p + 1) * Panel.Rows));

    private void Load(int p, int j)
    {
        var (first, last) = ColumnsOf(p, j);
        var row = p * Panel.Rows;
        Panel.Pack(matrix + (nint)row * n + first, n, Math.Min(Panel.Rows, n - row), Math.Min(last, n) - first, At(p, first));
        for (var c = Math.Max(first, row); c < last; c++)
        {
            var column = new Span<double>(At(p, c), Panel.Rows);
            if (c < n)
                column[..(c - row)].Clear();
            else
            {
                column.Clear();
                column[c - row] = 1;
            }
        }
    }

    private void Store(int p, int j)
    {
        var (first, last) = ColumnsOf(p, j);
        var row = p * Panel.Rows;
        var full = Math.Min(last, row);
        Panel.Unpack(At(p, first), Math.Min(Panel.Rows, n - row), full - first, matrix + (nint)row * n + first, n);
        for (var c = full; c < last; c++)
        for (var r = c - row; r < Panel.Rows && row + r < n; r++)
            matrix[(nint)(row + r) * n + c] = At(p, c)[r];
    }

    /// <summary>Subtracts the product of columns <paramref name="from"/> … <paramref name="to"/> from the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update(int first, int last, int j, int from, int to)
    {
        for (var p = first; p < last; p++)
        {
            var (firstColumn, lastColumn) = ColumnsOf(p, j);
            for (var c = firstColumn; c < lastColumn; c += MicroKernel.Rows)
            {
                // The first two panels fetch ahead what the next columns will need of both operands.
                var ahead = p == first ? Rows(c, to) : At(Math.Min(first + (c - firstColumn) / Panel.Rows, last - 1), to) + c % Panel.Rows;
                var a = Rows(c, from);
                MicroKernel.Multiply(a, At(p, from), to - from, At(p, c), Panel.Rows, -1, p < first + 2 ? ahead : a);
            }
        }
    }

    /// <summary>L_pj from the updated panel by forward substitution, eight columns at a time.</summary>
    private void Solve(int p, int j)
    {
        var (first, last) = ColumnsOf(p, j);
        for (var c = first; c < last; c += MicroKernel.Rows)
        {
            if (c > first) MicroKernel.Multiply(Rows(c, first), At(p, first), c - first, At(p, c), Panel.Rows, -1, At(p, first));
            SolveEight(c, At(p, c), Panel.Rows);
        }
    }

    /// <summary>The diagonal tile of panels <paramref name="first"/> … <paramref name="last"/>, eight columns at a time.</summary>
    private void Factor(int first, int last)
    {
        var left = first * Panel.Rows;
        for (var c = left; c < last * Panel.Rows; c += MicroKernel.Rows)
        {
            var own = c / Panel.Rows;
            for (var p = own; p < last && c > left; p++) MicroKernel.Multiply(Rows(c, left), At(p, left), c - left, At(p, c), Panel.Rows, -1, At(p, left));
            if (!FactorEight(c))
            {
                Volatile.Write(ref failed, 1);
                return;
            }
            var below = c % Panel.Rows + MicroKernel.Rows;
            SolveEight(c, At(own, c) + below, Panel.Rows - below);
            for (var p = own + 1; p < last; p++) SolveEight(c, At(p, c), Panel.Rows);
        }
    }

    /// <summary>Factors the 8 × 8 block on the diagonal at column <paramref name="c"/>; false on a bad pivot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FactorEight(int c)
    {
        var block = Rows(c, c);
        for (var m = 0; m < 8; m++)
        {
            var column = block + m * Panel.Rows;
            for (var k = 0; k < m; k++)
            {
                var other = block + k * Panel.Rows;
                for (var r = m; r < 8; r++) column[r] -= other[m] * other[r];
            }
            var pivot = column[m];
            if (!(pivot > 0 && pivot < double.PositiveInfinity)) return false;
            column[m] = Math.Sqrt(pivot);
            var reciprocal = reciprocals[c + m] = 1 / column[m];
            for (var r = m + 1; r < 8; r++) column[r] *= reciprocal;
        }
        return true;
    }

    /// <summary>Solves with the 8 × 8 triangle at column <paramref name="c"/> for eight columns x of <paramref name="lanes"/> rows each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveEight(int c, double* x, int lanes)
    {
        double* triangle = Rows(c, c), scale = reciprocals + c;
        for (; lanes > 0; lanes -= Vector512<double>.Count, x += Vector512<double>.Count)
        for (var r = 0; r < 8; r++)
        {
            var sum = Vector512.Load(x + r * Panel.Rows);
            for (var m = 0; m < r; m++)
                sum = Vector512.MultiplyAddEstimate(-Vector512.Create(triangle[m * Panel.Rows + r]), Vector512.Load(x + m * Panel.Rows), sum);
            (sum * scale[r]).Store(x + r * Panel.Rows);
        }
    }
}
