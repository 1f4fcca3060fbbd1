using System.Globalization;
using System.Net;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>
/// One process of a cluster, a silo or a gateway, which is started again on the same ports whenever it has ended.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private readonly string _assembly;
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly List<string> _earlierOutput = [];

    /// <summary>Describes a node; nothing is started yet.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="folder">Where it is started.</param>
    /// <param name="environment">Its settings.</param>
    public ClusterNode(
        string name,
        string assembly,
        string folder,
        IReadOnlyDictionary<string, string> environment
    )
    {
        (Name, _assembly, _folder, _environment) = (name, assembly, folder, environment);
        BaseUrl =
            $"http://127.0.0.1:{PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string BaseUrl { get; }

    /// <summary>The running process, or the last one.</summary>
    public SiloProcess Process { get; private set; } = null!;

    /// <summary>Everything that it printed, in all of its runs.</summary>
    public IEnumerable<string> Output => [.. _earlierOutput, .. Process.AllOutput.Split('\n')];

    /// <summary>Starts it; it may not be ready yet.</summary>
    public void Start() =>
        Process = SiloProcess.StartProgram(_assembly, _folder, _environment, "--urls", BaseUrl);

    /// <summary>Starts it again after its end.</summary>
    public async Task RestartAsync()
    {
        _earlierOutput.AddRange(Process.AllOutput.Split('\n'));
        await Process.DisposeAsync();
        Start();
    }

    /// <summary>Waits until it says that it can serve.</summary>
    public Task WaitUntilReadyAsync() =>
        Polling.WaitUntilAsync(
            IsReadyAsync,
            StartTimeout,
            () => $"{Name} is not ready. It printed:\n{Process.AllOutput}"
        );

    /// <summary>Whether it says that it can serve.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl}/health/ready");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage answer = await RawHttpClient.Client.SendAsync(
                request,
                patience.Token
            );
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends it at once (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>Asks it to end (SIGTERM) and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.SendTerminate();
        return await Process.WaitForExitAsync(StopTimeout);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process is null ? default : Process.DisposeAsync();
}
