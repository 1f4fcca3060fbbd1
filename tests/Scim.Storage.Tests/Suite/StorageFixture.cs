using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Scim.Grains.Storage;
using Scim.Grains.Uploads;
using Scim.Storage.Databases;
using Scim.Storage.Hosting;

namespace Scim.Storage.Tests.Suite;

/// <summary>
/// One silo and one database, shared by all tests of a database type. Each test uses its own tenant.
/// </summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    public ScimDatabase Database { get; private set; } = null!;

    /// <summary>The tables that contain data of a tenant's resources.</summary>
    public virtual IReadOnlyList<string> TenantTables =>
        ["scim_resource", "scim_tombstone", "scim_member", "scim_change", "scim_resource_count"];

    public IDirectoryStore Directory => GetService<IDirectoryStore>();

    public IMembershipStore Membership => GetService<IMembershipStore>();

    public INameStore Names => GetService<INameStore>();

    public ISchemaStore Schemas => GetService<ISchemaStore>();

    public IUploadStore Uploads => GetService<IUploadStore>();

    public ITenantStore Tenants => GetService<ITenantStore>();

    public ISearchStore Search => GetService<ISearchStore>();

    public ISiteStore Sites => GetService<ISiteStore>();

    public ICommitErrorClassifier ErrorClassifier => GetService<ICommitErrorClassifier>();

    internal SingleWriterLock WriterLock => GetService<SingleWriterLock>();

    public IReminderTable Reminders => GetService<IReminderTable>();

    public IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>(ScimStorageNames.Provider);

    private IServiceProvider Services => ((InProcessSiloHandle)_cluster!.Silos[0]).SiloHost.Services;

    public async ValueTask InitializeAsync()
    {
        Database = await CreateDatabaseAsync();
        await Database.MigrateSchemaAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddScimStorage(Database));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.StopAllSilosAsync();
            await _cluster.DisposeAsync();
        }

        await Database.DisposeAsync();
        await RemoveDatabaseAsync();
    }

    /// <summary>Creates an empty database.</summary>
    protected abstract ValueTask<ScimDatabase> CreateDatabaseAsync();

    /// <summary>Removes the database.</summary>
    protected abstract ValueTask RemoveDatabaseAsync();

    public async Task<List<T>> QueryRowsAsync<T>(string sql, object? parameters = null)
    {
        await using DbConnection connection = await Database.OpenConnectionAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    /// <summary>
    /// Writes the next state of a resource, inspects the result inside the transaction, and rolls it back.
    /// </summary>
    public abstract Task InterruptCommitAsync(ResourceState next, Func<DbConnection, Task> inspect);

    private T GetService<T>()
        where T : notnull => Services.GetRequiredService<T>();
}
