using System.Threading.RateLimiting;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.RateLimiting;

/// <summary>The rate-limit state of one tenant in this process.</summary>
internal sealed class TenantRateLimitState(string label, RateLimitOptions options, TimeProvider time)
{
    private readonly ConcurrencyLimiter?[] _concurrencyLimiters = new ConcurrencyLimiter?[FairShare.LevelCount];
    private long _lastRequestAt = time.GetTimestamp();

    /// <summary>The tenant's label in metrics.</summary>
    public string Label { get; } = label;

    /// <summary>The bucket of the tenant's rate.</summary>
    public TokenBucket Bucket { get; } = new(time);

    /// <summary>Whether the state equals a new one, so that it can be removed.</summary>
    public bool IsIdle =>
        Bucket.IsFull && Array.TrueForAll(_concurrencyLimiters, l => l is null or { IdleDuration: not null });

    /// <summary>Whether the tenant sent a request within <see cref="FairShare.ActivityWindow"/>.</summary>
    public bool IsActive => time.GetElapsedTime(Volatile.Read(ref _lastRequestAt)) < FairShare.ActivityWindow;

    /// <summary>Records a request.</summary>
    public void RecordRequest() => Volatile.Write(ref _lastRequestAt, time.GetTimestamp());

    /// <summary>Returns the limiter of concurrent requests for a share level.</summary>
    /// <param name="share">
    /// The share level, see <see cref="FairShare"/>. Requests admitted at another level keep their permits until they
    /// end.
    /// </param>
    public ConcurrencyLimiter GetConcurrencyLimiter(int share)
    {
        if (Volatile.Read(ref _concurrencyLimiters[share]) is { } limiter)
            return limiter;
        ConcurrencyLimiter created = new(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = FairShare.GetConcurrency(options, share),
                QueueLimit = options.Queue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        return Interlocked.CompareExchange(ref _concurrencyLimiters[share], created, null) ?? created;
    }
}
