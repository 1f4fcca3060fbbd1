using System.Collections.Concurrent;
using Npgsql;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>A database that is not there when the program starts, or goes away while it runs.</summary>
public sealed class DatabaseAwayTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Start_WhileTheDatabaseIsAway_SaysSoAnswersHealthAndGoesOnByItself()
    {
        await using PostgresServer postgres = await PostgresServer.Start();
        string connection = await postgres.CreateDatabase();
        await postgres.Stop();
        Task<ScimServer> starting = ScimServer.Start(new ServerSettings { ConnectionString = connection + ";Password=secret" }, out ScimServer server);
        ScimClient http = new(server.BaseUrl, token: null);

        await Eventually.Holds(() => Answers(http, "/health/live", 200), Long, () => server.Process.Printed);
        Assert.Equal(503, (await http.Get("/health/ready")).Status);
        ScimResponse refused = await http.Get("/tenants/demo/scim/v2/Users");
        Assert.Equal(503, refused.Status);
        Assert.NotEmpty(refused.Header("Retry-After"));
        Assert.Contains("Waiting. The database db", server.Process.Printed, StringComparison.Ordinal);
        Assert.Contains($"on 127.0.0.1:{postgres.Port} cannot be used", server.Process.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", server.Process.Printed, StringComparison.Ordinal);

        await postgres.Start();
        await using (await starting)
        {
            Assert.Single(server.Process.Output, line => line.StartsWith("Waiting.", StringComparison.Ordinal));
            (await server.Demo.Get("/Users")).Expect(200);
        }
    }

    [Fact]
    public async Task Start_WhileItWaits_EndsInOrderWhenTold()
    {
        await using PostgresServer postgres = await PostgresServer.Start();
        string connection = await postgres.CreateDatabase();
        await postgres.Stop();
        _ = ScimServer.Start(new ServerSettings { ConnectionString = connection }, out ScimServer server);
        ScimClient http = new(server.BaseUrl, token: null);
        await Eventually.Holds(() => Answers(http, "/health/live", 200), Long, () => server.Process.Printed);

        server.Process.Terminate();

        Assert.Equal(0, await server.Process.Exit(Long));
        Assert.Empty(server.Process.Errors);
    }

    [Fact]
    public async Task Requests_WhileTheDatabaseIsAway_Are503AndNothingAnsweredIsLost()
    {
        await using PostgresServer postgres = await PostgresServer.Start();
        await using ScimServer server = await ScimServer.Start(new ServerSettings { ConnectionString = await postgres.CreateDatabase() });
        TestTenant tenant = await server.Operator.NewTenant();
        ConcurrentDictionary<string, string> answered = [];
        using var over = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 4).Select(w => Write(tenant, w, answered, over.Token))];
        string known = await tenant.Scim.CreateUser("known.before");
        await Eventually.Holds(() => Task.FromResult(answered.Count > 40), Long, () => "nothing is written");

        await postgres.Kill();
        ScimResponse write = await tenant.Scim.Post("/Users", Bodies.User("while.away"));
        ScimResponse list = await tenant.Scim.Get("/Users");
        await Eventually.Holds(() => Answers(new ScimClient(server.BaseUrl, null), "/health/ready", 503), Long, () => "ready without a database");
        foreach (ScimResponse refused in new[] { write, list })
        {
            refused.ExpectError(503);
            Assert.NotEmpty(refused.Header("Retry-After"));
        }

        (await new ScimClient(server.BaseUrl, null).Get("/health/live")).Expect(200);
        int before = answered.Count;
        await postgres.Start();
        await Eventually.Holds(() => Answers(new ScimClient(server.BaseUrl, null), "/health/ready", 200), Long, () => "not ready again");
        await Eventually.Holds(() => Task.FromResult(answered.Count > before + 40), Long, () => "writes do not go on");
        await over.CancelAsync();
        await Task.WhenAll(writers);

        (await tenant.Scim.Get($"/Users/{known}")).Expect(200);
        foreach ((string id, string name) in answered) Assert.Equal(name, (await tenant.Scim.Get($"/Users/{id}")).Expect(200).Text("/userName"));
    }

    [Fact]
    public async Task Connections_CutByTheDatabase_AreReplaced()
    {
        await using PostgresServer postgres = await PostgresServer.Start();
        string connection = await postgres.CreateDatabase();
        await using ScimServer server = await ScimServer.Start(new ServerSettings { ConnectionString = connection });
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Scim.CreateUser("before");
        string name = new NpgsqlConnectionStringBuilder(connection).Database!;

        await postgres.Execute("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");

        // Each cut connection may cost one request, which says so and may be repeated.
        await Eventually.Holds(
            async () =>
            {
                ScimResponse again = await tenant.Scim.Post("/Users", Bodies.User("after"));
                Assert.Contains(again.Status, new[] { 201, 409, 503 });
                return again.Status is 201 or 409;
            },
            Long, () => "no write succeeds");
        Assert.Equal(2, (await tenant.Scim.Get("/Users")).Expect(200).TotalResults);
    }

    private static async Task Write(TestTenant tenant, int writer, ConcurrentDictionary<string, string> answered, CancellationToken over)
    {
        for (int n = 0; !over.IsCancellationRequested; n++)
        {
            string name = $"user.{writer}.{n}";
            ScimResponse response = await tenant.Scim.Post("/Users", Bodies.User(name));
            Assert.Contains(response.Status, new[] { 201, 503 });
            if (response.Status == 201) Assert.True(answered.TryAdd(response.Id, name));
        }
    }

    private static async Task<bool> Answers(ScimClient http, string path, int status)
    {
        try
        {
            return (await http.Get(path)).Status == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
