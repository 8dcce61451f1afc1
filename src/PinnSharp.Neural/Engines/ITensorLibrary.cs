using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>A tensor library that can evaluate residuals, built in where its packages are: PinnSharp.Torch.</summary>
public interface ITensorLibrary
{
    /// <summary>As <c>--engine</c> names it.</summary>
    string Name { get; }

    /// <summary>CUDA devices that can be used; 0 where there are none.</summary>
    int CudaDevices { get; }

    /// <summary>Makes engines.</summary>
    /// <param name="options">Where and how precisely.</param>
    /// <exception cref="InputException">There is no such device.</exception>
    IEngineFactory Factory(TensorOptions options);
}
