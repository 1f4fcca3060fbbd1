using System.Threading.RateLimiting;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.RateLimiting;

/// <summary>What one tenant has taken of this process.</summary>
internal sealed class TenantRateLimitState(
    string label,
    RateLimitOptions options,
    TimeProvider time
)
{
    private readonly ConcurrencyLimiter?[] _concurrencyLimiters = new ConcurrencyLimiter?[
        FairShare.LevelCount
    ];
    private long _lastRequestAt = time.GetTimestamp();

    /// <summary>What metrics call it.</summary>
    public string Label { get; } = label;

    /// <summary>Its requests over time.</summary>
    public TokenBucket Bucket { get; } = new(time);

    /// <summary>Whether it holds nothing that a new one would not.</summary>
    public bool IsIdle =>
        Bucket.IsFull
        && Array.TrueForAll(_concurrencyLimiters, g => g is null or { IdleDuration: not null });

    /// <summary>Whether it has sent a request within the last second.</summary>
    public bool IsActive =>
        time.GetElapsedTime(Volatile.Read(ref _lastRequestAt)) < FairShare.ActivityWindow;

    /// <summary>Notes a request.</summary>
    public void RecordRequest() => Volatile.Write(ref _lastRequestAt, time.GetTimestamp());

    /// <summary>Its requests at this moment, by the share that it has.</summary>
    /// <param name="share">See <see cref="FairShare"/>. Requests let in by another share keep their places until they
    /// are done.</param>
    public ConcurrencyLimiter GetConcurrencyLimiter(int share)
    {
        if (Volatile.Read(ref _concurrencyLimiters[share]) is { } gate)
            return gate;
        ConcurrencyLimiter made = new(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = FairShare.GetConcurrency(options, share),
                QueueLimit = options.Queue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        return Interlocked.CompareExchange(ref _concurrencyLimiters[share], made, null) ?? made;
    }
}
