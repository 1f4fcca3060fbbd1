using Orleans.TestingHost;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Hosting;
using Scim.Storage.Databases;
using Scim.Storage.Hosting;
using Scim.Storage.Postgres;
using Scim.Storage.Sqlite;
using Scim.Testing.Postgres;

[assembly: AssemblyFixture(typeof(Scim.Grains.Tests.Cluster.ClusterFixture))]

namespace Scim.Grains.Tests.Cluster;

/// <summary>
/// One silo with its own database, shared by all tests of the assembly; each test uses its own tenant. The database is
/// a SQLite file, or on PostgreSQL if <c>SCIM_TEST_STORAGE</c> is <c>postgres</c>.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("scim-grains-").FullName;
    private int _tenants;

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public ScimDatabase Database { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.Client;

    public async ValueTask InitializeAsync()
    {
        Database = string.Equals(
            Environment.GetEnvironmentVariable("SCIM_TEST_STORAGE"),
            "postgres",
            StringComparison.OrdinalIgnoreCase
        )
            ? new PostgresDatabase(await (await PostgresServer.Shared).CreateDatabaseAsync())
            : new SqliteDatabase(_folder);
        await Database.MigrateSchemaAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddScimStorage(Database).AddScimGrains());
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    /// <summary>Creates a tenant for one test.</summary>
    public async Task<GrainTestTenant> NewTenantAsync()
    {
        string id = $"t{Interlocked.Increment(ref _tenants)}";
        ScimResult<TenantInfo> created = await Grains
            .GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString())
            .Create(new CreateTenant());
        Assert.Null(created.Error);
        return new GrainTestTenant(id, Grains);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_folder, recursive: true);
    }
}
