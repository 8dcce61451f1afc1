using PinnSharp.Inversion;

namespace PinnSharp.Neural.Tests;

/// <summary>How far the derivatives of a least-squares problem are from central differences and from each other; relative numbers.</summary>
internal static class LeastSquaresChecks
{
    private const double Step = 1e-3;

    public static double[] Residual(this ILeastSquares problem, double[] theta)
    {
        var r = new double[problem.Residuals.Count];
        problem.Residual(theta, r);
        return r;
    }

    public static double[] Gradient(this ILeastSquares problem, double[] theta)
    {
        var g = new double[theta.Length];
        problem.Gradient(theta, g);
        return g;
    }

    public static double[] Multiply(this ILeastSquares problem, double[] theta, double[] v)
    {
        var product = new double[problem.Residuals.Count];
        problem.Multiply(theta, v, product);
        return product;
    }

    public static double[] MultiplyTransposed(this ILeastSquares problem, double[] theta, double[] w)
    {
        var product = new double[theta.Length];
        problem.MultiplyTransposed(theta, w, product);
        return product;
    }

    public static double[] Rows(this ILeastSquares problem, double[] theta)
    {
        var rows = new double[problem.Residuals.Count * theta.Length];
        problem.Rows(theta, 0, problem.Residuals.Count, rows);
        return rows;
    }

    /// <summary>max |J − J of differences| over max |J|.</summary>
    public static double RowsError(ILeastSquares problem, double[] theta)
    {
        var (rows, n) = (problem.Rows(theta), theta.Length);
        var expected = new double[rows.Length];
        for (var j = 0; j < n; j++)
        {
            var column = Difference(x => problem.Residual(x), theta, Unit(n, j));
            for (var i = 0; i < column.Length; i++)
                expected[i * n + j] = column[i];
        }
        return Relative(rows, expected);
    }

    /// <summary>max |g − differences of ½‖r‖²| over max |g|.</summary>
    public static double GradientError(ILeastSquares problem, double[] theta) => Relative(problem.Gradient(theta),
        [.. Enumerable.Range(0, theta.Length).Select(j => Difference(x => [problem.Residual(x, new double[problem.Residuals.Count])], theta, Unit(theta.Length, j))[0])]);

    /// <summary>max |Jv − dr(θ + εv)/dε| over max |Jv|.</summary>
    public static double MultiplyError(ILeastSquares problem, double[] theta, double[] v) =>
        Relative(problem.Multiply(theta, v), Difference(x => problem.Residual(x), theta, v));

    /// <summary>max |Jᵀw − differences of w·r| over max |Jᵀw|.</summary>
    public static double TransposedError(ILeastSquares problem, double[] theta, double[] w) => Relative(problem.MultiplyTransposed(theta, w),
        [.. Enumerable.Range(0, theta.Length).Select(j => Dot(Difference(x => problem.Residual(x), theta, Unit(theta.Length, j)), w))]);

    /// <summary>|⟨Jv, w⟩ − ⟨v, Jᵀw⟩| over Σ|(Jv)_i w_i|.</summary>
    public static double AdjointError(ILeastSquares problem, double[] theta, double[] v, double[] w)
    {
        var (jv, jtw) = (problem.Multiply(theta, v), problem.MultiplyTransposed(theta, w));
        return Math.Abs(Dot(jv, w) - Dot(v, jtw)) / jv.Zip(w, (a, b) => Math.Abs(a * b)).Sum();
    }

    /// <summary>Largest distance of JᵀJ from the products of rows, and of its gradient from that of <see cref="ILeastSquares.Gradient"/>, relative to the largest entry.</summary>
    public static double NormalError(ILeastSquares problem, double[] theta)
    {
        var (rows, n) = (problem.Rows(theta), theta.Length);
        var (gram, gradient) = (new double[n * n], new double[n]);
        problem.NormalEquations(theta, gram, gradient);
        double worst = 0, largest = 0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                for (var row = 0; row < rows.Length; row += n)
                    sum += rows[row + i] * rows[row + j];
                worst = Math.Max(worst, Math.Abs(sum - gram[i * n + j]));
                largest = Math.Max(largest, Math.Abs(sum));
            }
        return Math.Max(worst / largest, Relative(gradient, problem.Gradient(theta)));
    }

    public static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    /// <summary>max |x − y| over max |y|; infinite for anything not finite.</summary>
    public static double Relative(double[] x, double[] y)
    {
        var error = x.Zip(y, (a, b) => Math.Abs(a - b)).Max() / y.Max(Math.Abs);
        return double.IsFinite(error) ? error : double.PositiveInfinity;
    }

    /// <summary>df(θ + εv)/dε at 0, to fourth order.</summary>
    private static double[] Difference(Func<double[], double[]> f, double[] theta, double[] v)
    {
        double[] At(double n) => f([.. theta.Zip(v, (x, d) => x + n * Step * d)]);
        var (a, b, c, d) = (At(-2), At(-1), At(1), At(2));
        return [.. a.Select((_, i) => (a[i] - d[i] + 8 * (c[i] - b[i])) / (12 * Step))];
    }

    private static double[] Unit(int n, int j) => [.. Enumerable.Range(0, n).Select(i => i == j ? 1.0 : 0)];
}
