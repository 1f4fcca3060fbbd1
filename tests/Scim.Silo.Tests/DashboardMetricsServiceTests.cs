using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Orleans.Dashboard;
using Scim.Silo.Startup;

namespace Scim.Silo.Tests;

/// <summary>The internals of the Orleans dashboard that <see cref="DashboardMetricsService"/> depends on.</summary>
public sealed class DashboardMetricsServiceTests
{
    [Fact]
    public void ExporterTypeName_InThisVersionOfTheDashboard_NamesAMetricExporter()
    {
        Type? exporter = typeof(DashboardOptions).Assembly.GetType(DashboardMetricsService.ExporterTypeName);

        Assert.NotNull(exporter);
        Assert.True(exporter.IsAssignableTo(typeof(BaseExporter<Metric>)));
    }

    [Fact]
    public async Task StartAsync_OnASiloWithTheDashboard_CreatesTheExporter()
    {
        using IHost host = Host.CreateDefaultBuilder()
            .UseOrleans(silo => silo.UseLocalhostClustering().AddDashboard())
            .Build();
        using var service = new DashboardMetricsService(host.Services);

        await service.StartAsync(CancellationToken.None);
        await service.StopAsync(CancellationToken.None);
    }
}
