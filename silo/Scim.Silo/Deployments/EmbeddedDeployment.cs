using Scim.Clustering;
using Scim.Gateway.Security;
using Scim.Storage.Databases;
using Scim.Storage.Sqlite;

namespace Scim.Silo.Deployments;

/// <summary>A single process over a SQLite file, in a folder that no other process uses.</summary>
internal sealed class EmbeddedDeployment(DataFolder folder) : IDeployment
{
    private const string KeyFileName = "operator-key.sha256";

    /// <inheritdoc/>
    public ScimDatabase Database { get; } = new SqliteDatabase(folder.FullPath);

    /// <inheritdoc/>
    public (string Label, string Text) StorageLocation => ("Data folder", folder.FullPath);

    /// <inheritdoc/>
    public TimeSpan DrainTime => TimeSpan.Zero; // no other process could take over the requests

    /// <inheritdoc/>
    public Task PrepareDatabaseAsync(CancellationToken cancellationToken) =>
        Database.MigrateSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public Task MigrateDatabaseAsync(CancellationToken cancellationToken) =>
        Database.MigrateSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IBootstrapSession> BeginBootstrapAsync(bool createKey, CancellationToken cancellationToken) =>
        Task.FromResult<IBootstrapSession>(new BootstrapSession(folder, createKey ? ReadOrCreateKey() : null));

    /// <inheritdoc/>
    public void ConfigureClustering(ISiloBuilder silo)
    {
        // The cluster consists of this silo: its membership ends with the process, and no other process connects to it.
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
        // The silo has disposed the database, so nothing writes to the folder any more.
        folder.Dispose();
        return default;
    }

    // Until the first start is completed, no key has been shown, so an existing one can be replaced.
    private OperatorKey ReadOrCreateKey()
    {
        string file = folder.GetFilePath(KeyFileName);
        if (folder.IsInitialized && File.Exists(file))
            return new OperatorKey(File.ReadAllText(file).Trim(), null);
        var created = OperatorKey.CreateRandom();
        File.WriteAllText(file, created.Digest + "\n");
        return created;
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
