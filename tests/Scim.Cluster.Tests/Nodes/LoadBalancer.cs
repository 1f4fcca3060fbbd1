namespace Scim.Cluster.Tests.Nodes;

/// <summary>Sends to nodes that say they are ready, in turn, and repeats what is answered 503.</summary>
public sealed class LoadBalancer : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IReadOnlyList<Node> _nodes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private volatile Node[] _ready;
    private int _turn;
    private int _retried;

    /// <summary>Begins to watch the nodes.</summary>
    public LoadBalancer(IReadOnlyList<Node> nodes)
    {
        (_nodes, _ready) = (nodes, [.. nodes]);
        _watch = Watch();
    }

    /// <summary>How many requests were sent again after a 503.</summary>
    public int Retried => _retried;

    /// <summary>Sends a request to a ready node; a 503 is repeated at the next.</summary>
    /// <exception cref="HttpRequestException">A ready node did not answer: the request failed.</exception>
    public async Task<ScimResponse> Send(TestTenant tenant, string method, string path, object? body = null)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            Node[] ready = _ready;
            Assert.True(ready.Length > 0 || patience.Elapsed < Patience, "no node has been ready for a minute");
            if (ready.Length > 0)
            {
                Node node = ready[(uint)Interlocked.Increment(ref _turn) % (uint)ready.Length];
                ScimResponse answer = await new ScimClient($"{node.BaseUrl}/tenants/{tenant.Id}/scim/v2", tenant.Token).Send(method, path, body);
                if (answer.Status != 503) return answer;
                Assert.True(patience.Elapsed < Patience, $"503 for a minute: {answer}");
                Interlocked.Increment(ref _retried);
            }

            await Task.Delay(Interval);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            bool[] ready = await Task.WhenAll(_nodes.Select(n => n.IsReady()));
            _ready = [.. _nodes.Where((_, i) => ready[i])];
            await Task.Delay(Interval, CancellationToken.None);
        }
    }
}
