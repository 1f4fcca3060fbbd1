using System.Globalization;
using System.Net;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>One process of a cluster, a silo or a gateway, which is started again on the same ports whenever it has ended.</summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);
    private readonly string _assembly;
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly List<string> _before = [];

    /// <summary>Describes a node; nothing is started yet.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="folder">Where it is started.</param>
    /// <param name="environment">Its settings.</param>
    public Node(string name, string assembly, string folder, IReadOnlyDictionary<string, string> environment)
    {
        (Name, _assembly, _folder, _environment) = (name, assembly, folder, environment);
        BaseUrl = $"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string BaseUrl { get; }

    /// <summary>The running process, or the last one.</summary>
    public SiloProcess Process { get; private set; } = null!;

    /// <summary>Everything that it printed, in all of its runs.</summary>
    public IEnumerable<string> Printed => [.. _before, .. Process.Printed.Split('\n')];

    /// <summary>Starts it; it may not be ready yet.</summary>
    public void Start() => Process = SiloProcess.StartProgram(_assembly, _folder, _environment, "--urls", BaseUrl);

    /// <summary>Starts it again after its end.</summary>
    public async Task Restart()
    {
        _before.AddRange(Process.Printed.Split('\n'));
        await Process.DisposeAsync();
        Start();
    }

    /// <summary>Waits until it says that it can serve.</summary>
    public Task Ready() => Eventually.Holds(IsReady, StartTime, () => $"{Name} is not ready. It printed:\n{Process.Printed}");

    /// <summary>Whether it says that it can serve.</summary>
    public async Task<bool> IsReady()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl}/health/ready");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage answer = await Wire.Client.SendAsync(request, patience.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends it at once (SIGKILL) and waits until it is gone.</summary>
    public async Task Kill()
    {
        Process.Kill();
        await Process.Exit(StopTime);
    }

    /// <summary>Asks it to end (SIGTERM) and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        Process.Terminate();
        return await Process.Exit(StopTime);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process is null ? default : Process.DisposeAsync();
}
