using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Gateway.Jwt;

/// <summary>The keys of one issuer. Thread-safe.</summary>
/// <remarks>
/// Keys are fetched on first use, in the background once they are older than <see cref="RefreshAfter"/>, and
/// immediately for a token whose key is unknown. The minimum time between two attempts is <see cref="RetryDelay"/>,
/// whatever tokens clients send. Keys that could not be refreshed are used until <see cref="ExpireAfter"/>.
/// </remarks>
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

    /// <summary>The age at which keys are refreshed.</summary>
    public static TimeSpan RefreshAfter { get; } = TimeSpan.FromHours(1);

    /// <summary>The maximum age of keys.</summary>
    public static TimeSpan ExpireAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>The minimum time between two attempts to fetch keys.</summary>
    public static TimeSpan RetryDelay { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Returns the keys, or null if they are unavailable.</summary>
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
    /// Fetches the keys again unless an attempt was made within <see cref="RetryDelay"/>, and returns them; null if
    /// they are unavailable.
    /// </summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>?> RefreshKeysAsync()
    {
        await EnsureFetchedAsync(time.GetUtcNow());
        return GetUnexpiredKeys(time.GetUtcNow())?.Keys;
    }

    private CachedKeys? GetUnexpiredKeys(DateTimeOffset now) =>
        _cachedKeys is { } kept && now - kept.FetchedAt <= ExpireAfter ? kept : null;

    // The returned task never fails. Concurrent callers share one attempt.
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
        // Continue outside the caller's lock, which is still held at this point.
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
