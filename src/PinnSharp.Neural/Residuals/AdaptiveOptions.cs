namespace PinnSharp.Neural;

/// <summary>
/// Residual-adaptive distribution of collocation points (RAD; Wu, Zhu, Tan, Kartha and Lu, "A comprehensive study of non-adaptive and residual-based
/// adaptive sampling for physics-informed neural networks", 2023): each draw takes the points of an equation or condition from candidates, without
/// replacement, with probability proportional to |r|^k/mean |r|^k + c, r the equilibrated residual before the draw. As in the paper, the loss is
/// the plain mean over the points drawn: where the residual was large it counts more.
/// </summary>
/// <param name="Exponent">k; larger ones concentrate the points.</param>
/// <param name="Offset">c; larger ones spread them evenly.</param>
/// <param name="Candidates">Candidates for each point drawn.</param>
public sealed record AdaptiveOptions(double Exponent = 1, double Offset = 1, int Candidates = 10);
