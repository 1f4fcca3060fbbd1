using System.Diagnostics;
using System.Globalization;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Reads;

/// <summary>Clients that only read, each one request after the other through one gateway, and what became of every read.</summary>
public sealed class Readers : IAsyncDisposable
{
    private const int People = 150;
    private const int Clients = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    private readonly ScimClient _scim;
    private readonly HttpClient _http;
    private readonly IReadOnlyList<string> _paths;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _unanswered = [];
    private readonly long[] _answered = new long[Clients];
    private Task[] _running = [];

    private Readers(ScimClient scim, HttpClient http, IReadOnlyList<string> paths) => (_scim, _http, _paths) = (scim, http, paths);

    /// <summary>How many reads there were.</summary>
    public int Count { get; private set; }

    /// <summary>How long the slowest one took.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Those that were not answered 200.</summary>
    public IReadOnlyList<string> Unanswered
    {
        get
        {
            lock (_lock) return [.. _unanswered];
        }
    }

    /// <summary>Makes users and groups in a tenant of their own and begins to read them, by id and by name.</summary>
    public static async Task<Readers> Start(Node gateway)
    {
        TestTenant tenant = await TestCluster.OperatorAt(gateway).NewTenant();
        HttpClient http = Wire.NewClient();
        var scim = new ScimClient(tenant.Url, tenant.Token, http);
        var paths = new List<string>();
        for (int i = 0; i < People; i++)
        {
            string name = $"reader{i.ToString(CultureInfo.InvariantCulture)}";
            paths.Add($"/Users/{(await scim.Post("/Users", Bodies.User(name))).Expect(201).Id}");
            if (i % 3 == 0) paths.Add($"/Users?filter=userName%20eq%20%22{name}%22");
            if (i % 10 == 0) paths.Add($"/Groups/{await scim.CreateGroup($"Group of {name}")}");
        }

        // Once each, so that the grains live on all silos and the gateway knows whom the names belong to.
        foreach (string path in paths) (await scim.Get(path)).Expect(200);
        var readers = new Readers(scim, http, paths);
        readers._running = [.. Enumerable.Range(0, Clients).Select(i => readers.Run(i, new Random(i)))];
        return readers;
    }

    /// <summary>Waits until each client has the answer to a read that it sent after <paramref name="moment"/>, and with it those to all before.</summary>
    /// <param name="moment">As <see cref="Stopwatch.GetTimestamp"/> tells.</param>
    public Task HaveAnswersOf(long moment) =>
        Eventually.Holds(() => Task.FromResult(Enumerable.Range(0, Clients).All(i => Volatile.Read(ref _answered[i]) > moment)), Patience, () => "reads are not answered any more");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task Run(int client, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            string path = _paths[random.Next(_paths.Count)];
            long sent = Stopwatch.GetTimestamp();
            ScimResponse answer = await _scim.Get(path);
            Note(path, answer, Stopwatch.GetElapsedTime(sent));
            Volatile.Write(ref _answered[client], sent);
            await Task.Delay(Breath, CancellationToken.None);
        }
    }

    private void Note(string path, ScimResponse answer, TimeSpan took)
    {
        lock (_lock)
        {
            Count++;
            if (took > Longest) Longest = took;
            if (answer.Status != 200) _unanswered.Add($"{path} after {took.TotalSeconds:0.0} s: {answer}");
        }
    }
}
