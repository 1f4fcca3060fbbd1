using Scim.Conformance.Tests.OAuth;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>Silos and gateways over one database are one service.</summary>
public sealed class SeveralProcessesTests
{
    [Fact]
    public async Task Silos_StartedAtTheSameTime_ShowTheSecretsOnceAndAgreeOnThem()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabase();
        ServerSettings settings = new() { ConnectionString = connection, OperatorKey = null };
        ScimServer[] servers = await Task.WhenAll(ScimServer.Start(settings), ScimServer.Start(settings), ScimServer.Start(settings));
        await using ScimServer one = servers[0], two = servers[1], three = servers[2];

        ScimServer first = Assert.Single(servers, s => s.Banner.Token is not null);
        Assert.NotNull(first.Banner.OperatorKey);
        Assert.All(servers.Except([first]), s => Assert.Null(s.Banner.OperatorKey));
        foreach (ScimServer server in servers)
        {
            (await new OperatorClient(server.BaseUrl, first.OperatorKey).Get("/tenants")).Expect(200);
            (await new ScimClient($"{server.BaseUrl}/tenants/demo/scim/v2", first.DemoToken).Get("/Users")).Expect(200);
        }
    }

    [Fact]
    public async Task Gateways_OfEachKind_ServeWhatTheOthersWroteAndTrustTheirTokens()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabase();
        await using ScimServer silo = await ScimServer.Start(new ServerSettings { ConnectionString = connection, OperatorKey = null });
        await using ScimServer other = await ScimServer.Start(new ServerSettings { ConnectionString = connection, OperatorKey = silo.OperatorKey });
        await using GatewayServer gateway = await GatewayServer.Start(connection);
        OperatorClient @operator = new(gateway.BaseUrl, silo.OperatorKey);
        TestTenant tenant = await @operator.NewTenant();
        OAuthClient clients = new(tenant);
        (string id, string secret) = await clients.New();
        string token = await clients.Token(id, secret);

        string user = await new ScimClient($"{silo.BaseUrl}/tenants/{tenant.Id}/scim/v2", token).CreateUser("made.at.the.silo");
        await tenant.Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("displayName", "Changed at the gateway")));

        foreach (string at in new[] { silo.BaseUrl, other.BaseUrl, gateway.BaseUrl })
        {
            ScimClient scim = new($"{at}/tenants/{tenant.Id}/scim/v2", token);
            Assert.Equal("Changed at the gateway", (await scim.Get($"/Users/{user}")).Expect(200).Text("/displayName"));
            (await scim.Post("/Users", Bodies.User("Made.At.The.Silo"))).ExpectError(409, "uniqueness");
            Assert.Equal(1, (await scim.Query("/Users", "userName eq \"made.at.the.silo\"")).Expect(200).TotalResults);
            (await new ScimClient(at, null).Get("/health/ready")).Expect(200);
        }

        Assert.Equal(0, await gateway.Stop());
    }

    [Fact]
    public async Task Gateway_BeforeAnySilo_WaitsForOne()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabase();
        Task<GatewayServer> starting = GatewayServer.Start(connection, out GatewayServer gateway);
        await Eventually.Holds(
            () => Task.FromResult(gateway.Process.Printed.Contains("Waiting.", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), () => gateway.Process.Printed);
        Assert.Equal(503, (await new ScimClient(gateway.BaseUrl, null).Get("/health/ready")).Status);

        await using ScimServer silo = await ScimServer.Start(new ServerSettings { ConnectionString = connection, OperatorKey = null });
        await using (await starting)
            (await new ScimClient($"{gateway.BaseUrl}/tenants/demo/scim/v2", silo.DemoToken).Get("/Users")).Expect(200);
    }

    [Fact]
    public async Task RollingRestart_UnderLoad_AnswersEveryRequestOrAsksToTryAgain()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabase();
        ServerSettings settings = new() { ConnectionString = connection, Environment = new Dictionary<string, string> { ["Scim__DrainTime"] = "00:00:02" } };
        await using ScimServer one = await ScimServer.Start(settings);
        await using ScimServer two = await ScimServer.Start(settings);
        TestTenant tenant = await one.Operator.NewTenant();
        LoadBalancer balancer = new([one.BaseUrl, two.BaseUrl]);
        using var over = new CancellationTokenSource();
        Task<(int Answered, int Retried)>[] clients = [.. Enumerable.Range(0, 4).Select(c => balancer.Write(tenant, c, over.Token))];

        foreach (ScimServer server in new[] { one, two })
        {
            Assert.Equal(0, await server.Stop());
            await server.Restart();
            await balancer.Sees(server.BaseUrl);
        }

        await over.CancelAsync();
        (int Answered, int Retried)[] results = await Task.WhenAll(clients);
        Assert.All(results, r => Assert.InRange(r.Answered, 20, int.MaxValue));
        Assert.Equal(results.Sum(r => r.Answered), (await tenant.Scim.Get("/Users?count=0")).Expect(200).TotalResults);
        TestContext.Current.TestOutputHelper?.WriteLine($"{results.Sum(r => r.Answered)} answered, {results.Sum(r => r.Retried)} repeated after a 503");
    }

    [Fact]
    public async Task Stop_TurnsReadinessOffFirstAndServesMeanwhile()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabase();
        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            ConnectionString = connection, Environment = new Dictionary<string, string> { ["Scim__DrainTime"] = "00:00:04" },
        });
        ScimClient http = new(server.BaseUrl, token: null);

        server.Process.Terminate();

        await Eventually.Holds(async () => (await http.Get("/health/ready")).Status == 503, TimeSpan.FromSeconds(3), () => "still ready");
        ScimResponse served = await server.Demo.Post("/Users", Bodies.User("just.in.time"));
        served.Expect(201);
        Assert.Equal("close", served.Header("Connection"));
        Assert.Equal(0, await server.Process.Exit(TimeSpan.FromSeconds(60)));
    }
}
