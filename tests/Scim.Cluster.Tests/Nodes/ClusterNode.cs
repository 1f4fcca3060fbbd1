using System.Globalization;
using System.Net;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>
/// One process of a cluster, a silo or a gateway, which can be restarted on the same ports.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private readonly string _assembly;
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly List<string> _earlierOutput = [];

    /// <summary>Describes a node without starting it.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">The settings, as environment variables.</param>
    public ClusterNode(string name, string assembly, string folder, IReadOnlyDictionary<string, string> environment)
    {
        (Name, _assembly, _folder, _environment) = (name, assembly, folder, environment);
        BaseUrl = $"http://127.0.0.1:{PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The name in messages.</summary>
    public string Name { get; }

    /// <summary>The base URL, without a trailing slash.</summary>
    public string BaseUrl { get; }

    /// <summary>The running process, or the last one.</summary>
    public SiloProcess Process { get; private set; } = null!;

    /// <summary>The output of all runs.</summary>
    public IEnumerable<string> Output => [.. _earlierOutput, .. Process.AllOutput.Split('\n')];

    /// <summary>Starts the process without waiting until it is ready.</summary>
    public void Start() => Process = SiloProcess.StartProgram(_assembly, _folder, _environment, "--urls", BaseUrl);

    /// <summary>Starts the process again after it has exited.</summary>
    public async Task RestartAsync()
    {
        _earlierOutput.AddRange(Process.AllOutput.Split('\n'));
        await Process.DisposeAsync();
        Start();
    }

    /// <summary>Waits until the readiness probe succeeds.</summary>
    public Task WaitUntilReadyAsync() =>
        Polling.WaitUntilAsync(
            IsReadyAsync,
            StartTimeout,
            () => $"{Name} did not become ready. Output:\n{Process.AllOutput}"
        );

    /// <summary>Whether the readiness probe succeeds.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl}/health/ready");
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage response = await RawHttpClient.Client.SendAsync(request, timeout.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Kills the process (SIGKILL) and waits until it has exited.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>Requests a shutdown (SIGTERM) and waits until the process has exited.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.SendTerminate();
        return await Process.WaitForExitAsync(StopTimeout);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process is null ? default : Process.DisposeAsync();
}
