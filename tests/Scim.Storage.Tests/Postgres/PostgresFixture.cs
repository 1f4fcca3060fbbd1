using Npgsql;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>A database of its own on the tests' server, used as the role that the program runs as: it may change rows and nothing else.</summary>
public sealed class PostgresFixture : StorageFixture
{
    /// <summary>The superuser's connection string.</summary>
    public string ConnectionString { get; private set; } = "";

    protected override async ValueTask<ScimDatabase> Create()
    {
        PostgresServer server = await PostgresServer.Shared;
        ConnectionString = await server.CreateDatabase();
        await using var migrating = new PostgresDatabase(ConnectionString);
        await migrating.Migrate(CancellationToken.None);
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        settings.Username = $"run_{settings.Database}";
        await server.Execute(settings.Database!, $"CREATE ROLE {settings.Username} LOGIN");
        await migrating.Grant(settings.Username, CancellationToken.None);
        return new PostgresDatabase(settings.ToString());
    }

    protected override ValueTask Remove() => default;
}
