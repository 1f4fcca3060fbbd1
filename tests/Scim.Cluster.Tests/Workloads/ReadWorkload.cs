using System.Diagnostics;
using System.Globalization;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Runs clients that only read, each one request at a time through one gateway, and records the result of every read.
/// </summary>
public sealed class ReadWorkload : IAsyncDisposable
{
    private const int UserCount = 150;
    private const int ClientCount = 16;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RequestInterval = TimeSpan.FromMilliseconds(5);

    private readonly ScimClient _scim;
    private readonly HttpClient _http;
    private readonly IReadOnlyList<string> _paths;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private readonly long[] _lastAnsweredAt = new long[ClientCount];
    private Task[] _running = [];

    private ReadWorkload(ScimClient scim, HttpClient http, IReadOnlyList<string> paths) =>
        (_scim, _http, _paths) = (scim, http, paths);

    /// <summary>The number of reads.</summary>
    public int ReadCount { get; private set; }

    /// <summary>The duration of the slowest read.</summary>
    public TimeSpan LongestRead { get; private set; }

    /// <summary>The reads that did not return 200.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_lock)
                return [.. _failures];
        }
    }

    /// <summary>Creates users and groups in a new tenant and starts to read them, by id and by name.</summary>
    public static async Task<ReadWorkload> StartAsync(ClusterNode gateway)
    {
        TestTenant tenant = await ProcessCluster.CreateOperatorClient(gateway).CreateTenantAsync();
        HttpClient http = RawHttpClient.CreateClient();
        var scim = new ScimClient(tenant.Url, tenant.Token, http);
        var paths = new List<string>();
        for (int i = 0; i < UserCount; i++)
        {
            string name = $"reader{i.ToString(CultureInfo.InvariantCulture)}";
            paths.Add($"/Users/{await scim.CreateUserAsync(name)}");
            if (i % 3 == 0)
                paths.Add($"/Users?filter=userName%20eq%20%22{name}%22");
            if (i % 10 == 0)
                paths.Add($"/Groups/{await scim.CreateGroupAsync($"Group of {name}")}");
        }

        // Read each path once, so that the grains are activated on all silos and the gateway has cached the owners of
        // the names.
        foreach (string path in paths)
            (await scim.GetAsync(path)).AssertStatus(200);
        var readers = new ReadWorkload(scim, http, paths);
        readers._running = [.. Enumerable.Range(0, ClientCount).Select(i => readers.RunClientAsync(i, new Random(i)))];
        return readers;
    }

    /// <summary>
    /// Waits until each client has the response to a read that it sent after <paramref name="moment"/>, and therefore
    /// to all earlier ones.
    /// </summary>
    /// <param name="moment">A timestamp of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public Task WaitForReadsSentAfterAsync(long moment) =>
        Polling.WaitUntilAsync(
            () =>
                Task.FromResult(
                    Enumerable.Range(0, ClientCount).All(i => Volatile.Read(ref _lastAnsweredAt[i]) > moment)
                ),
            Timeout,
            () => "Reads are no longer answered."
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunClientAsync(int client, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            string path = _paths[random.Next(_paths.Count)];
            long sent = Stopwatch.GetTimestamp();
            ScimResponse response = await _scim.GetAsync(path);
            RecordRead(path, response, Stopwatch.GetElapsedTime(sent));
            Volatile.Write(ref _lastAnsweredAt[client], sent);
            await Task.Delay(RequestInterval, CancellationToken.None);
        }
    }

    private void RecordRead(string path, ScimResponse response, TimeSpan took)
    {
        lock (_lock)
        {
            ReadCount++;
            if (took > LongestRead)
                LongestRead = took;
            if (response.Status != 200)
                _failures.Add($"{path} after {took.TotalSeconds:0.0} s: {response}");
        }
    }
}
