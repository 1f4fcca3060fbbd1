namespace Scim.Benchmarks.Measurement;

/// <summary>Statistics of small samples.</summary>
internal static class Statistics
{
    /// <summary>
    /// Returns the median: of an even count, the mean of the two middle values; NaN for an empty sample.
    /// </summary>
    public static double GetMedian(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// Returns the value that the fraction <paramref name="part"/> of the values do not exceed; NaN for an empty
    /// sample.
    /// </summary>
    public static double GetPercentile(IReadOnlyCollection<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? double.NaN
            : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
