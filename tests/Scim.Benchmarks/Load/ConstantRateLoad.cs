using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Sends requests at a fixed rate that does not depend on the responses, which wrk cannot do. Each request has a due
/// time, and its latency is measured from there, so that queueing in a slow server counts (no coordinated omission).
/// The load is bounded by its duration and by a limit on concurrent requests.
/// </summary>
internal sealed class ConstantRateLoad : IDisposable
{
    private const int MaxConcurrentRequests = 2000;
    private readonly HttpClient _client = new(
        new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 200 }
    )
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Sends the requests in turn, <paramref name="perSecond"/> per second in total.</summary>
    /// <returns>
    /// Latency percentiles in milliseconds, and the counts of responses, failures and skipped requests.
    /// </returns>
    public async Task<ConstantRateResult> SendRequestsAsync(
        IReadOnlyList<(string Url, string Token)> requests,
        double perSecond,
        TimeSpan time
    )
    {
        var latencies = new ConcurrentBag<double>();
        int refused = 0,
            skipped = 0,
            sent = 0;
        using var inFlight = new SemaphoreSlim(MaxConcurrentRequests);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var pending = new List<Task>();
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && await ticks.WaitForNextTickAsync())
        {
            for (double due = Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond; sent < due; sent++)
            {
                if (inFlight.Wait(0))
                    pending.Add(SendRequestAsync(requests[sent % requests.Count], sent / perSecond));
                else
                    skipped++;
            }
        }

        await Task.WhenAll(pending);
        return new ConstantRateResult(
            latencies.Count,
            refused,
            skipped,
            Statistics.GetPercentile(latencies, 0.5),
            Statistics.GetPercentile(latencies, 0.99)
        );

        async Task SendRequestAsync((string Url, string Token) what, double due)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, what.Url);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", what.Token);
                using HttpResponseMessage response = await _client.SendAsync(request).ConfigureAwait(false);
                await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                if (!response.IsSuccessStatusCode)
                    Interlocked.Increment(ref refused);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Interlocked.Increment(ref refused);
            }
            finally
            {
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds - (due * 1000));
                inFlight.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

/// <summary>What came of it.</summary>
/// <param name="ResponseCount">Answers that came.</param>
/// <param name="FailedCount">Those that were no success.</param>
/// <param name="SkippedCount">Requests not sent, because too many were under way.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
internal sealed record ConstantRateResult(int ResponseCount, int FailedCount, int SkippedCount, double P50, double P99);
