namespace Scim.Benchmarks.Load;

/// <summary>What wrk saw in one round.</summary>
/// <param name="RequestCount">Answers that came.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="BrokenCount">Requests without an answer.</param>
/// <param name="RefusedCount">Answers of 400 and above.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
internal sealed record WrkRound(
    long RequestCount,
    double Seconds,
    long BrokenCount,
    long RefusedCount,
    double P50,
    double P99
)
{
    /// <summary>Answers a second.</summary>
    public double RequestsPerSecond => RequestCount / Seconds;
}
