using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>What a method has found: estimates, and fields as functions that can be evaluated anywhere.</summary>
internal interface ISolution
{
    /// <summary>The method's name in results.</summary>
    string Method { get; }

    /// <summary>The engine's name in results.</summary>
    string Engine { get; }

    /// <summary>Steps made.</summary>
    int Iterations { get; }

    /// <summary>Estimates with their standard deviations, and how well everything holds.</summary>
    InversionReport Report { get; }

    /// <summary>Whitened residuals of the data with noise.</summary>
    ImmutableArray<ResidualSample> Residuals();

    /// <summary>The value of an expression over coordinates, fields and unknowns at points, row-major [count × coordinates].</summary>
    double[] Predict(Expression expression, double[] points);

    /// <summary>Standard deviations of expressions at points; null where the method cannot say.</summary>
    double[][]? Deviations(IReadOnlyList<Expression> expressions, double[] points);

    /// <summary>Where equations and conditions were asked for last, by name: points, row-major [count × coordinates]; none where there are no such points.</summary>
    ImmutableArray<(string Term, double[] Points)> Collocation();

    /// <summary>A declared truth at points, that of a function of fields at the fields' values as found.</summary>
    double[] Truth(Expression truth, double[] points);
}
