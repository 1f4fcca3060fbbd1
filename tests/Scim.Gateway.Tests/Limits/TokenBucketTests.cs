using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Limits;

namespace Scim.Gateway.Tests.Limits;

/// <summary>A bucket gives its burst at once and its rate afterwards, whatever is done to it at the same time.</summary>
public sealed class TokenBucketTests
{
    private static readonly Allowance TenASecond = new(10, 5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_OfTheBurst_GivesItAndNoMore()
    {
        TokenBucket bucket = new(_time);
        Assert.Equal([4, 3, 2, 1, 0], Enumerable.Range(0, 5).Select(_ => bucket.Take(TenASecond).Remaining));
        TokenBucket.Level refused = bucket.Take(TenASecond);
        Assert.False(refused.Taken);
        Assert.Equal(TimeSpan.FromMilliseconds(100), refused.Wait);
        Assert.True(bucket.IsEmpty(TenASecond));
    }

    [Fact]
    public void Take_AfterTheWait_GivesOne()
    {
        TokenBucket bucket = new(_time);
        for (int i = 0; i < 5; i++) bucket.Take(TenASecond);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(bucket.Take(TenASecond).Taken);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(bucket.Take(TenASecond).Taken);
        Assert.False(bucket.Take(TenASecond).Taken);
    }

    [Fact]
    public void Take_AfterALongTime_GivesNoMoreThanTheBurst()
    {
        TokenBucket bucket = new(_time);
        bucket.Take(TenASecond);
        Assert.False(bucket.IsFull);
        _time.Advance(TimeSpan.FromDays(10));
        Assert.True(bucket.IsFull);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => bucket.Take(TenASecond).Taken));
    }

    [Fact]
    public void Take_OfMoreThanTheBurst_CostsTheBurst()
    {
        TokenBucket bucket = new(_time);
        bucket.Take(TenASecond);
        Assert.True(bucket.Take(TenASecond, 1000).Taken);
        Assert.Equal(TimeSpan.FromMilliseconds(200), bucket.Take(TenASecond).Wait);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(bucket.Take(TenASecond).Taken);
    }

    [Fact]
    public void Take_WithAnotherAllowance_GoesByIt()
    {
        TokenBucket bucket = new(_time);
        for (int i = 0; i < 5; i++) bucket.Take(TenASecond);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(bucket.Take(new Allowance(1000, 500)).Taken);
        Assert.False(bucket.Take(new Allowance(1000, 500)).Taken);
        Assert.False(bucket.Take(TenASecond).Taken);
    }

    [Fact]
    public void Take_ByManyThreads_GivesTheBurst()
    {
        TokenBucket bucket = new(_time);
        Allowance allowance = new(1000, 500);
        int taken = 0;
        Parallel.For(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (bucket.Take(allowance).Taken) Interlocked.Increment(ref taken);
        });
        Assert.Equal(500, taken);
    }
}
