using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>What is known of an unknown beforehand: a kind and its settings, numbers as texts that may be constant expressions.</summary>
/// <param name="Kind">normal, log-normal, uniform or half-normal for scalars; none, tikhonov, h1, thin-plate, total-variation, sparsity or whittle-matern for functions.</param>
/// <param name="Settings">The settings by name: "mean", "length" or, for one of several variables, "length.x".</param>
public sealed record PriorDeclaration(SourceText Kind, params ImmutableArray<(SourceText Name, SourceText Value)> Settings)
{
    /// <summary>A normal prior of a scalar.</summary>
    public static PriorDeclaration Normal(SourceText mean, SourceText std) => new("normal", ("mean", mean), ("std", std));

    /// <summary>A log-normal prior of a positive scalar.</summary>
    public static PriorDeclaration LogNormal(SourceText median, SourceText sigma) => new("log-normal", ("median", median), ("sigma", sigma));

    /// <summary>A uniform prior of a scalar: bounds.</summary>
    public static PriorDeclaration Uniform(SourceText lower, SourceText upper) => new("uniform", ("lower", lower), ("upper", upper));

    /// <summary>A half-normal prior of a positive scalar.</summary>
    public static PriorDeclaration HalfNormal(SourceText scale) => new("half-normal", ("scale", scale));

    /// <summary>A penalty on a function, its strength by evidence.</summary>
    public static implicit operator PriorDeclaration(string kind) => new((SourceText)kind);

    /// <summary>The Gaussian field of <see cref="Problems.WhittleMatern"/>.</summary>
    public static PriorDeclaration WhittleMatern(SourceText length, SourceText std) => new("whittle-matern", ("length", length), ("std", std));
}
