namespace Scim.Gateway.RateLimiting;

/// <summary>
/// A token bucket as one number, the moment at which it will be full again. No timer fills it, the allowance may change
/// between calls, and what is taken may exceed what is there, which has to be made up for before the next request.
/// Thread-safe without locks.
/// </summary>
internal sealed class TokenBucket(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();
    private long _fullAt;

    /// <summary>Whether nothing was taken that has not come back: the bucket remembers nothing.</summary>
    public bool IsFull => Volatile.Read(ref _fullAt) <= Now;

    private long Now => time.GetElapsedTime(_origin).Ticks;

    /// <summary>Whether the next <see cref="TakeTokens"/> would be refused.</summary>
    public bool IsEmpty(RateLimit allowance) =>
        GetAvailableTokens(allowance, Now, Volatile.Read(ref _fullAt)) < 1;

    /// <summary>
    /// Takes tokens if at least one is there; no more than the whole burst, whatever the <paramref name="count"/>.
    /// </summary>
    public TakeResult TakeTokens(RateLimit allowance, int count = 1)
    {
        long cost = (long)(
            Math.Min(count, allowance.Burst) / allowance.PerSecond * TimeSpan.TicksPerSecond
        );
        while (true)
        {
            long now = Now,
                fullAt = Volatile.Read(ref _fullAt);
            double left = GetAvailableTokens(allowance, now, fullAt);
            if (left < 1)
                return new TakeResult(
                    false,
                    0,
                    TimeSpan.FromSeconds((1 - left) / allowance.PerSecond)
                );
            if (
                Interlocked.CompareExchange(ref _fullAt, Math.Max(now, fullAt) + cost, fullAt)
                == fullAt
            )
                return new TakeResult(true, (int)Math.Max(0, left - count), TimeSpan.Zero);
        }
    }

    private static double GetAvailableTokens(RateLimit allowance, long now, long fullAt) =>
        fullAt <= now
            ? allowance.Burst
            : allowance.Burst - (fullAt - now) * allowance.PerSecond / TimeSpan.TicksPerSecond;

    /// <summary>What came of it.</summary>
    /// <param name="IsTaken">Whether the tokens were there.</param>
    /// <param name="Remaining">How many are left.</param>
    /// <param name="RetryAfter">How long until one is there, when not.</param>
    internal readonly record struct TakeResult(bool IsTaken, int Remaining, TimeSpan RetryAfter);
}
