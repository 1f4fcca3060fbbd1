using System.Collections.Concurrent;
using Npgsql;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>A database that is unavailable when the program starts or while it runs.</summary>
public sealed class DatabaseOutageTests
{
    private static readonly TimeSpan OutageTimeout = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Start_WhileDatabaseIsUnavailable_ReportsAndResumesAutomatically()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        string connection = await postgres.CreateDatabaseAsync();
        await postgres.StopAsync();
        Task<ScimServer> starting = ScimServer.StartAsync(
            new ServerSettings { ConnectionString = connection + ";Password=secret" },
            out ScimServer server
        );
        ScimClient http = new(server.BaseUrl, token: null);

        await Polling.WaitUntilAsync(
            () => IsAnsweredAsync(http, "/health/live", 200),
            OutageTimeout,
            () => server.Process.AllOutput
        );
        Assert.Equal(503, (await http.GetAsync("/health/ready")).Status);
        ScimResponse refused = await http.GetAsync("/tenants/demo/scim/v2/Users");
        Assert.Equal(503, refused.Status);
        Assert.NotEmpty(refused.GetHeader("Retry-After"));
        Assert.Contains("Waiting. The database db", server.Process.AllOutput, StringComparison.Ordinal);
        Assert.Contains(
            $"on 127.0.0.1:{postgres.Port} is unavailable",
            server.Process.AllOutput,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", server.Process.AllOutput, StringComparison.Ordinal);

        await postgres.StartAsync();
        await using (await starting)
        {
            Assert.Single(server.Process.Output, line => line.StartsWith("Waiting.", StringComparison.Ordinal));
            (await server.DemoClient.GetAsync("/Users")).AssertStatus(200);
        }
    }

    [Fact]
    public async Task Start_WhileWaitingForDatabase_StopsGracefully()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        string connection = await postgres.CreateDatabaseAsync();
        await postgres.StopAsync();
        _ = ScimServer.StartAsync(new ServerSettings { ConnectionString = connection }, out ScimServer server);
        ScimClient http = new(server.BaseUrl, token: null);
        await Polling.WaitUntilAsync(
            () => IsAnsweredAsync(http, "/health/live", 200),
            OutageTimeout,
            () => server.Process.AllOutput
        );

        server.Process.SendTerminate();

        Assert.Equal(0, await server.Process.WaitForExitAsync(OutageTimeout));
        Assert.Empty(server.Process.Errors);
    }

    [Fact]
    public async Task Requests_DuringDatabaseOutage_Are503WithoutLosingAcknowledgedWrites()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings { ConnectionString = await postgres.CreateDatabaseAsync() }
        );
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ConcurrentDictionary<string, string> answered = [];
        using var over = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 4).Select(w => WriteUsersAsync(tenant, w, answered, over.Token))];
        string known = await tenant.Scim.CreateUserAsync("known.before");
        await Polling.WaitUntilAsync(
            () => Task.FromResult(answered.Count > 40),
            OutageTimeout,
            () => "no user was created"
        );

        await postgres.KillAsync();
        ScimResponse write = await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser("while.away"));
        ScimResponse list = await tenant.Scim.GetAsync("/Users");
        await Polling.WaitUntilAsync(
            () => IsAnsweredAsync(new ScimClient(server.BaseUrl, null), "/health/ready", 503),
            OutageTimeout,
            () => "the server reports ready without a database"
        );
        foreach (ScimResponse refused in new[] { write, list })
        {
            refused.AssertError(503);
            Assert.NotEmpty(refused.GetHeader("Retry-After"));
        }

        (await new ScimClient(server.BaseUrl, null).GetAsync("/health/live")).AssertStatus(200);
        int before = answered.Count;
        await postgres.StartAsync();
        await Polling.WaitUntilAsync(
            () => IsAnsweredAsync(new ScimClient(server.BaseUrl, null), "/health/ready", 200),
            OutageTimeout,
            () => "the server did not become ready again"
        );
        await Polling.WaitUntilAsync(
            () => Task.FromResult(answered.Count > before + 40),
            OutageTimeout,
            () => "writes did not resume"
        );
        await over.CancelAsync();
        await Task.WhenAll(writers);

        (await tenant.Scim.GetAsync($"/Users/{known}")).AssertStatus(200);
        foreach ((string id, string name) in answered)
            Assert.Equal(name, (await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200).GetText("/userName"));
    }

    [Fact]
    public async Task Connections_TerminatedByDatabase_AreReplaced()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        string connection = await postgres.CreateDatabaseAsync();
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings { ConnectionString = connection }
        );
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("before");
        string name = new NpgsqlConnectionStringBuilder(connection).Database!;

        await postgres.ExecuteSqlAsync(
            "postgres",
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );

        // Each terminated connection may fail one request, which is answered 503 and can be retried.
        await Polling.WaitUntilAsync(
            async () =>
            {
                ScimResponse again = await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser("after"));
                Assert.Contains(again.Status, new[] { 201, 409, 503 });
                return again.Status is 201 or 409;
            },
            OutageTimeout,
            () => "no write succeeded"
        );
        Assert.Equal(2, (await tenant.Scim.GetAsync("/Users")).AssertStatus(200).TotalResults);
    }

    private static async Task WriteUsersAsync(
        TestTenant tenant,
        int writer,
        ConcurrentDictionary<string, string> answered,
        CancellationToken over
    )
    {
        for (int n = 0; !over.IsCancellationRequested; n++)
        {
            string name = $"user.{writer}.{n}";
            ScimResponse response = await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name));
            Assert.Contains(response.Status, new[] { 201, 503 });
            if (response.Status == 201)
                Assert.True(answered.TryAdd(response.Id, name));
        }
    }

    private static async Task<bool> IsAnsweredAsync(ScimClient http, string path, int status)
    {
        try
        {
            return (await http.GetAsync(path)).Status == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
