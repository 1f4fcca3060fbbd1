using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using Scim.Grains.Storage;

namespace Scim.Storage.Tests.Suite;

/// <summary>One silo over one database of some brand, for all tests of that brand. Tests keep apart by using a tenant each.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    public ScimDatabase Database { get; private set; } = null!;

    /// <summary>The tables that hold something of a tenant's resources.</summary>
    public virtual IReadOnlyList<string> TenantTables => ["scim_resource", "scim_member", "scim_change", "scim_count"];

    public IDirectoryStore Directory => Service<IDirectoryStore>();

    public IMembershipStore Membership => Service<IMembershipStore>();

    public INameStore Names => Service<INameStore>();

    public ISchemaStore Schemas => Service<ISchemaStore>();

    public IUploadStore Uploads => Service<IUploadStore>();

    public ITenantStore Tenants => Service<ITenantStore>();

    public ISearchStore Search => Service<ISearchStore>();

    public ISiteStore Sites => Service<ISiteStore>();

    public ICommitFaults Faults => Service<ICommitFaults>();

    internal WriteGate Gate => Service<WriteGate>();

    public IReminderTable Reminders => Service<IReminderTable>();

    public IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>(ScimStorageNames.Provider);

    private IServiceProvider Services => ((InProcessSiloHandle)_cluster!.Silos[0]).SiloHost.Services;

    public async ValueTask InitializeAsync()
    {
        Database = await Create();
        await Database.Migrate(CancellationToken.None);
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
        await Remove();
    }

    /// <summary>Makes an empty database.</summary>
    protected abstract ValueTask<ScimDatabase> Create();

    /// <summary>Removes it.</summary>
    protected abstract ValueTask Remove();

    public async Task<List<T>> Rows<T>(string sql, object? parameters = null)
    {
        await using DbConnection connection = await Database.Open(CancellationToken.None);
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    private T Service<T>() where T : notnull => Services.GetRequiredService<T>();
}
