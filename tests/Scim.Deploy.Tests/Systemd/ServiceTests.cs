using Scim.Conformance.Tests.Http;
using Scim.Conformance.Tests.Server;
using Scim.Testing.Postgres;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>The services of <c>deploy/systemd</c>, started by a real systemd with all of their hardening: they serve, are started again when they are killed, and stop in order.</summary>
public sealed class ServiceTests
{
    private const string Draining = "Scim__DrainTime=00:00:03";

    [Fact]
    public async Task Silo_WithTheEmbeddedDatabase_ServesAndComesBackAndStopsInOrder()
    {
        await using Machine machine = await Machine.Start();
        var silo = new Service(machine, "orleans-scim", "silo.env");
        await silo.Start(Draining);
        await silo.ExpectUnprivileged();
        await silo.Prints("Secret token");
        TestTenant tenant = await new OperatorClient(silo.BaseUrl, Service.OperatorKey).NewTenant();
        string user = await tenant.Scim.CreateUser("ada@example.com");

        await silo.KillAndWait();
        Assert.Equal("ada@example.com", (await tenant.Scim.Get($"/Users/{user}")).Expect(200).Text("/userName"));
        Assert.Contains("scim.db", await machine.Run("ls", "/var/lib/orleans-scim/"), StringComparison.Ordinal);
        await silo.StopAndWait();
    }

    [Fact]
    public async Task Gateway_BesideASiloOverPostgres_ServesAndComesBackAndStopsInOrder()
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string[] settings = [Draining, "Scim__Storage=Postgres", $"ConnectionStrings__Scim={await postgres.CreateDatabase()};Maximum Pool Size=10"];
        await using Machine machine = await Machine.Start();
        var silo = new Service(machine, "orleans-scim", "silo.env");
        var gateway = new Service(machine, "orleans-scim-gateway", "gateway.env");
        await silo.Start([.. settings, $"Scim__SiloPort={Service.Port()}", $"Scim__ClientPort={Service.Port()}", "Scim__AdvertisedAddress=127.0.0.1"]);
        await gateway.Start(settings);
        await gateway.ExpectUnprivileged();
        TestTenant tenant = await new OperatorClient(gateway.BaseUrl, Service.OperatorKey).NewTenant();
        string user = await tenant.Scim.CreateUser("ada@example.com");

        await gateway.KillAndWait();
        Assert.Equal("ada@example.com", (await tenant.Scim.Get($"/Users/{user}")).Expect(200).Text("/userName"));
        await gateway.StopAndWait();
        await silo.StopAndWait();
    }
}
