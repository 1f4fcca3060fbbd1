namespace Scim.Benchmarks.Load;

/// <summary>The measurements of one round of wrk.</summary>
/// <param name="RequestCount">The number of responses.</param>
/// <param name="Seconds">The length of the round in seconds.</param>
/// <param name="BrokenCount">The number of requests without a response.</param>
/// <param name="RefusedCount">The number of responses with status 400 or above.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The 99th percentile of the latency in milliseconds.</param>
internal sealed record WrkRound(
    long RequestCount,
    double Seconds,
    long BrokenCount,
    long RefusedCount,
    double P50,
    double P99
)
{
    /// <summary>Responses per second.</summary>
    public double RequestsPerSecond => RequestCount / Seconds;
}
