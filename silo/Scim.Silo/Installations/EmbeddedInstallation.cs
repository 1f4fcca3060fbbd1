using Scim.Silo.Startup;
using Scim.Storage;
using Scim.Storage.Sqlite;

namespace Scim.Silo.Installations;

/// <summary>Everything in one process over a SQLite file, in a folder that it has to itself.</summary>
internal sealed class EmbeddedInstallation(DataFolder folder) : IInstallation
{
    private const string KeyFile = "operator-key.sha256";

    /// <inheritdoc/>
    public ScimDatabase Database { get; } = new SqliteDatabase(folder.FullPath);

    /// <inheritdoc/>
    public (string Label, string Text) Place => ("Data folder", folder.FullPath);

    /// <inheritdoc/>
    public TimeSpan DrainTime => TimeSpan.Zero;   // nobody else could serve what comes in meanwhile

    /// <inheritdoc/>
    public Task Prepare(CancellationToken cancellationToken) => Database.Migrate(cancellationToken);

    /// <inheritdoc/>
    public Task Migrate(CancellationToken cancellationToken) => Database.Migrate(cancellationToken);

    /// <inheritdoc/>
    public Task<IStart> Begin(bool makeKey, CancellationToken cancellationToken) => Task.FromResult<IStart>(new Start(folder, makeKey ? ReadOrMakeKey() : null));

    /// <inheritdoc/>
    public void Cluster(ISiloBuilder silo)
    {
        // One silo in one process: the membership lives and dies with it, and nobody else needs to find its port.
        silo.UseLocalhostClustering(LoopbackPort.Free(), gatewayPort: 0, serviceId: ClusterHosting.ServiceId, clusterId: "embedded");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // The silo owned the connections; the folder goes last, when nobody writes any more.
        folder.Dispose();
        return default;
    }

    // Until the first start is finished nobody has seen a key, so a new one may take its place.
    private OperatorKey ReadOrMakeKey()
    {
        string file = folder.PathOf(KeyFile);
        if (folder.Initialised && File.Exists(file)) return new OperatorKey(File.ReadAllText(file).Trim(), null);
        var made = OperatorKey.Make();
        File.WriteAllText(file, made.Digest + "\n");
        return made;
    }

    private sealed class Start(DataFolder folder, OperatorKey? key) : IStart
    {
        public bool IsFirst => !folder.Initialised;

        public OperatorKey? Key => key;

        public Task Finish()
        {
            folder.MarkInitialised();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }
}
