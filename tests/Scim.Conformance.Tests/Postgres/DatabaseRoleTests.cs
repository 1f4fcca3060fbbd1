using Npgsql;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>A database role with schema rights migrates; the role that runs the program has none.</summary>
public sealed class DatabaseRoleTests
{
    [Fact]
    public async Task Migrate_AsOwnerRole_LetsRuntimeRoleRunTheProgramOnly()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).Database!;
        string migrator = $"migrate_{database}",
            runner = $"Run {database}";
        await postgres.ExecuteSqlAsync(
            database,
            $"CREATE ROLE {migrator} LOGIN; CREATE ROLE \"{runner}\" LOGIN; GRANT CREATE ON SCHEMA public TO {migrator}"
        );
        Dictionary<string, string> environment = new()
        {
            ["Scim__Storage"] = "Postgres",
            ["ConnectionStrings__Scim"] = postgres.GetConnectionString(database, runner),
            ["ConnectionStrings__ScimMigrate"] = postgres.GetConnectionString(database, migrator),
        };
        using TempFolder folder = new();
        await using SiloProcess migrate = SiloProcess.Start(folder.FullName, environment, "--migrate");
        Assert.Equal(0, await migrate.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("The schema is up to date.", migrate.AllOutput, StringComparison.Ordinal);

        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                ConnectionString = postgres.GetConnectionString(database, runner),
                Environment = new Dictionary<string, string> { ["Scim__Migrate"] = "false" },
            }
        );
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("ada");
        string group = await tenant.Scim.CreateGroupAsync("staff", user);
        (await tenant.Scim.DeleteAsync($"/Groups/{group}")).AssertStatus(204);
        (await server.Operator.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}")).AssertStatus(202, 204);

        foreach (
            string forbidden in new[]
            {
                "CREATE TABLE more (n int)",
                "ALTER TABLE grain_state ADD more int",
                "DROP TABLE scim_resource",
                "TRUNCATE scim_change",
                "DROP TRIGGER scim_resource_deleted ON scim_resource",
                "UPDATE scim_change SET actor = 'other'",
                "UPDATE OrleansQuery SET QueryText = ''",
                "DELETE FROM scim_migration",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
            }
        )
        {
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() =>
                ExecuteSqlAsync(postgres.GetConnectionString(database, runner), forbidden)
            );
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Start_WithoutMigrationPrivilege_NamesTheSetting()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).Database!;
        await postgres.ExecuteSqlAsync(database, $"CREATE ROLE weak_{database} LOGIN");
        using TempFolder folder = new();
        Dictionary<string, string> environment = new()
        {
            ["Scim__Storage"] = "Postgres",
            ["ConnectionStrings__Scim"] = postgres.GetConnectionString(database, $"weak_{database}"),
        };

        await using SiloProcess process = SiloProcess.Start(
            folder.FullName,
            environment,
            "--urls",
            $"http://127.0.0.1:{PortAllocator.AllocatePort()}"
        );

        Assert.Equal(1, await process.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("ConnectionStrings__ScimMigrate", Assert.Single(process.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithMigrateOff_WaitsForSchema()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string connection = await postgres.CreateDatabaseAsync();
        Task<ScimServer> starting = ScimServer.StartAsync(
            new ServerSettings
            {
                ConnectionString = connection,
                Environment = new Dictionary<string, string> { ["Scim__Migrate"] = "false" },
            },
            out ScimServer server
        );
        await Polling.WaitUntilAsync(
            () => Task.FromResult(server.Process.AllOutput.Contains("Waiting. The schema", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60),
            () => server.Process.AllOutput
        );

        using TempFolder folder = new();
        await using SiloProcess migrate = SiloProcess.Start(
            folder.FullName,
            new Dictionary<string, string> { ["Scim__Storage"] = "Postgres", ["ConnectionStrings__Scim"] = connection },
            "--migrate"
        );
        Assert.Equal(0, await migrate.WaitForExitAsync(TimeSpan.FromSeconds(60)));

        await using (await starting)
            (await server.DemoClient.GetAsync("/Users")).AssertStatus(200);
    }

    private static async Task ExecuteSqlAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
