using System.Text.Json;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Metrics;

/// <summary>Tests that the dashboards query existing metrics.</summary>
public sealed class GrafanaDashboardTests
{
    public static TheoryData<string> Dashboards => [.. RepositoryFiles.ListFiles("deploy/grafana", "*.json")];

    [Fact]
    public void ProductMetrics_ContainTheInstruments()
    {
        foreach (
            string name in new[]
            {
                "scim_request_duration_seconds_bucket",
                "scim_tenant_requests_total",
                "scim_requests_active",
                "scim_commit_failures_total",
            }
        )
            Assert.Contains(name, KnownMetrics.ProductMetrics);
    }

    [Fact]
    public void FindUnknownNames_InQueryWithMisspelledMetric_NamesIt() =>
        Assert.Equal(
            ["scim_request_total"],
            KnownMetrics.FindUnknownNames("sum by (tenant) (rate(scim_request_total{outcome=\"a_word\"}[5m]))")
        );

    [Theory, MemberData(nameof(Dashboards))]
    public void Queries_OfEachPanel_NameExistingMetrics(string file)
    {
        using JsonDocument dashboard = JsonDocument.Parse(RepositoryFiles.ReadText(file));
        int queries = 0;
        foreach (
            JsonElement panel in dashboard
                .RootElement.GetProperty("panels")
                .EnumerateArray()
                .Where(p => p.TryGetProperty("targets", out _))
        )
        {
            string title = panel.GetProperty("title").GetString()!;
            foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
            {
                queries++;
                Assert.Equal(
                    [],
                    KnownMetrics
                        .FindUnknownNames(target.GetProperty("expr").GetString()!)
                        .Select(word => $"{title}: {word}")
                );
            }
        }

        Assert.True(queries > 0, "The dashboard contains no query.");
        int[] ids =
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(p => p.GetProperty("id").GetInt32()),
        ];
        Assert.Equal(ids.Distinct(), ids);
    }
}
