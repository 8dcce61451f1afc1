using System.Collections.Immutable;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Names what data determine where they do not determine single parameters: products with small whole exponents, signed sums, and products with a sum. A candidate's gradient must be perpendicular
/// to all null directions; whether it really stays is proven by walking along them.
/// </summary>
/// <remarks>
/// Perpendicular is local, and not enough: where a = b, a + b has the same gradient as a·b. On the walk one coordinate is stepped along the null direction and held, the others are re-solved, and the
/// candidate's value must stay while the parameters move.
/// </remarks>
public static class Combinations
{
    private const double Perpendicular = 2e-3, Dependent = 1e-3, Stays = 0.01, Flat = 0.5;
    private const int MostMembers = 4, MostParameters = 10;
    private static readonly double[] Steps = [0.35, 0.7];

    /// <summary>Parameters on the null curves, where the fit is as good.</summary>
    /// <param name="problem">Makes the problem; once for each thread.</param>
    /// <param name="theta">The estimate.</param>
    /// <param name="parameters">The parameters of the spectrum.</param>
    /// <param name="spectrum">Gives the null directions.</param>
    /// <param name="threads">Threads.</param>
    public static ImmutableArray<double[]> Walk(Func<ILeastSquares> problem, double[] theta, IReadOnlyList<NamedParameter> parameters, SensitivitySpectrum spectrum, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(spectrum);
        var ways = spectrum.NullDirections.SelectMany(v => new[] { (v, 1), (v, -1) }).ToArray();
        var found = new ImmutableArray<double[]>[ways.Length];
        Concurrently.For(ways.Length, threads, problem, (own, i) =>
        {
            var (v, sign) = ways[i];
            double[] hold = new double[theta.Length], at = theta;
            for (var p = 0; p < v.Length; p++) hold[parameters[p].Index] = v[p] / spectrum.Scales[p];
            var (least, points, gone) = (own.Residual(theta, new double[own.Residuals.Count]), new List<double[]>(), 0.0);
            foreach (var step in Steps)
            {
                var start = (double[])at.Clone();
                for (var p = 0; p < v.Length; p++) start[parameters[p].Index] += sign * (step - gone) * v[p] * spectrum.Scales[p];
                var held = new HeldDirection(own, hold, VectorKernels.Dot(hold, start));
                var (free, cost) = Descent.Minimum(held, held.Free(start));
                if (!(cost - least <= Flat)) break;
                (at, gone) = (held.Full(free), step);
                points.Add(at);
            }
            found[i] = [.. points];
        });
        return [.. found.SelectMany(f => f)];
    }

    /// <summary>The simplest independent combinations of free parameters that stay.</summary>
    /// <param name="theta">The estimate.</param>
    /// <param name="parameters">The parameters of the spectrum.</param>
    /// <param name="spectrum">Gives the null directions.</param>
    /// <param name="walk">Points of <see cref="Walk"/>; null to go by gradients alone.</param>
    public static ImmutableArray<ParameterCombination> Find(double[] theta, IReadOnlyList<NamedParameter> parameters, SensitivitySpectrum spectrum, IReadOnlyList<double[]>? walk)
    {
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(spectrum);
        var k = parameters.Count;
        if (spectrum.Rank == k || walk is { Count: 0 }) return [];
        int[] free = [.. Enumerable.Range(0, k).Where(spectrum.IsFree)];
        var (here, units) = (Physical(parameters, theta), parameters.Select((p, i) => p.Slope(theta[p.Index]) * spectrum.Scales[i]).ToArray());
        string[] names = [.. parameters.Select(p => p.Name)];
        var basis = new List<double[]>();
        foreach (var i in Enumerable.Range(0, k).Except(free)) basis.Add([.. Enumerable.Range(0, k).Select(j => i == j ? 1.0 : 0)]);
        var accepted = ImmutableArray.CreateBuilder<ParameterCombination>();
        foreach (var candidate in Candidates(k <= MostParameters ? [.. Enumerable.Range(0, k)] : free, free, names, here, units).Where(c => IsPerpendicular(c, spectrum)).OrderBy(c => c.Complexity))
        {
            if (basis.Count >= spectrum.Rank) break;
            if (Independent(candidate.Gradient, basis) is not { } direction || !(walk is null || Holds(candidate, here, theta, parameters, spectrum, walk))) continue;
            basis.Add(direction);
            accepted.Add(candidate);
        }
        return accepted.ToImmutable();
    }

    internal static double[] Physical(IReadOnlyList<NamedParameter> parameters, double[] theta) => [.. parameters.Select(p => p.Physical(theta[p.Index]))];

    private static bool Holds(ParameterCombination candidate, double[] here, double[] theta, IReadOnlyList<NamedParameter> parameters, SensitivitySpectrum spectrum, IReadOnlyList<double[]> walk) =>
        walk.All(point => candidate.Change(Physical(parameters, point), here)
            <= Stays * candidate.Members.Max(i => Math.Abs(point[parameters[i].Index] - theta[parameters[i].Index]) / spectrum.Scales[i]) + 1e-6);

    private static bool IsPerpendicular(ParameterCombination candidate, SensitivitySpectrum spectrum)
    {
        var length = VectorKernels.Norm(candidate.Gradient);
        return length > 0 && double.IsFinite(length) && spectrum.NullDirections.All(v => Math.Abs(VectorKernels.Dot(v, candidate.Gradient)) <= Perpendicular * length);
    }

    private static double[]? Independent(double[] gradient, List<double[]> basis)
    {
        var rest = (double[])gradient.Clone();
        for (var twice = 0; twice < 2; twice++)
            foreach (var b in basis) VectorKernels.AddScaled(-VectorKernels.Dot(b, rest), b, rest);
        var length = VectorKernels.Norm(rest);
        return length > Dependent * VectorKernels.Norm(gradient) ? [.. rest.Select(x => x / length)] : null;
    }

    private static IEnumerable<ParameterCombination> Candidates(int[] of, int[] free, string[] names, double[] theta, double[] units)
    {
        foreach (var members in Subsets([.. of.Take(MostParameters)]))
        {
            if (members.Count(free.Contains) < 2) continue;
            var n = members.Length;
            if (members.All(i => theta[i] != 0))
                foreach (var exponents in Tuples(n, n <= 3 ? [-2, -1, 1, 2] : [-1, 1]))
                    if (exponents.Any(e => Math.Abs(e) == 1) && IsForward(exponents)) yield return ParameterCombination.Product(names, theta, units, members, exponents);
            foreach (var signs in Tuples(n, [-1, 1]))
                if (signs[0] > 0) yield return ParameterCombination.Sum(names, units, members, signs);
            for (var p = 0; n == 3 && p < 3; p++)
                foreach (var sign in (int[])[1, -1])
                    yield return ParameterCombination.Factored(names, theta, units, members[p], members[p == 0 ? 1 : 0], members[p == 2 ? 1 : 2], sign);
        }
    }

    /// <summary>Of x and 1/x the one with more in the numerator, or whose first factor is there.</summary>
    private static bool IsForward(int[] exponents) => exponents.Sum() is var sum && (sum > 0 || (sum == 0 && exponents[0] > 0));

    private static IEnumerable<ImmutableArray<int>> Subsets(int[] of)
    {
        for (var mask = 1; mask < 1 << of.Length; mask++)
            if (int.PopCount(mask) is > 1 and <= MostMembers) yield return [.. of.Where((_, i) => (mask >> i & 1) != 0)];
    }

    private static IEnumerable<int[]> Tuples(int length, int[] values)
    {
        var count = (int)Math.Pow(values.Length, length);
        for (var c = 0; c < count; c++)
        {
            var tuple = new int[length];
            for (var (i, rest) = (0, c); i < length; i++, rest /= values.Length) tuple[i] = values[rest % values.Length];
            yield return tuple;
        }
    }
}
