using System.Collections.Immutable;

namespace PinnSharp.Figures.Tests;

/// <summary>A report made of every block and every kind of mark, of functions whose values a test knows.</summary>
internal static class Sample
{
    public const string Equation = "<math display=\"block\"><mi>S</mi><mo>=</mo><mfrac><mi>T</mi><mn>2</mn></mfrac></math>";

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
                new FormulaBlock("flow", Equation, "S = T/2"),
                new FormulaBlock("", Equation, "S = T/2"),
                new FactsBlock([("Seed", "1"), ("Machine", "2 cores"), ("Problem file", "problems/a-file-with-a-very-long-name-that-has-no-space-to-break-at-and-goes-on-for-ever.yaml")]),
            ]),
            new("Figures",
            [
                new FiguresBlock("Three figures side by side.", [Lines, Points, Map()]),
                new FiguresBlock("One figure alone.", [Lines]),
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
