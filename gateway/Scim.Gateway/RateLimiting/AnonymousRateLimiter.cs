using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// Counts by address the requests that showed no valid credential, so that trying tokens costs the service next to
/// nothing. An address with too many of them is not shut out, since a proxy's address is everybody's: it is believed
/// only what this process knows without asking a grain. Holds the addresses of the last failures, at most
/// <see cref="MaxAddresses"/>. Thread-safe.
/// </summary>
internal sealed class AnonymousRateLimiter : IDisposable
{
    /// <summary>Addresses that are told apart; further ones count as one.</summary>
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

    /// <summary>The addresses that are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the sender's address has used up its failures. Nothing is counted.</summary>
    public bool IsSuspect(HttpContext http) =>
        Count > 0 && FindBucket(GetAddressKey(http)) is { } bucket && bucket.IsEmpty(_limit);

    /// <summary>Counts a request without a valid credential.</summary>
    /// <returns>The answer when it is one too many, or null.</returns>
    public ApiResponse? RecordFailure(HttpContext http)
    {
        GatewayInstruments.RecordAuthenticationFailure();
        return RecordFailure(GetAddressKey(http));
    }

    /// <summary>As <see cref="RecordFailure(HttpContext)"/>.</summary>
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
