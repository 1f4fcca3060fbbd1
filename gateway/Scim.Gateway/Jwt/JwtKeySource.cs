using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Gateway.Jwt;

/// <summary>
/// One issuer's keys. They are fetched when first needed, again after <see cref="RefreshAfter"/> without anybody waiting for it, and at once when a token names
/// a key that is not among them; but never more often than <see cref="Pause"/> allows, whatever tokens strangers show. Keys that could not be fetched
/// again stay good for <see cref="GoodFor"/>. Thread-safe.
/// </summary>
internal sealed class JwtKeySource(string issuer, Func<Task<IReadOnlyList<JsonWebKey>>> read, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private volatile Kept? _kept;
    private DateTimeOffset _attempted;
    private Task? _running;

    /// <summary>How old keys may be before they are fetched anew.</summary>
    public static TimeSpan RefreshAfter { get; } = TimeSpan.FromHours(1);

    /// <summary>How old keys may be at most.</summary>
    public static TimeSpan GoodFor { get; } = TimeSpan.FromHours(24);

    /// <summary>The least time between two attempts to fetch.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The keys; null when they cannot be had.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>?> Get()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (Good(now) is not { } kept) return await Renew();
        if (now - kept.At > RefreshAfter) _ = Fetch(now);
        return kept.Keys;
    }

    /// <summary>The keys after a new attempt to fetch them, unless the last one was a moment ago; null when they cannot be had.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>?> Renew()
    {
        await Fetch(time.GetUtcNow());
        return Good(time.GetUtcNow())?.Keys;
    }

    private Kept? Good(DateTimeOffset now) => _kept is { } kept && now - kept.At <= GoodFor ? kept : null;

    // Never fails; one attempt at a time, which all who wait share.
    private Task Fetch(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false } running) return running;
            if (_attempted != default && now - _attempted < Pause) return Task.CompletedTask;
            _attempted = now;
            return _running = Attempt();
        }
    }

    private async Task Attempt()
    {
        // Not under the caller's lock, which is still held at this point.
        await Task.Yield();
        try
        {
            IReadOnlyList<JsonWebKey> keys = await read();
            _kept = new Kept(keys, time.GetUtcNow());
            Log.Fetched(logger, keys.Count, issuer);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            Log.NotFetched(logger, issuer, e.GetType().Name, e.Message);
        }
    }

    private sealed record Kept(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset At);
}
