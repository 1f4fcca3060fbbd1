namespace Scim.Benchmarks.Measurement;

/// <summary>Figures of a few numbers.</summary>
internal static class Statistics
{
    /// <summary>The middle one; of an even count, the mean of the two in the middle.</summary>
    public static double GetMedian(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? double.NaN
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The value that <paramref name="part"/> of the values do not exceed.</summary>
    public static double GetPercentile(IReadOnlyCollection<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? double.NaN
            : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
