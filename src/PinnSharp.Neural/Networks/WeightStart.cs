namespace PinnSharp.Neural;

/// <summary>The distribution of a network's starting weights.</summary>
public enum WeightStart
{
    /// <summary>Uniform on ±√(6/(in + out)) (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).</summary>
    Glorot,

    /// <summary>Uniform on ±√(3/in): variance 1/in (LeCun et al., "Efficient BackProp", 1998).</summary>
    LeCun,
}
