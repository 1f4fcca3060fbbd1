using System.Globalization;
using Scim.Benchmarks.Baseline;

namespace Scim.Benchmarks.Servers;

/// <summary>The bare endpoint as a process: see <see cref="BaselineProgram"/>.</summary>
internal sealed class BaselineServer(ServerProcess process, int port) : IAsyncDisposable
{
    /// <summary>Its port.</summary>
    public int Port => port;

    /// <summary>Its process id.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>Starts it with answers to give and, for writes, the ids that exist already.</summary>
    public static async Task<BaselineServer> StartAsync(
        BenchmarkDatabase database,
        IReadOnlyDictionary<string, CapturedResponse> answers,
        IEnumerable<string>? ids = null
    )
    {
        string answersFile = Path.Combine(database.Folder, "answers.json"),
            idsFile = Path.Combine(database.Folder, "ids.txt");
        CapturedResponse.WriteFile(answersFile, answers);
        File.WriteAllLines(idsFile, ids ?? []);
        int port = ServerProcess.GetFreePort();
        string[] arguments =
        [
            BuildPaths.BenchmarkAssembly,
            "bare",
            port.ToString(CultureInfo.InvariantCulture),
            answersFile,
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
