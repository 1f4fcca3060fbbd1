using System.Diagnostics;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Sends requests to one node or another, as clients behind a load balancer do, and notes for how long nothing worked.
/// </summary>
/// <param name="urls">The nodes' SCIM base URLs of the tenant.</param>
/// <param name="token">The tenant's token.</param>
/// <param name="http">The connections of this client.</param>
/// <param name="random">Chooses the node.</param>
public sealed class LoadBalancedClient(
    IReadOnlyList<string> urls,
    string token,
    HttpClient http,
    Random random
)
{
    /// <summary>
    /// How long a client waits: longer than a silo is stopped for, so that a request which nobody answered is not
    /// carried out much later.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private long? _failingSince;
    private TimeSpan _longestOutage;

    /// <summary>Requests sent, and those among them whose outcome nobody told.</summary>
    public (int Sent, int Unknown) Counts { get; private set; }

    /// <summary>The longest time without an answer since this was last asked.</summary>
    public TimeSpan TakeLongestOutage()
    {
        TimeSpan window = _longestOutage;
        _longestOutage = TimeSpan.Zero;
        return window;
    }

    /// <summary>Sends a request once.</summary>
    /// <returns>The answer; null when there was none.</returns>
    public async Task<ScimResponse?> SendAsync(string method, string path, object? body = null)
    {
        var scim = new ScimClient(urls[random.Next(urls.Count)], token, http);
        ScimResponse? response = null;
        long sent = Stopwatch.GetTimestamp();
        try
        {
            response = await scim.SendAsync(method, path, body);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // No answer: the caller does not know what happened.
        }

        if (response is { Status: 500 or 502 or 504 })
            Assert.Fail($"A client must see 503 at worst: {response}");
        bool told = response is not null && response.Status != 503;
        RecordOutcome(sent, told);
        return told ? response : null;
    }

    // Nothing works from the sending of the first request that is not answered to the arrival of the next answer.
    private void RecordOutcome(long sent, bool told)
    {
        Counts = (Counts.Sent + 1, Counts.Unknown + (told ? 0 : 1));
        if (!told)
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
