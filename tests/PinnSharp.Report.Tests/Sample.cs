using PinnSharp.Expressions;

namespace PinnSharp.Figures.Tests;

/// <summary>A report made of every block and every kind of mark, of functions whose values a test knows.</summary>
internal static class Sample
{
    private static readonly CoordinateSymbol Rho = new("rho", 0), Tau = new("tau", 1);

    private static readonly Vocabulary Names = new() { Coordinates = [Rho, Tau], Time = Tau, Fields = [new("s", [Rho, Tau])], Parameters = ["T", "S", "Q"] };

    private static FormulaBlock Formula(string label, string text) => new(label, MathMl.Of(text, Names), text);

    public static readonly double[] X = [.. Enumerable.Range(0, 101).Select(i => 0.05 * i)];

    public static double Line(double x) => Math.Sin(x);

    public static double Other(double x) => 0.5 * Math.Cos(2 * x);

    public static double Cell(double x, double y, double t = 0) => Math.Exp(-t) * Math.Sin(Math.PI * x) * y;

    public static Figure Lines { get; } = new()
    {
        Title = "Lines and a band",
        X = new("time", "d"),
        Y = new("drawdown", "m"),
        Marks =
        [
            new Band(X, X.Select(x => Line(x) - 0.2), X.Select(x => Line(x) + 0.2)) { Label = "estimate" },
            new Lines(X, X.Select(Line)) { Label = "estimate" },
            new Lines(X, X.Select(Other)) { Label = "truth", Dash = Dash.Dashed },
            new HorizontalRule(0.25),
        ],
    };

    public static Figure Points { get; } = new()
    {
        Title = "Points with errors",
        X = new("t", "h", AxisScale.Logarithmic),
        Y = new("concentration", "mol/m^3"),
        Marks =
        [
            new Scatter([1, 3, 10, 30, 100], [0.5, 1, 1.5, 2, 4]) { Label = "data" },
            new Scatter([2, 5, 20, 50], [0.7, 1.1, 1.9, 2.5]) { Label = "second set", Marker = Marker.Square },
        ],
    };

    public static Figure Histogram { get; } = new()
    {
        Title = "Bars and a curve",
        X = new("residual", "m"),
        Y = new("density"),
        Marks = [new Bars([-2, -1, 0, 1, 2, 3], [0.05, 0.3, 0.4, 0.2, 0.05]) { Label = "residuals" }, new Lines(X.Select(x => x - 2.5), X.Select(x => 0.4 * Math.Exp(-(x - 2.5) * (x - 2.5) / 2))) { Label = "normal" }],
    };

    public static Figure Spectrum { get; } = new()
    {
        Title = "Singular values",
        X = new("number"),
        Y = new("singular value", null, AxisScale.Logarithmic),
        Marks = [new Stems([1, 2, 3, 4], [100, 20, 0.5, 1e-6]), new HorizontalRule(1) { Label = "noise" }],
    };

    public static Figure Intervals { get; } = new()
    {
        Title = "Unknowns by run",
        X = new("run") { Categories = ["pinn", "finite elements", "pinn, other seed"] },
        Y = new("T", "m^2/d"),
        Marks = [new Scatter([0, 1, 2], [461, 462.6, 455]).WithErrors([11, 10, 12]), new HorizontalRule(462.6)],
    };

    public static Figure Flow { get; } = new()
    {
        Title = "A flow round a hole",
        X = new("x", "m"),
        Y = new("y", "m"),
        EqualScales = true,
        Marks =
        [
            new HeatMap(new(-1, 1), new(-1, 1), 60, from j in Enumerable.Range(0, 60) from i in Enumerable.Range(0, 60) select Round((i - 29.5) / 30, (j - 29.5) / 30))
            {
                Value = new("pressure", "Pa"),
                Colours = ColourMap.Diverging,
                Outline = [[(-1, -1), (1, -1), (1, 1), (-1, 1)], [.. Enumerable.Range(0, 48).Select(k => (0.3 * Math.Cos(k * Math.PI / 24), 0.3 * Math.Sin(k * Math.PI / 24)))]],
            }.WithContours(6),
            new Arrows(Grid.Select(p => p.X), Grid.Select(p => p.Y), Grid.Select(p => 1 + p.Y), Grid.Select(p => -p.X)) { Unit = "m/s" },
        ],
    };

    private static IEnumerable<(double X, double Y)> Grid => from i in Enumerable.Range(-3, 7) from j in Enumerable.Range(-3, 7) where i * i + j * j > 3 select (0.28 * i, 0.28 * j);

    private static double Round(double x, double y) => Math.Sqrt(x * x + y * y) < 0.3 ? double.NaN : x / (x * x + y * y);

    public static FigureGrid Corner { get; } = CornerPlot.Of([new("T", 461, "m^2/d", 462.6), new("S", 1.78e-4), new("sigma_s", 0.05, "m")], [121, 1e-4, 0.001, 1e-4, 9e-12, 0, 0.001, 0, 3.6e-5], "Unknowns in pairs");

    public static Figure Map(double t = 0) => new()
    {
        Title = "A map",
        X = new("x", "m"),
        Y = new("y", "m"),
        Marks =
        [
            new HeatMap(new(0, 1), new(0, 2), 40, from row in Enumerable.Range(0, 50) from column in Enumerable.Range(0, 40)
                                                  select Cell((column + 0.5) / 40, (row + 0.5) / 25, t)) { Value = new("u", "K") },
        ],
    };

    public static FigureFilm Film { get; } = new(new("t", "s"), [.. Enumerable.Range(0, 6).Select(i => (0.2 * i, Map(0.2 * i) with { Title = $"u after {0.2 * i:0.0} s" }))]);

    public static Report Report { get; } = new()
    {
        Title = "pumping-test",
        Subtitle = "Transmissivity and storage of an aquifer from the drawdown in two wells",
        Sections =
        [
            new("Answer",
            [
                new AnswerBlock(
                [
                    new() { Name = "T", Symbol = "<math><mi>T</mi></math>", Value = "461.3", Uncertainty = "11.2", Interval = "439.9 to 483.7", Unit = "m^2/d", Verdict = "determined", Standing = NoticeKind.Good, Truth = "462.6" },
                    new() { Name = "S", Symbol = "S", Value = "1.78e-4", Uncertainty = "0.03e-4", Interval = "1.72e-4 to 1.84e-4", Verdict = "weakly determined", Standing = NoticeKind.Warning, Note = "A measurement nearer the well would help." },
                    new() { Name = "sigma_s", Symbol = "<math><msub><mi>σ</mi><mi>s</mi></msub></math>", Value = "0.05", Unit = "m", Verdict = "not determined (only T/S is)", Standing = NoticeKind.Problem },
                    new() { Name = "kappa", Symbol = "κ", Value = "-2.5e-7", Interval = "at most 3", Verdict = "held at its truth", Standing = NoticeKind.Note },
                ]),
                new NoticeBlock(NoticeKind.Good, "The run converged", "After 1630 iterations the estimates no longer move."),
                new NoticeBlock(NoticeKind.Note, "No classical solution beside it", ""),
                new NoticeBlock(NoticeKind.Warning, "The estimates still move with the equation's weight", "Raise the weight further: <b>this is not bold</b> & is taken literally."),
                new NoticeBlock(NoticeKind.Problem, "The residuals have structure", "The model is probably wrong."),
            ]),
            new("The problem",
            [
                new TextBlock("What is asked.\n\nA second paragraph that is long enough to be broken into several lines on a narrow screen, and short enough to be read."),
                Formula("flow", "S*exp(2*rho)*s_tau = T*exp(tau)*s_rhorho"),
                Formula("pumped", "2*pi*T*s_rho = -Q"),
                Formula("", "s = (Q/(4*pi*T))*(1 - exp(-rho^2*S/(4*T*tau)))*sqrt(1 + rho/tau) + sin(pi*rho)*cos(pi*tau)/(1 + abs(rho - tau)^3) - div(T*grad(s))/(2*S) + d(T*s_rho, rho)"),
                new FactsBlock([("Seed", "1"), ("Machine", "2 cores"), ("Problem file", "problems/a-file-with-a-very-long-name-that-has-no-space-to-break-at-and-goes-on-for-ever.yaml")]),
            ]),
            new("Figures",
            [
                new FiguresBlock("Three figures side by side.", [Lines, Points, Map()]),
                new FiguresBlock("Four more.", [Histogram, Spectrum, Intervals, Flow]),
                new FiguresBlock("One figure alone.", [Lines]),
                new GridBlock("Pairs of unknowns.", Corner),
                new GridBlock("A grid that stays together.", new() { Title = "Pairs", Columns = 3, Panels = [Lines with { Title = "" }, Points with { Title = "" }, Map() with { Title = "" }, Points with { Title = "" }] }),
                new FilmBlock("A field through time.", Film),
            ]),
            new("Numbers",
            [
                new TableBlock("Unknowns by method", ["method", "T", "±", "S", "seconds", "status", "what was said at the end of the run"],
                [
                    ["pinn", "461.3", "11.2", "1.78e-4", "41.2", "converged", "The estimates no longer move with the weight of the equations"],
                    ["finite elements", "-462.6", "10", "1.779e-4", "–", "converged", "Gradient is zero to rounding"],
                ]),
                new TableBlock("", ["a", "b"], [["1", "two"], ["3"]]),
            ]),
            new("Reproduce", [new CodeBlock("config.yaml", "problem: ../problems/pumping-test.yaml\nseed: 1\nnetwork: {hidden: [24, 24, 24], activation: tanh}\n"), new CodeBlock("", "x < y && y > \"z\"")]),
        ],
    };
}
