using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Gateway.Jwt;

/// <summary>
/// One issuer's keys. They are fetched when first needed, again after <see cref="RefreshAfter"/> without anybody
/// waiting for it, and at once when a token names a key that is not among them; but never more often than
/// <see cref="RetryDelay"/> allows, whatever tokens strangers show. Keys that could not be fetched again stay good for
/// <see cref="ExpireAfter"/>. Thread-safe.
/// </summary>
internal sealed class JwtKeySource(
    string issuer,
    Func<Task<IReadOnlyList<JsonWebKey>>> read,
    TimeProvider time,
    ILogger logger
)
{
    private readonly Lock _lock = new();
    private volatile CachedKeys? _cachedKeys;
    private DateTimeOffset _lastAttemptAt;
    private Task? _pendingFetch;

    /// <summary>How old keys may be before they are fetched anew.</summary>
    public static TimeSpan RefreshAfter { get; } = TimeSpan.FromHours(1);

    /// <summary>How old keys may be at most.</summary>
    public static TimeSpan ExpireAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>The least time between two attempts to fetch.</summary>
    public static TimeSpan RetryDelay { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The keys; null when they cannot be had.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>?> GetKeysAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (GetUnexpiredKeys(now) is not { } kept)
            return await RefreshKeysAsync();
        if (now - kept.FetchedAt > RefreshAfter)
            _ = EnsureFetchedAsync(now);
        return kept.Keys;
    }

    /// <summary>
    /// The keys after a new attempt to fetch them, unless the last one was a moment ago; null when they cannot be had.
    /// </summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>?> RefreshKeysAsync()
    {
        await EnsureFetchedAsync(time.GetUtcNow());
        return GetUnexpiredKeys(time.GetUtcNow())?.Keys;
    }

    private CachedKeys? GetUnexpiredKeys(DateTimeOffset now) =>
        _cachedKeys is { } kept && now - kept.FetchedAt <= ExpireAfter ? kept : null;

    // Never fails; one attempt at a time, which all who wait share.
    private Task EnsureFetchedAsync(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_pendingFetch is { IsCompleted: false } running)
                return running;
            if (_lastAttemptAt != default && now - _lastAttemptAt < RetryDelay)
                return Task.CompletedTask;
            _lastAttemptAt = now;
            return _pendingFetch = FetchKeysAsync();
        }
    }

    private async Task FetchKeysAsync()
    {
        // Not under the caller's lock, which is still held at this point.
        await Task.Yield();
        try
        {
            IReadOnlyList<JsonWebKey> keys = await read();
            _cachedKeys = new CachedKeys(keys, time.GetUtcNow());
            Log.KeysFetched(logger, keys.Count, issuer);
        }
        catch (Exception e)
            when (e
                    is HttpRequestException
                        or FormatException
                        or IOException
                        or OperationCanceledException
                        or System.Net.Sockets.SocketException
            )
        {
            Log.KeysFetchFailed(logger, issuer, e.GetType().Name, e.Message);
        }
    }

    private sealed record CachedKeys(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset FetchedAt);
}
