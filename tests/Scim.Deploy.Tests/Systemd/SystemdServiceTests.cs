using Scim.Testing.Postgres;
using Scim.Testing.Server;
using Scim.Testing.Server.Http;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>
/// Tests the services of <c>deploy/systemd</c> with a real systemd and all hardening: they serve requests, are
/// restarted when killed, and stop gracefully.
/// </summary>
public sealed class SystemdServiceTests
{
    private const string DrainTime = "Scim__DrainTime=00:00:03";

    [Fact]
    public async Task Silo_WithEmbeddedDatabase_ServesRestartsAndStopsGracefully()
    {
        await using SystemdContainer container = await SystemdContainer.StartAsync();
        var silo = new SystemdService(container, "orleans-scim", "silo.env");
        await silo.StartAsync(DrainTime);
        await silo.AssertUnprivilegedAsync();
        await silo.WaitForOutputAsync("Secret token");
        TestTenant tenant = await new OperatorClient(silo.BaseUrl, SystemdService.OperatorKey).CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("ada@example.com");

        await silo.KillAndWaitAsync();
        Assert.Equal(
            "ada@example.com",
            (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/userName")
        );
        Assert.Contains(
            "scim.db",
            await container.RunCommandAsync("ls", "/var/lib/orleans-scim/"),
            StringComparison.Ordinal
        );
        await silo.StopAndWaitAsync();
    }

    [Fact]
    public async Task Gateway_WithSiloOnPostgres_ServesRestartsAndStopsGracefully()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string[] settings =
        [
            DrainTime,
            "Scim__Storage=Postgres",
            $"ConnectionStrings__Scim={await postgres.CreateDatabaseAsync()};Maximum Pool Size=10",
        ];
        await using SystemdContainer container = await SystemdContainer.StartAsync();
        var silo = new SystemdService(container, "orleans-scim", "silo.env");
        var gateway = new SystemdService(container, "orleans-scim-gateway", "gateway.env");
        await silo.StartAsync([
            .. settings,
            $"Scim__SiloPort={SystemdService.GetFreePort()}",
            $"Scim__ClientPort={SystemdService.GetFreePort()}",
            "Scim__AdvertisedAddress=127.0.0.1",
        ]);
        await gateway.StartAsync(settings);
        await gateway.AssertUnprivilegedAsync();
        TestTenant tenant = await new OperatorClient(gateway.BaseUrl, SystemdService.OperatorKey).CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("ada@example.com");

        await gateway.KillAndWaitAsync();
        Assert.Equal(
            "ada@example.com",
            (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/userName")
        );
        await gateway.StopAndWaitAsync();
        await silo.StopAndWaitAsync();
    }
}
