using System.Numerics;

namespace PinnSharp.Inversion.Tests;

/// <summary>A problem with a known minimum.</summary>
public sealed record TestProblem(string Name, ILeastSquares Problem, double[] Start, double Cost, double[]? Solution = null)
{
    public override string ToString() => Name;

    /// <summary>r and its Jacobian by complex step, exact to rounding.</summary>
    public static FunctionLeastSquares Analytic(int n, int m, Func<Complex[], Complex[]> r) => new(n, m,
        theta => [.. r([.. theta.Select(x => new Complex(x, 0))]).Select(z => z.Real)],
        theta =>
        {
            var j = new double[m, n];
            for (var k = 0; k < n; k++)
            {
                Complex[] z = [.. theta.Select((x, i) => new Complex(x, i == k ? 1e-150 : 0))];
                var column = r(z);
                for (var i = 0; i < m; i++) j[i, k] = column[i].Imaginary / 1e-150;
            }
            return j;
        });

    public static FunctionLeastSquares Fit(double[] x, double[] y, int n, Func<Complex[], double, Complex> model) =>
        Analytic(n, x.Length, b => [.. x.Select((xi, i) => model(b, xi) - y[i])]);

    public static readonly TestProblem Quadratic = new("quadratic",
        Analytic(3, 4, t => [t[0] - 1, 2 * (t[1] + 2), 3 * (t[2] - 0.5), t[0] + t[1] + t[2]]), [0, 0, 0],
        Cost: 0.5 * 0.25 / (1 + 1 + 0.25 + 1.0 / 9));

    public static readonly TestProblem Rosenbrock = new("Rosenbrock",
        Analytic(2, 2, t => [10 * (t[1] - t[0] * t[0]), 1 - t[0]]), [-1.2, 1], 0, [1, 1]);

    public static readonly TestProblem PowellSingular = new("Powell's singular function", Analytic(4, 4, t =>
        [t[0] + 10 * t[1], Math.Sqrt(5) * (t[2] - t[3]), (t[1] - 2 * t[2]) * (t[1] - 2 * t[2]), Math.Sqrt(10) * (t[0] - t[3]) * (t[0] - t[3])]),
        [3, -1, 0, 1], 0);

    public static readonly TestProblem Beale = new("Beale", Analytic(2, 3, t =>
        [1.5 - t[0] * (1 - t[1]), 2.25 - t[0] * (1 - t[1] * t[1]), 2.625 - t[0] * (1 - t[1] * t[1] * t[1])]), [1, 1], 0, [3, 0.5]);

    public static readonly TestProblem HelicalValley = new("helical valley", Analytic(3, 3, t =>
        [10 * (t[2] - 10 * (Atan(t[1] / t[0]) / (2 * Math.PI) + (t[0].Real < 0 ? 0.5 : 0))),
         10 * (Complex.Sqrt(t[0] * t[0] + t[1] * t[1]) - 1), t[2]]), [-1, 0, 0], 0, [1, 0, 0]);

    public static readonly TestProblem BrownDennis = new("Brown and Dennis, large residual", Analytic(4, 20, t =>
        [.. Enumerable.Range(1, 20).Select(i => i / 5.0).Select(s =>
            (t[0] + s * t[1] - Math.Exp(s)) * (t[0] + s * t[1] - Math.Exp(s))
            + (t[2] + Math.Sin(s) * t[3] - Math.Cos(s)) * (t[2] + Math.Sin(s) * t[3] - Math.Cos(s)))]),
        [25, 5, -5, -1], 85822.2016263563 / 2);

    public static readonly TestProblem Redundant = new("rank-deficient Jacobian",
        Analytic(4, 3, t => [t[0] + t[1] - 2, (t[0] + t[1]) * t[2] - 6, t[2] * t[2] - 9]), [0.5, 0.7, 1, 5], 0);

    public static readonly TestProblem Walled = new("NaN beyond a wall",
        Analytic(2, 2, t => [Log(t[0]) - 1, 2 * (Log(t[1]) + 3)]), [20, 3], 0, [Math.E, Math.Exp(-3)]);

    public static readonly TestProblem BadlyScaled = new("unknowns of 1e8 and 1e-8",
        Fit([0, 1e7, 2e7, 5e7, 1e8, 2e8, 4e8], [.. new[] { 0, 1e7, 2e7, 5e7, 1e8, 2e8, 4e8 }.Select(x => Math.Exp(-1e-8 * x))], 2,
            (b, x) => b[0] * 1e-8 * Complex.Exp(-b[1] * x)), [3e7, 4e-9], 0, [1e8, 1e-8]);

    // NIST Statistical Reference Datasets, https://www.itl.nist.gov/div898/strd, with certified parameters and residual sums of squares.
    private static readonly double[] MisraX = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
    private static readonly double[] MisraY = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78];

    public static readonly TestProblem Misra1a = new("NIST Misra1a",
        Fit(MisraX, MisraY, 2, (b, x) => b[0] * (1 - Complex.Exp(-b[1] * x))), [500, 0.0001],
        1.2455138894e-01 / 2, [2.3894212918e+02, 5.5015643181e-04]);

    public static readonly TestProblem Thurber = new("NIST Thurber", Fit(
        [-3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501, -1.460, -1.274, -1.212,
         -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103, 0.010, 0.119, 0.377, 0.790, 0.963, 1.006, 1.115,
         1.572, 1.841, 2.047, 2.200],
        [80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.060, 401.672, 390.724, 567.534, 635.316,
         733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509,
         1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894, 1457.628],
        7, (b, x) => (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])))),
        [1000, 1000, 400, 40, 0.7, 0.3, 0.03], 5.6427082397e+03 / 2,
        [1.2881396800e+03, 1.4910792535e+03, 5.8323836877e+02, 7.5416644291e+01, 9.6629502864e-01, 3.9797285797e-01, 4.9727297349e-02]);

    public static readonly TestProblem Mgh09 = new("NIST MGH09", Fit(
        [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
        [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
        4, (b, x) => b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3])), [0.25, 0.39, 0.415, 0.39], 3.0750560385e-04 / 2,
        [1.9280693458e-01, 1.9128232873e-01, 1.2305650693e-01, 1.3606233068e-01]);

    public static readonly TestProblem Rat42 = new("NIST Rat42", Fit(
        [9, 14, 21, 28, 42, 57, 63, 70, 79], [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08],
        3, (b, x) => b[0] / (1 + Complex.Exp(b[1] - b[2] * x))), [100, 1, 0.1], 8.0565229338e+00 / 2,
        [7.2462237576e+01, 2.6180768402e+00, 6.7359200066e-02]);

    public static readonly TestProblem BoxBod = new("NIST BoxBOD", Fit(
        [1, 2, 3, 5, 7, 10], [109, 149, 149, 191, 213, 224], 2, (b, x) => b[0] * (1 - Complex.Exp(-b[1] * x))), [100, 0.75],
        1.1680088766e+03 / 2, [2.1380940889e+02, 5.4723748542e-01]);

    public static readonly TestProblem Mgh17 = new("NIST MGH17", Fit(
        [.. Enumerable.Range(0, 33).Select(i => 10.0 * i)],
        [0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538,
         0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406],
        5, (b, x) => b[0] + b[1] * Complex.Exp(-x * b[3]) + b[2] * Complex.Exp(-x * b[4])), [0.5, 1.5, -1, 0.01, 0.02], 5.4648946975e-05 / 2,
        [3.7541005211e-01, 1.9358469127e+00, -1.4646871366e+00, 1.2867534640e-02, 2.2122699662e-02]);

    public static readonly TestProblem Eckerle4 = new("NIST Eckerle4", Fit(
        [400, 405, 410, 415, 420, 425, 430, 435, 436.5, 438, 439.5, 441, 442.5, 444, 445.5, 447, 448.5, 450, 451.5, 453, 454.5, 456, 457.5, 459,
         460.5, 462, 463.5, 465, 470, 475, 480, 485, 490, 495, 500],
        [0.0001575, 0.0001699, 0.0002350, 0.0003102, 0.0004917, 0.0008710, 0.0017418, 0.0046400, 0.0065895, 0.0097302, 0.0149002, 0.0237310,
         0.0401683, 0.0712559, 0.1264458, 0.2073413, 0.2902366, 0.3445623, 0.3698049, 0.3668534, 0.3106727, 0.2078154, 0.1164354, 0.0616764,
         0.0337200, 0.0194023, 0.0117831, 0.0074357, 0.0022732, 0.0008800, 0.0004579, 0.0002345, 0.0001586, 0.0001143, 0.0000710],
        3, (b, x) => b[0] / b[1] * Complex.Exp(-(x - b[2]) * (x - b[2]) / (2 * b[1] * b[1]))), [1.5, 5, 450], 1.4635887487e-03 / 2,
        [1.5543827178e+00, 4.0888321754e+00, 4.5154121844e+02]);

    // Complex.Atan loses the small imaginary part that a complex step needs.
    private static Complex Atan(Complex z) => new(Math.Atan(z.Real), z.Imaginary / (1 + z.Real * z.Real));

    private static Complex Log(Complex z) => z.Real > 0 ? Complex.Log(z) : new Complex(double.NaN, double.NaN);
}
