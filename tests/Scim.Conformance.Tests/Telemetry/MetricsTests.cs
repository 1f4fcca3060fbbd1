using System.Globalization;

namespace Scim.Conformance.Tests.Telemetry;

/// <summary>Metrics are served on their own port and contain no personal data.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_OfRunningServer_CountRequestsCommitsAndConflictsWithoutPersonalData()
    {
        int port = PortAllocator.AllocatePort();
        string metricsUrl = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Telemetry__MetricsUrl"] = metricsUrl },
            }
        );
        string id = await server.DemoClient.CreateUserAsync("ada.the.measured");
        (await server.DemoClient.GetAsync($"/Users/{id}")).AssertStatus(200);
        (await server.DemoClient.PostAsync("/Users", RequestBodies.CreateUser("ada.the.measured"))).AssertError(
            409,
            "uniqueness"
        );

        string[] expected =
        [
            "scim_request_duration_seconds_count{",
            "http_route=\"/tenants/{tenant}/scim/v2/{type}/{id}\"",
            "scim_tenant_requests_total{",
            "tenant=\"demo\"",
            "scim_requests_active",
            "scim_commit_duration_seconds_bucket{",
            "scim_name_conflicts_total{",
            "orleans_catalog_activations",
            "dotnet_gc_collections_total",
        ];
        string text = "";
        await Polling.WaitUntilAsync(
            async () =>
                expected.All(
                    (
                        text = (
                            await RawHttpClient.SendRequestAsync(
                                RawHttpClient.Client,
                                "GET",
                                $"{metricsUrl}/metrics",
                                []
                            )
                        )
                            .AssertStatus(200)
                            .Body
                    ).Contains
                ),
            TimeSpan.FromSeconds(30),
            () =>
                "missing: "
                + string.Join(", ", expected.Where(e => !text.Contains(e, StringComparison.Ordinal)))
                + $"\n{text}"
        );
        Assert.DoesNotContain(id, text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada.the.measured", text, StringComparison.Ordinal);

        // Each port serves only its own endpoints, whatever the Host header says.
        (
            await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "GET", $"{server.BaseUrl}/metrics", [])
        ).AssertStatus(404);
        (
            await RawHttpClient.SendRequestAsync(
                RawHttpClient.Client,
                "GET",
                $"{server.BaseUrl}/metrics",
                [new("Host", $"127.0.0.1:{port}")]
            )
        ).AssertStatus(404);
        (
            await RawHttpClient.SendRequestAsync(
                RawHttpClient.Client,
                "GET",
                $"{metricsUrl}/tenants/demo/scim/v2/Users",
                [new("Authorization", $"Bearer {server.DemoToken}")]
            )
        ).AssertStatus(404);
        (
            await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "GET", $"{metricsUrl}/health/ready", [])
        ).AssertStatus(404);
    }

    [Fact]
    public async Task Metrics_WithInvalidAddress_FailStartupNamingTheSetting()
    {
        using TempFolder folder = new();
        await using SiloProcess silo = SiloProcess.Start(
            folder.FullName,
            new Dictionary<string, string> { ["Scim__Telemetry__MetricsUrl"] = "9464" },
            "--urls",
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PortAllocator.AllocatePort()}")
        );
        Assert.Equal(1, await silo.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("9464", string.Join('\n', silo.Errors), StringComparison.Ordinal);
    }
}
