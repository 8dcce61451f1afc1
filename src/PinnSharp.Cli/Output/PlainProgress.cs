namespace PinnSharp.Cli.Output;

/// <summary>Progress as plain lines, one every few seconds.</summary>
internal sealed class PlainProgress(TextWriter output, string heading) : IProgress<RunProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private TimeSpan? _last;
    private int _start;

    public void Report(RunProgress value)
    {
        if (_last is null) output.WriteLine(heading);
        if (_last is { } last && value.Start == _start && value.Elapsed - last < Every) return;
        (_last, _start) = (value.Elapsed, value.Start);
        var s = value.Snapshot;
        output.WriteLine($"{Numbers.Duration(value.Elapsed),7}  {(value.Starts > 1 ? $"start {value.Start} of {value.Starts}  " : "")}{s.Stage} {s.Iteration}/{s.MaximumIterations}"
            + $"{(double.IsNaN(s.Weight) ? "" : $"  weight {Numbers.Short(s.Weight, 3)}")}  cost {Numbers.Short(s.Cost)}  "
            + string.Join("  ", s.Unknowns.Select(u => $"{u.Name} = {Numbers.Short(u.Value, 5)}")
                .Concat(value.Functions.Select(f => $"{f.Name} {Numbers.Short(f.Lower, 3)} … {Numbers.Short(f.Upper, 3)}")))
            + (value.Remaining is { } left ? $"  (at most {Numbers.Duration(left)} left)" : ""));
        output.Flush();
    }
}
