using System.Diagnostics;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Sends requests to random nodes, like a client behind a load balancer, and records how long requests failed.
/// </summary>
/// <param name="urls">The SCIM base URL of the tenant at each node.</param>
/// <param name="token">The tenant's token.</param>
/// <param name="http">The HTTP client to send with.</param>
/// <param name="random">Chooses the node.</param>
public sealed class LoadBalancedClient(IReadOnlyList<string> urls, string token, HttpClient http, Random random)
{
    /// <summary>
    /// The request timeout: longer than a silo is paused, so that an unanswered request is not processed much later.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private long? _failingSince;
    private TimeSpan _longestOutage;

    /// <summary>The number of requests sent, and how many of them have an unknown outcome.</summary>
    public (int Sent, int Unknown) Counts { get; private set; }

    /// <summary>Returns and resets the longest time without a response.</summary>
    public TimeSpan TakeLongestOutage()
    {
        TimeSpan window = _longestOutage;
        _longestOutage = TimeSpan.Zero;
        return window;
    }

    /// <summary>Sends a request without retrying.</summary>
    /// <returns>The response; null if there was none, or status 503.</returns>
    public async Task<ScimResponse?> SendAsync(string method, string path, object? body = null)
    {
        var scim = new ScimClient(urls[random.Next(urls.Count)], token, http);
        ScimResponse? response = null;
        long sent = Stopwatch.GetTimestamp();
        try
        {
            response = await scim.SendAsync(method, path, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The outcome is unknown.
        }

        if (response is { Status: 500 or 502 or 504 })
            Assert.Fail($"Expected no server error other than 503: {response}");
        bool acknowledged = response is not null && response.Status != 503;
        RecordOutcome(sent, acknowledged);
        return acknowledged ? response : null;
    }

    // An outage lasts from sending the first failed request until the next response arrives.
    private void RecordOutcome(long sent, bool acknowledged)
    {
        Counts = (Counts.Sent + 1, Counts.Unknown + (acknowledged ? 0 : 1));
        if (!acknowledged)
        {
            _failingSince ??= sent;
            return;
        }

        if (_failingSince is not { } since)
            return;
        _failingSince = null;
        if (Stopwatch.GetElapsedTime(since) is var window && window > _longestOutage)
            _longestOutage = window;
    }
}
