using System.Diagnostics;
using System.Globalization;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Clients that only read, each one request after the other through one gateway, and what became of every read.
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

    /// <summary>How many reads there were.</summary>
    public int ReadCount { get; private set; }

    /// <summary>How long the slowest one took.</summary>
    public TimeSpan LongestRead { get; private set; }

    /// <summary>Those that were not answered 200.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_lock)
                return [.. _failures];
        }
    }

    /// <summary>Makes users and groups in a tenant of their own and begins to read them, by id and by name.</summary>
    public static async Task<ReadWorkload> StartAsync(ClusterNode gateway)
    {
        TestTenant tenant = await ProcessCluster.CreateOperatorClient(gateway).CreateTenantAsync();
        HttpClient http = RawHttpClient.CreateClient();
        var scim = new ScimClient(tenant.Url, tenant.Token, http);
        var paths = new List<string>();
        for (int i = 0; i < UserCount; i++)
        {
            string name = $"reader{i.ToString(CultureInfo.InvariantCulture)}";
            paths.Add(
                $"/Users/{(await scim.PostAsync("/Users", RequestBodies.CreateUser(name))).AssertStatus(201).Id}"
            );
            if (i % 3 == 0)
                paths.Add($"/Users?filter=userName%20eq%20%22{name}%22");
            if (i % 10 == 0)
                paths.Add($"/Groups/{await scim.CreateGroupAsync($"Group of {name}")}");
        }

        // Once each, so that the grains live on all silos and the gateway knows whom the names belong to.
        foreach (string path in paths)
            (await scim.GetAsync(path)).AssertStatus(200);
        var readers = new ReadWorkload(scim, http, paths);
        readers._running =
        [
            .. Enumerable
                .Range(0, ClientCount)
                .Select(i => readers.RunClientAsync(i, new Random(i))),
        ];
        return readers;
    }

    /// <summary>
    /// Waits until each client has the answer to a read that it sent after <paramref name="moment"/>, and with it those
    /// to all before.
    /// </summary>
    /// <param name="moment">As <see cref="Stopwatch.GetTimestamp"/> tells.</param>
    public Task WaitForReadsSentAfterAsync(long moment) =>
        Polling.WaitUntilAsync(
            () =>
                Task.FromResult(
                    Enumerable
                        .Range(0, ClientCount)
                        .All(i => Volatile.Read(ref _lastAnsweredAt[i]) > moment)
                ),
            Timeout,
            () => "reads are not answered any more"
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
            ScimResponse answer = await _scim.GetAsync(path);
            RecordRead(path, answer, Stopwatch.GetElapsedTime(sent));
            Volatile.Write(ref _lastAnsweredAt[client], sent);
            await Task.Delay(RequestInterval, CancellationToken.None);
        }
    }

    private void RecordRead(string path, ScimResponse answer, TimeSpan took)
    {
        lock (_lock)
        {
            ReadCount++;
            if (took > LongestRead)
                LongestRead = took;
            if (answer.Status != 200)
                _failures.Add($"{path} after {took.TotalSeconds:0.0} s: {answer}");
        }
    }
}
