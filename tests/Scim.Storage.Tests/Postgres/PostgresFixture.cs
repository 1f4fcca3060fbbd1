using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>A database of its own on the tests' server.</summary>
public sealed class PostgresFixture : StorageFixture
{
    /// <summary>The superuser's connection string.</summary>
    public string ConnectionString { get; private set; } = "";

    protected override async ValueTask<ScimDatabase> Create()
    {
        ConnectionString = await (await PostgresServer.Shared).CreateDatabase();
        return new PostgresDatabase(ConnectionString);
    }

    protected override ValueTask Remove() => default;
}
