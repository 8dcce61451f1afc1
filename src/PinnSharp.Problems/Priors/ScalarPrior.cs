namespace PinnSharp.Problems;

/// <summary>
/// What is known of a scalar θ beforehand, as a measurement made before: one more Gaussian row. The estimate is the maximum of the posterior density over θ itself, with a log-normal
/// prior over ln θ. (A uniform prior is the scalar's bounds.)
/// </summary>
public abstract record ScalarPrior;

/// <summary>θ is normal: the row (θ − mean)/std.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Std">The standard deviation.</param>
public sealed record NormalPrior(double Mean, double Std) : ScalarPrior;

/// <summary>ln θ is normal: the row ln(θ/median)/sigma.</summary>
/// <param name="Median">The median of θ.</param>
/// <param name="Sigma">The standard deviation of ln θ.</param>
public sealed record LogNormalPrior(double Median, double Sigma) : ScalarPrior;

/// <summary>θ is positive with density ∝ e^(−θ²/(2 scale²)): the row θ/scale.</summary>
/// <param name="Scale">The scale.</param>
public sealed record HalfNormalPrior(double Scale) : ScalarPrior;
