namespace Scim.Gateway.RateLimiting;

/// <summary>
/// A token bucket, stored as the point in time at which it will be full again. Thread-safe without locks.
/// </summary>
/// <remarks>
/// It needs no timer, the limit may change between calls, and a request may take more tokens than are available; the
/// bucket then stays empty until they are refilled.
/// </remarks>
internal sealed class TokenBucket(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();
    private long _fullAt;

    /// <summary>Whether the bucket is full, so that it can be removed.</summary>
    public bool IsFull => Volatile.Read(ref _fullAt) <= Now;

    private long Now => time.GetElapsedTime(_origin).Ticks;

    /// <summary>Returns whether the next <see cref="TakeTokens"/> would fail.</summary>
    public bool IsEmpty(RateLimit limit) => GetAvailableTokens(limit, Now, Volatile.Read(ref _fullAt)) < 1;

    /// <summary>
    /// Takes tokens if at least one is available. At most the whole burst is taken, whatever the
    /// <paramref name="count"/>.
    /// </summary>
    public TakeResult TakeTokens(RateLimit limit, int count = 1)
    {
        long cost = (long)(Math.Min(count, limit.Burst) / limit.PerSecond * TimeSpan.TicksPerSecond);
        while (true)
        {
            long now = Now,
                fullAt = Volatile.Read(ref _fullAt);
            double left = GetAvailableTokens(limit, now, fullAt);
            if (left < 1)
                return new TakeResult(false, 0, TimeSpan.FromSeconds((1 - left) / limit.PerSecond));
            if (Interlocked.CompareExchange(ref _fullAt, Math.Max(now, fullAt) + cost, fullAt) == fullAt)
                return new TakeResult(true, (int)Math.Max(0, left - count), TimeSpan.Zero);
        }
    }

    private static double GetAvailableTokens(RateLimit limit, long now, long fullAt) =>
        fullAt <= now ? limit.Burst : limit.Burst - (fullAt - now) * limit.PerSecond / TimeSpan.TicksPerSecond;

    /// <summary>The result of taking tokens.</summary>
    /// <param name="IsTaken">Whether a token was available.</param>
    /// <param name="Remaining">The number of remaining tokens.</param>
    /// <param name="RetryAfter">The time until a token is available if none was taken.</param>
    internal readonly record struct TakeResult(bool IsTaken, int Remaining, TimeSpan RetryAfter);
}
