using System.Globalization;
using Scim.Benchmarks.Baseline;
using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>The bare endpoint as a process. See <see cref="BaselineProgram"/>.</summary>
internal sealed class BaselineServer(ServerProcess process, int port) : IAsyncDisposable
{
    /// <summary>The loopback port.</summary>
    public int Port => port;

    /// <summary>The process id.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>
    /// Starts the server with the responses to return and, for writes, the ids of the resources that already exist.
    /// </summary>
    public static async Task<BaselineServer> StartAsync(
        BenchmarkDatabase database,
        IReadOnlyDictionary<string, CapturedResponse> responses,
        IEnumerable<string>? ids = null
    )
    {
        string responsesFile = Path.Combine(database.Folder, "responses.json"),
            idsFile = Path.Combine(database.Folder, "ids.txt");
        CapturedResponse.WriteFile(responsesFile, responses);
        File.WriteAllLines(idsFile, ids ?? []);
        int port = ServerProcess.GetFreePort();
        string[] arguments =
        [
            BuildPaths.BenchmarkAssembly,
            "bare",
            port.ToString(CultureInfo.InvariantCulture),
            responsesFile,
            idsFile,
            .. ids is null ? [] : database.BaselineSettings,
        ];
        var process = ServerProcess.Start("dotnet", arguments, folder: database.Folder);
        await process.WaitUntilAsync(() => Task.FromResult(process.Output.Contains("ready")));
        return new BaselineServer(process, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}
