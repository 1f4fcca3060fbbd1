using System.Threading.RateLimiting;

namespace Scim.Gateway.Limits;

/// <summary>What one tenant has taken of this process.</summary>
internal sealed class TenantLimiter(string label, RateLimitOptions options, TimeProvider time)
{
    private readonly ConcurrencyLimiter?[] _gates = new ConcurrencyLimiter?[FairShare.Levels];
    private long _lastSeen = time.GetTimestamp();

    /// <summary>What metrics call it.</summary>
    public string Label { get; } = label;

    /// <summary>Its requests over time.</summary>
    public TokenBucket Bucket { get; } = new(time);

    /// <summary>Whether it holds nothing that a new one would not.</summary>
    public bool IsIdle => Bucket.IsFull && Array.TrueForAll(_gates, g => g is null or { IdleDuration: not null });

    /// <summary>Whether it has sent a request within the last second.</summary>
    public bool IsAtWork => time.GetElapsedTime(Volatile.Read(ref _lastSeen)) < FairShare.Memory;

    /// <summary>Notes a request.</summary>
    public void Seen() => Volatile.Write(ref _lastSeen, time.GetTimestamp());

    /// <summary>Its requests at this moment, by the share that it has.</summary>
    /// <param name="share">See <see cref="FairShare"/>. Requests let in by another share keep their places until they are done.</param>
    public ConcurrencyLimiter Gate(int share)
    {
        if (Volatile.Read(ref _gates[share]) is { } gate) return gate;
        ConcurrencyLimiter made = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = FairShare.Places(options, share),
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        return Interlocked.CompareExchange(ref _gates[share], made, null) ?? made;
    }
}
