using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate, whatever the answers do (wrk cannot): each has a moment at which it is due, and its
/// latency counts from there, so that a server which makes requests wait is not spared those that waited. Bounded by
/// its time and by a limit of requests under way.
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

    /// <summary>Plays requests, in turn, at <paramref name="perSecond"/> altogether.</summary>
    /// <returns>Latencies of answers in milliseconds, and how many answers were no success.</returns>
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
        using var underWay = new SemaphoreSlim(MaxConcurrentRequests);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var pending = new List<Task>();
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && await ticks.WaitForNextTickAsync())
        {
            for (
                double due = Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond;
                sent < due;
                sent++
            )
            {
                if (underWay.Wait(0))
                    pending.Add(
                        SendRequestAsync(requests[sent % requests.Count], sent / perSecond)
                    );
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
                using HttpResponseMessage answer = await _client
                    .SendAsync(request)
                    .ConfigureAwait(false);
                await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                    Interlocked.Increment(ref refused);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Interlocked.Increment(ref refused);
            }
            finally
            {
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds - (due * 1000));
                underWay.Release();
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
internal sealed record ConstantRateResult(
    int ResponseCount,
    int FailedCount,
    int SkippedCount,
    double P50,
    double P99
);
