namespace PinnSharp.Inversion;

/// <summary>Searches over ln t, by a grid and then by golden sections.</summary>
internal static class StrengthSearch
{
    /// <summary>ln t is looked for within ± this, in steps of <see cref="Step"/>.</summary>
    public const double Widest = 14, Step = 0.7;

    private const double Precision = 0.01;

    /// <summary>The t at which a function of ln t is least; 1 where it is finite nowhere.</summary>
    public static double Least(Func<double, double> of)
    {
        var grid = Enumerable.Range(0, (int)(2 * Widest / Step) + 1).Select(i => -Widest + i * Step).ToList();
        var best = grid.MinBy(s => of(s) is var f && double.IsFinite(f) ? f : double.PositiveInfinity);
        if (!double.IsFinite(of(best))) return 1;
        var (a, b, section) = (best - Step, best + Step, (Math.Sqrt(5) - 1) / 2);
        var (c, d) = (b - section * (b - a), a + section * (b - a));
        var (atC, atD) = (of(c), of(d));
        while (b - a > Precision)
            if (atC < atD)
            {
                (b, d, atD) = (d, c, atC);
                atC = of(c = b - section * (b - a));
            }
            else
            {
                (a, c, atC) = (c, d, atD);
                atD = of(d = a + section * (b - a));
            }
        return Math.Exp((a + b) / 2);
    }

    /// <summary>The t at which a function of ln t that grows is zero; the end where it has no zero.</summary>
    public static double Zero(Func<double, double> of)
    {
        var (a, b) = (-Widest, Widest);
        while (b - a > Precision)
            if (of((a + b) / 2) < 0) a = (a + b) / 2;
            else b = (a + b) / 2;
        return Math.Exp((a + b) / 2);
    }
}
