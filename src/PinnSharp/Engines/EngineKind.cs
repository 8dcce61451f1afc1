namespace PinnSharp;

/// <summary>What evaluates the residuals of networks.</summary>
public enum EngineKind
{
    /// <summary>A tensor library where it has a CUDA device or where an option asks for what only it has; jets otherwise.</summary>
    Auto,

    /// <summary>Jets on the processor, in float64.</summary>
    Cpu,

    /// <summary>TorchSharp, on the processor or a CUDA device.</summary>
    Torch,
}
