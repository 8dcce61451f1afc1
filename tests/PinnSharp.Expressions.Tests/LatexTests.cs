using System.Collections.Immutable;

namespace PinnSharp.Expressions.Tests;

public sealed class LatexTests
{
    private static readonly CoordinateSymbol Rho = new("rho", 0), Tau = new("tau", 1);

    private static readonly Vocabulary Aquifer = new()
    {
        Coordinates = [Rho, Tau],
        Time = Tau,
        Fields = [new("s", [Rho, Tau]), new("h_w", [Rho])],
        Parameters = ["T", "S", "nu", "lambda_1", "sigma_well", "rate", "x"],
    };

    [TestCase("S*exp(2*rho)*s_tau = T*exp(tau)*s_rhorho", @"S \, e^{2 \, \rho} \, s_{\tau} = T \, e^{\tau} \, s_{\rho \rho}")]
    [TestCase("2*pi*T*s_rho = -1e-3", @"2 \pi \, T \, s_{\rho} = -0.001")]
    [TestCase("T/S = 1e-20", @"\frac{T}{S} = 1 \cdot 10^{-20}")]
    [TestCase("(nu - lambda_1)/(2*T*sqrt(S)) = 0", @"\frac{0.5 \, \left(\nu - \lambda_{1}\right)}{\sqrt{S} \, T} = 0")]
    [TestCase("sin(rho)^2 + abs(nu) = x^-2", @"\sin^{2}\left(\rho\right) + \left|\nu\right| = \frac{1}{x^{2}}")]
    [TestCase("exp(x)*(T + S)^3 = rate^(x + 1)", @"e^{x} \, \left(S + T\right)^{3} = \mathrm{rate}^{x + 1}")]
    [TestCase("h_w_rho = sigma_well", @"\left(h_{w}\right)_{\rho} = \sigma_{\mathrm{well}}")]
    [TestCase("-(x + 1)*T = 3*2^x", @"-T \, \left(x + 1\right) = 3 \cdot 2^{x}")]
    [TestCase("log10(x) = min(T, S)", @"\log_{10}\left(x\right) = \min\left(S, T\right)")]
    [TestCase("exp(x)^x*exp(-x) = (-2)^x", @"e^{x^{2} - x} = \left(-2\right)^{x}")]
    public void Latex(string text, string expected) => Assert.That(ExpressionParser.ParseEquation(text, Aquifer).ToLatex(), Is.EqualTo(expected));
}
