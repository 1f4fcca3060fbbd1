using Npgsql;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>One role changes the schema, another one runs the program and may not.</summary>
public sealed class RolesTests
{
    [Fact]
    public async Task Migrate_AsOneRole_LetsAnotherRunTheProgramAndNothingElse()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabase()).Database!;
        string migrator = $"migrate_{database}", runner = $"Run {database}";
        await postgres.Execute(database, $"CREATE ROLE {migrator} LOGIN; CREATE ROLE \"{runner}\" LOGIN; GRANT CREATE ON SCHEMA public TO {migrator}");
        Dictionary<string, string> environment = new()
        {
            ["Scim__Storage"] = "Postgres",
            ["ConnectionStrings__Scim"] = postgres.ConnectionString(database, runner),
            ["ConnectionStrings__ScimMigrate"] = postgres.ConnectionString(database, migrator),
        };
        using TempFolder folder = new();
        await using SiloProcess migrate = SiloProcess.Start(folder.FullName, environment, "--migrate");
        Assert.Equal(0, await migrate.Exit(TimeSpan.FromSeconds(60)));
        Assert.Contains("The schema is up to date.", migrate.Printed, StringComparison.Ordinal);

        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            ConnectionString = postgres.ConnectionString(database, runner),
            Environment = new Dictionary<string, string> { ["Scim__Migrate"] = "false" },
        });
        TestTenant tenant = await server.Operator.NewTenant();
        string user = await tenant.Scim.CreateUser("ada");
        string group = await tenant.Scim.CreateGroup("staff", user);
        (await tenant.Scim.Delete($"/Groups/{group}")).Expect(204);
        (await server.Operator.Send("DELETE", $"/tenants/{tenant.Id}")).Expect(202, 204);

        foreach (string forbidden in new[]
        {
            "CREATE TABLE more (n int)", "ALTER TABLE grain_state ADD more int", "DROP TABLE scim_resource", "TRUNCATE scim_change", "DROP TRIGGER grain_states_inserted ON grain_state",
            "UPDATE scim_change SET actor = 'nobody'", "UPDATE OrleansQuery SET QueryText = ''", "DELETE FROM scim_migration", "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
        })
        {
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(postgres.ConnectionString(database, runner), forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Start_WithoutTheRightToMigrate_SaysWhatToSet()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabase()).Database!;
        await postgres.Execute(database, $"CREATE ROLE weak_{database} LOGIN");
        using TempFolder folder = new();
        Dictionary<string, string> environment = new() { ["Scim__Storage"] = "Postgres", ["ConnectionStrings__Scim"] = postgres.ConnectionString(database, $"weak_{database}") };

        await using SiloProcess process = SiloProcess.Start(folder.FullName, environment, "--urls", $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, await process.Exit(TimeSpan.FromSeconds(60)));
        Assert.Contains("ConnectionStrings__ScimMigrate", Assert.Single(process.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithMigrateOff_WaitsForTheSchema()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string connection = await postgres.CreateDatabase();
        Task<ScimServer> starting = ScimServer.Start(
            new ServerSettings { ConnectionString = connection, Environment = new Dictionary<string, string> { ["Scim__Migrate"] = "false" } }, out ScimServer server);
        await Eventually.Holds(
            () => Task.FromResult(server.Process.Printed.Contains("Waiting. The schema", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), () => server.Process.Printed);

        using TempFolder folder = new();
        await using SiloProcess migrate = SiloProcess.Start(
            folder.FullName, new Dictionary<string, string> { ["Scim__Storage"] = "Postgres", ["ConnectionStrings__Scim"] = connection }, "--migrate");
        Assert.Equal(0, await migrate.Exit(TimeSpan.FromSeconds(60)));

        await using (await starting) (await server.Demo.Get("/Users")).Expect(200);
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
