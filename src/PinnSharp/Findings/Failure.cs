namespace PinnSharp;

/// <summary>What can be wrong with an answer.</summary>
public enum Failure
{
    /// <summary>Several values of the unknowns fit the data equally well.</summary>
    NonUnique,

    /// <summary>Values that differ by far fit the data nearly as well.</summary>
    IllConditioned,

    /// <summary>The fit follows the noise, or the noise is less than what was stated.</summary>
    NoiseOverfitted,

    /// <summary>The equations, conditions or the stated noise level do not describe the data.</summary>
    WrongModel,

    /// <summary>Residuals scatter otherwise than the noise model says.</summary>
    WrongNoise,

    /// <summary>The estimates had not settled.</summary>
    SlowConvergence,

    /// <summary>Other starts found other values that fit equally well.</summary>
    StartsDisagree,

    /// <summary>Errors are larger than the deviations say.</summary>
    FalseConfidence,

    /// <summary>The network learns less of the unknowns from the data than these tell.</summary>
    NetworkLimited,

    /// <summary>A constraint does not hold between the places at which it was asked for.</summary>
    ConstraintViolated,

    /// <summary>An estimate is at its bound, or has run off.</summary>
    AtBound,

    /// <summary>The fit is poor, and where it ended an unknown has no influence that could improve it.</summary>
    StationaryPoint,
}
