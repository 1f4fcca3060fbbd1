using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// Limits requests without a valid credential by address, so that guessing tokens costs the service next to nothing.
/// Thread-safe.
/// </summary>
/// <remarks>
/// An address over the limit is not blocked, because a proxy's address is shared by many clients. Its requests are
/// authenticated only with data that this process has cached, without grain calls. The limiter keeps the addresses of
/// recent failures, at most <see cref="MaxAddresses"/>.
/// </remarks>
internal sealed class AnonymousRateLimiter : IDisposable
{
    /// <summary>The number of addresses with a bucket of their own; further addresses share one bucket.</summary>
    public const int MaxAddresses = 50_000;

    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AddressKey, TokenBucket> _addresses = new();
    private readonly TokenBucket _overflowBucket;
    private readonly RateLimit _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _cleanupTimer;
    private int _count;

    public AnonymousRateLimiter(IOptions<GatewayOptions> options, TimeProvider time)
    {
        (_limit, _time, _overflowBucket) = (
            RateLimit.CreateForAnonymous(options.Value.RateLimit),
            time,
            new TokenBucket(time)
        );
        _cleanupTimer = time.CreateTimer(
            static self => ((AnonymousRateLimiter)self!).RemoveIdleBuckets(),
            this,
            CleanupInterval,
            CleanupInterval
        );
    }

    /// <summary>The number of addresses that have a bucket.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Returns whether the caller's address is over its limit, without counting the request.</summary>
    public bool IsSuspect(HttpContext http) =>
        Count > 0 && FindBucket(GetAddressKey(http)) is { } bucket && bucket.IsEmpty(_limit);

    /// <summary>Counts a request without a valid credential.</summary>
    /// <returns>A 429 response if the address is over its limit, otherwise null.</returns>
    public ApiResponse? RecordFailure(HttpContext http)
    {
        GatewayInstruments.RecordAuthenticationFailure();
        return RecordFailure(GetAddressKey(http));
    }

    /// <summary>
    /// Counts a request to an endpoint that needs no credential, against the limit of requests without a valid
    /// credential. The metric of authentication failures does not contain it.
    /// </summary>
    /// <returns>A 429 response if the address is over its limit, otherwise null.</returns>
    public ApiResponse? RecordPublicRequest(HttpContext http) => RecordFailure(GetAddressKey(http));

    /// <summary>Counts a request without a valid credential from <paramref name="address"/>.</summary>
    /// <returns>A 429 response if the address is over its limit, otherwise null.</returns>
    internal ApiResponse? RecordFailure(AddressKey address)
    {
        TokenBucket bucket = FindBucket(address) ?? AddBucket(address);
        return bucket.TakeTokens(_limit) is { IsTaken: false } level
            ? RateLimitResponses.CreateFailuresExceeded(level.RetryAfter)
            : (ApiResponse?)null;
    }

    /// <inheritdoc/>
    public void Dispose() => _cleanupTimer.Dispose();

    private static AddressKey GetAddressKey(HttpContext http) =>
        AddressKey.FromAddress(http.Connection.RemoteIpAddress);

    private TokenBucket? FindBucket(AddressKey address) =>
        _addresses.TryGetValue(address, out TokenBucket? bucket) ? bucket
        : Count >= MaxAddresses ? _overflowBucket
        : null;

    private TokenBucket AddBucket(AddressKey address)
    {
        var added = new TokenBucket(_time);
        TokenBucket bucket = _addresses.GetOrAdd(address, added);
        if (ReferenceEquals(bucket, added))
            Interlocked.Increment(ref _count);
        return bucket;
    }

    private void RemoveIdleBuckets()
    {
        foreach ((AddressKey address, TokenBucket bucket) in _addresses)
        {
            if (bucket.IsFull && _addresses.TryRemove(address, out _))
                Interlocked.Decrement(ref _count);
        }
    }
}
