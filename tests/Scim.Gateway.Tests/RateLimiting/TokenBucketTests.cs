using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.RateLimiting;

namespace Scim.Gateway.Tests.RateLimiting;

/// <summary>
/// Tests that a bucket grants its burst at once and its rate afterwards, also under concurrency.
/// </summary>
public sealed class TokenBucketTests
{
    private static readonly RateLimit TenPerSecond = new(10, 5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TakeTokens_OfTheBurst_GrantsItOnce()
    {
        TokenBucket bucket = new(_time);
        Assert.Equal([4, 3, 2, 1, 0], Enumerable.Range(0, 5).Select(_ => bucket.TakeTokens(TenPerSecond).Remaining));
        TokenBucket.TakeResult refused = bucket.TakeTokens(TenPerSecond);
        Assert.False(refused.IsTaken);
        Assert.Equal(TimeSpan.FromMilliseconds(100), refused.RetryAfter);
        Assert.True(bucket.IsEmpty(TenPerSecond));
    }

    [Fact]
    public void TakeTokens_AfterTheWait_GrantsOne()
    {
        TokenBucket bucket = new(_time);
        for (int i = 0; i < 5; i++)
            bucket.TakeTokens(TenPerSecond);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(bucket.TakeTokens(TenPerSecond).IsTaken);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(bucket.TakeTokens(TenPerSecond).IsTaken);
        Assert.False(bucket.TakeTokens(TenPerSecond).IsTaken);
    }

    [Fact]
    public void TakeTokens_AfterALongTime_GrantsAtMostTheBurst()
    {
        TokenBucket bucket = new(_time);
        bucket.TakeTokens(TenPerSecond);
        Assert.False(bucket.IsFull);
        _time.Advance(TimeSpan.FromDays(10));
        Assert.True(bucket.IsFull);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => bucket.TakeTokens(TenPerSecond).IsTaken));
    }

    [Fact]
    public void TakeTokens_OfMoreThanTheBurst_CostsTheBurst()
    {
        TokenBucket bucket = new(_time);
        bucket.TakeTokens(TenPerSecond);
        Assert.True(bucket.TakeTokens(TenPerSecond, 1000).IsTaken);
        Assert.Equal(TimeSpan.FromMilliseconds(200), bucket.TakeTokens(TenPerSecond).RetryAfter);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(bucket.TakeTokens(TenPerSecond).IsTaken);
    }

    [Fact]
    public void TakeTokens_WithAnotherRateLimit_AppliesIt()
    {
        TokenBucket bucket = new(_time);
        for (int i = 0; i < 5; i++)
            bucket.TakeTokens(TenPerSecond);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(bucket.TakeTokens(new RateLimit(1000, 500)).IsTaken);
        Assert.False(bucket.TakeTokens(new RateLimit(1000, 500)).IsTaken);
        Assert.False(bucket.TakeTokens(TenPerSecond).IsTaken);
    }

    [Fact]
    public void TakeTokens_ByManyThreads_GrantsTheBurst()
    {
        TokenBucket bucket = new(_time);
        RateLimit allowance = new(1000, 500);
        int taken = 0;
        Parallel.For(
            0,
            5000,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            _ =>
            {
                if (bucket.TakeTokens(allowance).IsTaken)
                    Interlocked.Increment(ref taken);
            }
        );
        Assert.Equal(500, taken);
    }
}
