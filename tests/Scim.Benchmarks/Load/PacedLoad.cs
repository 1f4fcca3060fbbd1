using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Scim.Benchmarks.Measuring;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate, whatever the answers do (wrk cannot): each has a moment at which it is due, and its latency counts from there, so that a server which makes
/// requests wait is not spared those that waited. Bounded by its time and by a limit of requests under way.
/// </summary>
internal sealed class PacedLoad : IDisposable
{
    private const int MostUnderWay = 2000;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 200 }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Plays requests, in turn, at <paramref name="perSecond"/> altogether.</summary>
    /// <returns>Latencies of answers in milliseconds, and how many answers were no success.</returns>
    public async Task<PacedResult> Play(IReadOnlyList<(string Url, string Token)> requests, double perSecond, TimeSpan time)
    {
        var latencies = new ConcurrentBag<double>();
        int refused = 0, skipped = 0, sent = 0;
        using var underWay = new SemaphoreSlim(MostUnderWay);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var pending = new List<Task>();
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && await ticks.WaitForNextTickAsync())
        {
            for (double due = Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond; sent < due; sent++)
            {
                if (underWay.Wait(0)) pending.Add(Send(requests[sent % requests.Count], sent / perSecond));
                else skipped++;
            }
        }

        await Task.WhenAll(pending);
        return new PacedResult(latencies.Count, refused, skipped, Statistics.Percentile(latencies, 0.5), Statistics.Percentile(latencies, 0.99));

        async Task Send((string Url, string Token) what, double due)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, what.Url);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", what.Token);
                using HttpResponseMessage answer = await _client.SendAsync(request).ConfigureAwait(false);
                await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) Interlocked.Increment(ref refused);
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
/// <param name="Answers">Answers that came.</param>
/// <param name="Refused">Those that were no success.</param>
/// <param name="Skipped">Requests not sent, because too many were under way.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
internal sealed record PacedResult(int Answers, int Refused, int Skipped, double P50, double P99);
