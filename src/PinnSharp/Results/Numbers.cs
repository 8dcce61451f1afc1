using System.Globalization;

namespace PinnSharp;

/// <summary>Numbers for people.</summary>
public static class Numbers
{
    /// <summary>A number to some significant digits.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">The digits.</param>
    public static string Short(double value, int digits = 4)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        if (value == 0) return "0";
        var exponent = Exponent(value);
        return exponent is < -3 or > 5
            ? value.ToString($"0.{new string('0', digits - 1)}e-0", CultureInfo.InvariantCulture)
            : value.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="Short(double, int)"/>
    public static string Short(double? value, int digits = 4) => value is { } v ? Short(v, digits) : "–";

    /// <summary>A value with as many digits as its standard deviation supports: 461 ± 11.</summary>
    /// <param name="value">The value.</param>
    /// <param name="std">Its standard deviation; null for none.</param>
    public static string WithError(double value, double? std) =>
        std is { } s && s > 0 && double.IsFinite(s) && value != 0 ? $"{Matching(value, s)} ± {Short(s, 2)}" : Short(value, 5);

    /// <summary>A value with as many digits as its standard deviation supports.</summary>
    /// <param name="value">The value.</param>
    /// <param name="std">Its standard deviation; null for none.</param>
    public static string Matching(double value, double? std) =>
        std is { } s && s > 0 && double.IsFinite(s) && value != 0 ? Short(value, Math.Clamp(Exponent(value) - Exponent(s) + 2, 2, 12)) : Short(value, 5);

    /// <summary>A value of an interval with digits enough to tell a thousandth of the interval, at least 4.</summary>
    /// <param name="value">The value.</param>
    /// <param name="lower">The interval's lower end.</param>
    /// <param name="upper">Its upper end.</param>
    public static string Within(double value, double lower, double upper)
    {
        var digits = 3 + (int)Math.Ceiling(Math.Log10(Math.Max(Math.Abs(lower), Math.Abs(upper)) / (upper - lower)));
        return value.ToString($"G{Math.Clamp(digits, 4, 15)}", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration: 7.0 s, 0:41, 1:02:03.</summary>
    /// <param name="time">The duration.</param>
    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : time.TotalSeconds < 10 ? time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture) : $"{time.Minutes}:{time.Seconds:00}";

    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));
}
