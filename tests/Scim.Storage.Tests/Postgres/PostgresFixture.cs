using System.Data.Common;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// A database on the tests' server, used with the role of the program, which may only read and change rows.
/// </summary>
public sealed class PostgresFixture : StorageFixture
{
    /// <summary>The superuser's connection string.</summary>
    public string ConnectionString { get; private set; } = "";

    protected override async ValueTask<ScimDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await PostgresServer.Shared;
        ConnectionString = await server.CreateDatabaseAsync();
        await using var migrating = new PostgresDatabase(ConnectionString);
        await migrating.MigrateSchemaAsync(CancellationToken.None);
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        settings.Username = $"run_{settings.Database}";
        await server.ExecuteSqlAsync(settings.Database!, $"CREATE ROLE {settings.Username} LOGIN");
        await migrating.GrantAccessAsync(settings.Username, CancellationToken.None);
        return new PostgresDatabase(settings.ToString());
    }

    protected override ValueTask RemoveDatabaseAsync() => default;

    public override async Task InterruptCommitAsync(ResourceState next, Func<DbConnection, Task> inspect)
    {
        await using DbConnection connection = await Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction open = await connection.BeginTransactionAsync();
        Assert.True(await ResourceCommits.ExecuteCommitAsync(connection, next));
        await inspect(connection);
        await open.RollbackAsync();
    }
}
