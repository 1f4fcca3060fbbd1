using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.Limits;

/// <summary>
/// Counts by address the requests that showed no valid credential, so that trying tokens costs the service next to nothing. An address with too many of them
/// is not shut out, since a proxy's address is everybody's: it is believed only what this process knows without asking a grain. Holds the addresses of the last
/// failures, at most <see cref="MaxAddresses"/>. Thread-safe.
/// </summary>
internal sealed class StrangerLimits : IDisposable
{
    /// <summary>Addresses that are told apart; further ones count as one.</summary>
    public const int MaxAddresses = 50_000;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AddressKey, TokenBucket> _addresses = new();
    private readonly TokenBucket _others;
    private readonly Allowance _allowance;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private int _count;

    public StrangerLimits(IOptions<GatewayOptions> options, TimeProvider time)
    {
        (_allowance, _time, _others) = (Allowance.OfStrangers(options.Value.RateLimit), time, new TokenBucket(time));
        _sweep = time.CreateTimer(static self => ((StrangerLimits)self!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>The addresses that are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the sender's address has used up its failures. Nothing is counted.</summary>
    public bool IsSuspect(HttpContext http) => Count > 0 && Find(Key(http)) is { } bucket && bucket.IsEmpty(_allowance);

    /// <summary>Counts a request without a valid credential.</summary>
    /// <returns>The answer when it is one too many, or null.</returns>
    public Answer? Failed(HttpContext http)
    {
        GatewayInstruments.NotAuthenticated();
        return Failed(Key(http));
    }

    /// <summary>As <see cref="Failed(HttpContext)"/>.</summary>
    internal Answer? Failed(AddressKey address)
    {
        TokenBucket bucket = Find(address) ?? Add(address);
        return bucket.Take(_allowance) is { Taken: false } level ? TooMany.Failures(level.Wait) : (Answer?)null;
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep.Dispose();

    private static AddressKey Key(HttpContext http) => AddressKey.Of(http.Connection.RemoteIpAddress);

    private TokenBucket? Find(AddressKey address) =>
        _addresses.TryGetValue(address, out TokenBucket? bucket) ? bucket : Count >= MaxAddresses ? _others : null;

    private TokenBucket Add(AddressKey address)
    {
        var added = new TokenBucket(_time);
        TokenBucket bucket = _addresses.GetOrAdd(address, added);
        if (ReferenceEquals(bucket, added)) Interlocked.Increment(ref _count);
        return bucket;
    }

    private void Sweep()
    {
        foreach ((AddressKey address, TokenBucket bucket) in _addresses)
        {
            if (bucket.IsFull && _addresses.TryRemove(address, out _)) Interlocked.Decrement(ref _count);
        }
    }
}
