using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>Makes the residual engine of a run: which one, where it computes and how precisely.</summary>
public interface IEngineFactory
{
    /// <summary>As a result names it: "cpu" for the jet engine, otherwise such as "torch cuda:0 float32".</summary>
    string Name { get; }

    /// <summary>Unit of rounding of its numbers: 2⁻⁵³ for float64, 2⁻²⁴ for float32.</summary>
    double Rounding { get; }

    /// <summary>Makes an engine.</summary>
    /// <param name="variables">The problem's internal variables.</param>
    /// <param name="networks">The networks of all its fields.</param>
    /// <param name="threads">Threads of the processor.</param>
    IResidualEngine Create(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads);
}
