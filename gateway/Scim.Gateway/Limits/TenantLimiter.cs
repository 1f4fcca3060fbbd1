using System.Threading.RateLimiting;

namespace Scim.Gateway.Limits;

/// <summary>What one tenant has taken of this process.</summary>
internal sealed class TenantLimiter(string label, RateLimitOptions options, TimeProvider time)
{
    /// <summary>What metrics call it.</summary>
    public string Label { get; } = label;

    /// <summary>Its requests over time.</summary>
    public TokenBucket Bucket { get; } = new(time);

    /// <summary>Its requests at this moment.</summary>
    public ConcurrencyLimiter Gate { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Concurrency,
        QueueLimit = options.Queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Whether it holds nothing that a new one would not.</summary>
    public bool IsIdle => Bucket.IsFull && Gate.GetStatistics() is { CurrentQueuedCount: 0 } now && now.CurrentAvailablePermits == options.Concurrency;
}
