using System.Globalization;
using Scim.Benchmarks.Bare;

namespace Scim.Benchmarks.Servers;

/// <summary>The bare endpoint as a process: see <see cref="BareProgram"/>.</summary>
internal sealed class BareServer(ServerProcess process, int port) : IAsyncDisposable
{
    /// <summary>Its port.</summary>
    public int Port => port;

    /// <summary>Its process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>Starts it with answers to give and, for writes, the ids that exist already.</summary>
    public static async Task<BareServer> Start(Database database, IReadOnlyDictionary<string, CapturedAnswer> answers, IEnumerable<string>? ids = null)
    {
        string answersFile = Path.Combine(database.Folder, "answers.json"), idsFile = Path.Combine(database.Folder, "ids.txt");
        CapturedAnswer.Write(answersFile, answers);
        File.WriteAllLines(idsFile, ids ?? []);
        int port = ServerProcess.FreePort();
        string[] arguments = [Sources.Self, "bare", port.ToString(CultureInfo.InvariantCulture), answersFile, idsFile, .. ids is null ? [] : database.BareSettings];
        var process = ServerProcess.Start("dotnet", arguments, folder: database.Folder);
        await process.Until(() => Task.FromResult(process.Output.Contains("ready")));
        return new BareServer(process, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}
