using Scim.Conformance.Tests.OAuth;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Postgres;

/// <summary>Silos and gateways that share a database form one service.</summary>
public sealed class MultiSiloTests
{
    [Fact]
    public async Task Silos_StartedConcurrently_ShowOneSetOfSecretsOnce()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabaseAsync();
        ServerSettings settings = new() { ConnectionString = connection, OperatorKey = null };
        ScimServer[] servers = await Task.WhenAll(
            ScimServer.StartAsync(settings),
            ScimServer.StartAsync(settings),
            ScimServer.StartAsync(settings)
        );
        await using ScimServer one = servers[0],
            two = servers[1],
            three = servers[2];

        ScimServer first = Assert.Single(servers, s => s.Banner.Token is not null);
        Assert.NotNull(first.Banner.OperatorKey);
        Assert.All(servers.Except([first]), s => Assert.Null(s.Banner.OperatorKey));
        foreach (ScimServer server in servers)
        {
            (await new OperatorClient(server.BaseUrl, first.OperatorKey).GetAsync("/tenants")).AssertStatus(200);
            (
                await new ScimClient($"{server.BaseUrl}/tenants/demo/scim/v2", first.DemoToken).GetAsync("/Users")
            ).AssertStatus(200);
        }
    }

    [Fact]
    public async Task Gateways_EmbeddedAndSeparate_ShareDataAndTokens()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabaseAsync();
        await using ScimServer silo = await ScimServer.StartAsync(
            new ServerSettings { ConnectionString = connection, OperatorKey = null }
        );
        await using ScimServer other = await ScimServer.StartAsync(
            new ServerSettings { ConnectionString = connection, OperatorKey = silo.OperatorKey }
        );
        await using GatewayServer gateway = await GatewayServer.StartAsync(connection);
        OperatorClient @operator = new(gateway.BaseUrl, silo.OperatorKey);
        TestTenant tenant = await @operator.CreateTenantAsync();
        OAuthClient clients = new(tenant);
        (string id, string secret) = await clients.CreateClientAsync();
        string token = await clients.GetTokenAsync(id, secret);

        string user = await new ScimClient($"{silo.BaseUrl}/tenants/{tenant.Id}/scim/v2", token).CreateUserAsync(
            "made.at.the.silo"
        );
        await tenant.Scim.PatchAsync(
            $"/Users/{user}",
            RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Changed at the gateway"))
        );

        foreach (string at in new[] { silo.BaseUrl, other.BaseUrl, gateway.BaseUrl })
        {
            ScimClient scim = new($"{at}/tenants/{tenant.Id}/scim/v2", token);
            Assert.Equal(
                "Changed at the gateway",
                (await scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/displayName")
            );
            (await scim.PostAsync("/Users", RequestBodies.CreateUser("Made.At.The.Silo"))).AssertError(
                409,
                "uniqueness"
            );
            Assert.Equal(
                1,
                (await scim.QueryResourcesAsync("/Users", "userName eq \"made.at.the.silo\""))
                    .AssertStatus(200)
                    .TotalResults
            );
            (await new ScimClient(at, null).GetAsync("/health/ready")).AssertStatus(200);
        }

        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task Gateway_BeforeAnySilo_WaitsForOne()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabaseAsync();
        Task<GatewayServer> starting = GatewayServer.StartAsync(connection, out GatewayServer gateway);
        await Polling.WaitUntilAsync(
            () => Task.FromResult(gateway.Process.AllOutput.Contains("Waiting.", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60),
            () => gateway.Process.AllOutput
        );
        Assert.Equal(503, (await new ScimClient(gateway.BaseUrl, null).GetAsync("/health/ready")).Status);

        await using ScimServer silo = await ScimServer.StartAsync(
            new ServerSettings { ConnectionString = connection, OperatorKey = null }
        );
        await using (await starting)
            (
                await new ScimClient($"{gateway.BaseUrl}/tenants/demo/scim/v2", silo.DemoToken).GetAsync("/Users")
            ).AssertStatus(200);
    }

    [Fact]
    public async Task RollingRestart_UnderLoad_AnswersOrReturns503()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabaseAsync();
        ServerSettings settings = new()
        {
            ConnectionString = connection,
            Environment = new Dictionary<string, string> { ["Scim__DrainTime"] = "00:00:02" },
        };
        await using ScimServer one = await ScimServer.StartAsync(settings);
        await using ScimServer two = await ScimServer.StartAsync(settings);
        TestTenant tenant = await one.Operator.CreateTenantAsync();
        LoadBalancer balancer = new([one.BaseUrl, two.BaseUrl]);
        using var over = new CancellationTokenSource();
        Task<(int Answered, int Retried)>[] clients =
        [
            .. Enumerable.Range(0, 4).Select(c => balancer.WriteUsersAsync(tenant, c, over.Token)),
        ];

        foreach (ScimServer server in new[] { one, two })
        {
            Assert.Equal(0, await server.StopAsync());
            await server.RestartAsync();
            await balancer.WaitUntilReadyAsync(server.BaseUrl);
        }

        await over.CancelAsync();
        (int Answered, int Retried)[] results = await Task.WhenAll(clients);
        Assert.All(results, r => Assert.InRange(r.Answered, 20, int.MaxValue));
        Assert.Equal(
            results.Sum(r => r.Answered),
            (await tenant.Scim.GetAsync("/Users?count=0")).AssertStatus(200).TotalResults
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{results.Sum(r => r.Answered)} created, {results.Sum(r => r.Retried)} retried after a 503"
        );
    }

    [Fact]
    public async Task Stop_BeforeExit_ReportsNotReadyAndKeepsServing()
    {
        string connection = await (await PostgresServer.Shared).CreateDatabaseAsync();
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                ConnectionString = connection,
                Environment = new Dictionary<string, string> { ["Scim__DrainTime"] = "00:00:04" },
            }
        );
        ScimClient http = new(server.BaseUrl, token: null);

        server.Process.SendTerminate();

        await Polling.WaitUntilAsync(
            async () => (await http.GetAsync("/health/ready")).Status == 503,
            TimeSpan.FromSeconds(3),
            () => "still ready"
        );
        ScimResponse served = await server.DemoClient.PostAsync("/Users", RequestBodies.CreateUser("just.in.time"));
        served.AssertStatus(201);
        Assert.Equal("close", served.GetHeader("Connection"));
        Assert.Equal(0, await server.Process.WaitForExitAsync(TimeSpan.FromSeconds(60)));
    }
}
