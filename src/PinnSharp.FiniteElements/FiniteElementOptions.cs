using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>How a problem is discretised.</summary>
public sealed record FiniteElementOptions
{
    /// <summary>The order of the elements, 1 or 2. Multipliers such as a pressure have one less, at least 1 (Taylor and Hood).</summary>
    public int Order { get; init; } = 2;

    /// <summary>The mesh's size and so on.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>The length of edges for unknown functions over space or one coordinate of it, in units of the coordinates. Where null, over space the mesh's own, but no more than
    /// <see cref="MostCoefficients"/> of them; along one coordinate, as along time, half as many intervals as there are places with data, but 24 to 200.</summary>
    public double? CoefficientSize { get; init; }

    /// <summary>
    /// The method in time. Where null, <see cref="Collocation.Radau"/> for problems with one coordinate of space or none, whose larger linear systems cost little beside its few steps, and
    /// <see cref="BackwardDifferentiation"/> in the plane.
    /// </summary>
    public ITimeMethod? TimeMethod { get; init; }

    /// <summary>Errors of steps, memory and threads. Where null, steps are accurate to 1e-6, without space to 1e-9.</summary>
    public TimeOptions? Time { get; init; }

    /// <summary>Most coefficients of an unknown function over space unless <see cref="CoefficientSize"/> says otherwise.</summary>
    public const int MostCoefficients = 500;

    /// <summary>Most coefficients of a function whose prior asks for cells of its own.</summary>
    private const int MostResolved = 3_000;

    /// <summary>The mesh of unknown functions over space, where it is that of another model.</summary>
    internal Mesh? Coefficients { get; init; }

    /// <summary>The mesh on whose boundary open values are functions, where it is that of another model.</summary>
    internal Mesh? Ground { get; init; }

    /// <summary>The mesh of unknown functions over space.</summary>
    /// <param name="mesh">The fields' mesh.</param>
    /// <param name="least">The size of cells that is fine enough for what is known of a function.</param>
    internal Mesh CoefficientMesh(Mesh mesh, double least = double.PositiveInfinity)
    {
        if (Coefficients is not null) return Coefficients;
        if (CoefficientSize is null && mesh.VertexCount <= MostCoefficients && mesh.Size <= least) return mesh;
        if (CoefficientSize is null && mesh.VertexCount * Math.Pow(mesh.Size / least, 2) is var count && count > MostResolved)
            throw new FormException(FormattableString.Invariant($"cells of {least:g3}, four to the correlation length of an unknown function, would give it about {count:g2} coefficients, more than {MostResolved:N0}: give a longer length, or 'coefficient-size' for coarser cells."));
        return Coarse!(CoefficientSize ?? Math.Min(least, mesh.Size * Math.Sqrt(Math.Max(1, (double)mesh.VertexCount / MostCoefficients))));
    }

    /// <summary>What becomes of the derivative of an integrand, row or observation (first) with respect to a leaf (second) before it is compiled: tests falsify one to see that it is noticed.</summary>
    internal Func<Expression, Expression, Expression, Expression>? Slope { get; init; }

    /// <summary>Meshes the same domain with another size.</summary>
    internal Func<double, Mesh>? Coarse { get; init; }
}
