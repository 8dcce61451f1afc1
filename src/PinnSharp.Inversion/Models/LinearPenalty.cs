using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>
/// Rows L·θ − c of a least-squares problem that say what is assumed of θ beforehand (Tikhonov, smoothness, a Gaussian prior), already multiplied by their
/// strengths. L is sparse: row i has the entries <see cref="Starts"/>[i] … <see cref="Starts"/>[i+1] − 1 of <see cref="Indices"/> and <see cref="Values"/>.
/// </summary>
/// <param name="Name">The term's name.</param>
/// <param name="Starts">Where each row begins, and the number of entries: one more than there are rows.</param>
/// <param name="Indices">The parameter of each entry.</param>
/// <param name="Values">The entries of L.</param>
/// <param name="Targets">c, one a row.</param>
public sealed record LinearPenalty(string Name, ImmutableArray<int> Starts, ImmutableArray<int> Indices, ImmutableArray<double> Values, ImmutableArray<double> Targets)
{
    /// <summary>Number of rows.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>Strength·(θ_i − c_i) for the parameters first … first + count − 1.</summary>
    /// <param name="name">The term's name.</param>
    /// <param name="first">The first parameter.</param>
    /// <param name="targets">c.</param>
    /// <param name="strength">The reciprocal of the standard deviation that θ is assumed to have about c.</param>
    public static LinearPenalty Tikhonov(string name, int first, ImmutableArray<double> targets, double strength) =>
        new(name, [.. Enumerable.Range(0, targets.Length + 1)], [.. Enumerable.Range(first, targets.Length)], [.. Enumerable.Repeat(strength, targets.Length)],
            [.. targets.Select(c => strength * c)]);

    /// <summary>Writes L·v.</summary>
    /// <param name="v">v.</param>
    /// <param name="product">One number a row.</param>
    public void Multiply(ReadOnlySpan<double> v, Span<double> product)
    {
        for (var i = 0; i < Count; i++)
        {
            var sum = 0.0;
            for (var k = Starts[i]; k < Starts[i + 1]; k++) sum += Values[k] * v[Indices[k]];
            product[i] = sum;
        }
    }

    /// <summary>Adds Lᵀ·w.</summary>
    /// <param name="w">One number a row.</param>
    /// <param name="product">What is added to.</param>
    public void AddTransposed(ReadOnlySpan<double> w, Span<double> product)
    {
        for (var i = 0; i < Count; i++)
            for (var k = Starts[i]; k < Starts[i + 1]; k++) product[Indices[k]] += Values[k] * w[i];
    }

    /// <summary>Adds LᵀL to the lower triangle of a matrix.</summary>
    /// <param name="gram">n×n row-major.</param>
    /// <param name="n">n.</param>
    /// <param name="offset">The parameter of the matrix's first row; none of L's may come before it.</param>
    public void AddGram(Span<double> gram, int n, int offset = 0)
    {
        for (var row = 0; row < Count; row++)
            for (var a = Starts[row]; a < Starts[row + 1]; a++)
                for (var b = Starts[row]; b < Starts[row + 1]; b++)
                    if (Indices[b] <= Indices[a]) gram[(Indices[a] - offset) * n + Indices[b] - offset] += Values[a] * Values[b];
    }
}
