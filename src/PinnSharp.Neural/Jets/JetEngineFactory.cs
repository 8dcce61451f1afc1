using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>Makes <see cref="JetEngine"/>s.</summary>
public sealed class JetEngineFactory : IEngineFactory
{
    private JetEngineFactory() { }

    /// <summary>The only one: a jet engine has no options.</summary>
    public static JetEngineFactory Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public double Rounding => 1.0 / (1L << 53);

    /// <inheritdoc/>
    public IResidualEngine Create(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads) => new JetEngine(variables, networks, threads);
}
