using Scim.Silo.Startup;
using Scim.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sqlite;

namespace Scim.Silo.Deployments;

/// <summary>Everything in one process over a SQLite file, in a folder that it has to itself.</summary>
internal sealed class EmbeddedDeployment(DataFolder folder) : IDeployment
{
    private const string KeyFileName = "operator-key.sha256";

    /// <inheritdoc/>
    public ScimDatabase Database { get; } = new SqliteDatabase(folder.FullPath);

    /// <inheritdoc/>
    public (string Label, string Text) StorageLocation => ("Data folder", folder.FullPath);

    /// <inheritdoc/>
    public TimeSpan DrainTime => TimeSpan.Zero; // nobody else could serve what comes in meanwhile

    /// <inheritdoc/>
    public Task PrepareDatabaseAsync(CancellationToken cancellationToken) =>
        Database.MigrateSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public Task MigrateDatabaseAsync(CancellationToken cancellationToken) =>
        Database.MigrateSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IBootstrapSession> BeginBootstrapAsync(
        bool makeKey,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IBootstrapSession>(
            new BootstrapSession(folder, makeKey ? ReadOrCreateKey() : null)
        );

    /// <inheritdoc/>
    public void ConfigureClustering(ISiloBuilder silo)
    {
        // One silo in one process: the membership lives and dies with it, and nobody else needs to find its port.
        silo.UseLocalhostClustering(
            LoopbackPort.FindFreePort(),
            gatewayPort: 0,
            serviceId: ClusterHosting.ServiceId,
            clusterId: "embedded"
        );
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // The silo owned the connections; the folder goes last, when nobody writes any more.
        folder.Dispose();
        return default;
    }

    // Until the first start is finished nobody has seen a key, so a new one may take its place.
    private OperatorKey ReadOrCreateKey()
    {
        string file = folder.GetFilePath(KeyFileName);
        if (folder.IsInitialized && File.Exists(file))
            return new OperatorKey(File.ReadAllText(file).Trim(), null);
        var made = OperatorKey.CreateRandom();
        File.WriteAllText(file, made.Digest + "\n");
        return made;
    }

    private sealed class BootstrapSession(DataFolder folder, OperatorKey? key) : IBootstrapSession
    {
        public bool IsFirstStart => !folder.IsInitialized;

        public OperatorKey? Key => key;

        public Task CompleteBootstrapAsync()
        {
            folder.MarkInitialized();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }
}
