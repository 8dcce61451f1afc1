using System.Collections.Immutable;
using PinnSharp.Neural;

namespace PinnSharp.Cli.Tests;

/// <summary>A tensor library with any number of devices, whose engines are jets, counted.</summary>
internal sealed class CountedTensors(int cudaDevices = 0) : ITensorLibrary
{
    public string Name => "torch";

    public int CudaDevices => cudaDevices;

    /// <summary>The options of every factory that was asked for.</summary>
    public List<TensorOptions> Asked { get; } = [];

    /// <summary>Engines made.</summary>
    public int Engines { get; private set; }

    public IEngineFactory Factory(TensorOptions options)
    {
        Asked.Add(options);
        return new Counting(this, options);
    }

    private sealed class Counting(CountedTensors library, TensorOptions options) : IEngineFactory
    {
        private bool IsSingle => options.Precision == Precision.Float32;

        public string Name => $"torch {options.Device ?? (library.CudaDevices > 0 ? "cuda:0" : "cpu")}{(IsSingle ? " float32" : "")}";

        public double Rounding => IsSingle ? 1.0 / (1L << 24) : 1.0 / (1L << 53);

        public IResidualEngine Create(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads)
        {
            library.Engines++;
            return JetEngineFactory.Instance.Create(variables, networks, threads);
        }
    }
}
