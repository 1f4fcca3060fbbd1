using System.Globalization;

namespace Scim.Conformance.Tests.Telemetry;

/// <summary>Metrics are on a port of their own, and there is no person in them.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_OfARunningServer_TellOfRequestsCommitsAndConflictsButOfNobody()
    {
        int port = FreePort.Next();
        string metricsUrl = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__Telemetry__MetricsUrl"] = metricsUrl },
        });
        string id = await server.Demo.CreateUser("ada.the.measured");
        (await server.Demo.Get($"/Users/{id}")).Expect(200);
        (await server.Demo.Post("/Users", Bodies.User("ada.the.measured"))).ExpectError(409, "uniqueness");

        string[] expected =
        [
            "scim_request_duration_seconds_count{", "http_route=\"/tenants/{tenant}/scim/v2/{type}/{id}\"", "scim_tenant_requests_total{", "tenant=\"demo\"",
            "scim_requests_active", "scim_commit_duration_seconds_bucket{", "scim_name_conflicts_total{", "orleans_catalog_activations", "dotnet_gc_collections_total",
        ];
        string text = "";
        await Eventually.Holds(
            async () => expected.All((text = (await Wire.Send(Wire.Client, "GET", $"{metricsUrl}/metrics", [])).Expect(200).Body).Contains),
            TimeSpan.FromSeconds(30), () => $"missing: {string.Join(", ", expected.Where(e => !text.Contains(e, StringComparison.Ordinal)))}\n{text}");
        Assert.DoesNotContain(id, text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada.the.measured", text, StringComparison.Ordinal);

        // Each port has its own, whatever the Host header says.
        (await Wire.Send(Wire.Client, "GET", $"{server.BaseUrl}/metrics", [])).Expect(404);
        (await Wire.Send(Wire.Client, "GET", $"{server.BaseUrl}/metrics", [new("Host", $"127.0.0.1:{port}")])).Expect(404);
        (await Wire.Send(Wire.Client, "GET", $"{metricsUrl}/tenants/demo/scim/v2/Users", [new("Authorization", $"Bearer {server.DemoToken}")])).Expect(404);
        (await Wire.Send(Wire.Client, "GET", $"{metricsUrl}/health/ready", [])).Expect(404);
    }

    [Fact]
    public async Task Metrics_WithAnAddressThatIsNone_StopTheStartWithTheSettingsName()
    {
        using TempFolder folder = new();
        await using SiloProcess silo = SiloProcess.Start(folder.FullName, new Dictionary<string, string> { ["Scim__Telemetry__MetricsUrl"] = "9464" },
            "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        Assert.Equal(1, await silo.Exit(TimeSpan.FromSeconds(60)));
        Assert.Contains("9464", string.Join('\n', silo.Errors), StringComparison.Ordinal);
    }
}
