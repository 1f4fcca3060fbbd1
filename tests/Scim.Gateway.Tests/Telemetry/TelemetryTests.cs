using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.Tests.Telemetry;

/// <summary>Tests the configuration of metrics and traces, and that keys are removed from spans.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void Create_MoreTenantsThanConfigured_LabelsTheRestAsOther()
    {
        TenantLabels labels = new(
            Options.Create(new GatewayOptions { Telemetry = new TelemetryOptions { Tenants = 2 } })
        );
        Assert.Equal(["a", "b", "other", "a", "other"], new[] { "a", "b", "c", "a", "d" }.Select(labels.GetLabel));
    }

    [Fact]
    public void OnEnd_OfGrainCallSpan_RemovesTheKey()
    {
        using Activity span = new("IUserGrain/Read");
        span.SetTag("orleans.rpc.target_id", "user/acme/0123").SetTag("rpc.method", "Read");
        using SpanRedactionProcessor privacy = new();
        privacy.OnEnd(span);
        Assert.Null(span.GetTagItem("orleans.rpc.target_id"));
        Assert.Equal("Read", span.GetTagItem("rpc.method"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("http://*:9464", true)]
    [InlineData("http://127.0.0.1:9464/", true)]
    [InlineData("http://[::1]:9464", true)]
    [InlineData("http://*:0", false)]
    [InlineData("http://localhost", false)]
    [InlineData("https://localhost:9464", false)]
    [InlineData("http://localhost:9464/metrics", false)]
    [InlineData("9464", false)]
    public void Validate_OfMetricsUrl_AcceptsAddressWithPort(string url, bool valid)
    {
        ValidateOptionsResult result = new GatewayOptionsValidator().Validate(
            null,
            new GatewayOptions { Telemetry = new TelemetryOptions { MetricsUrl = url } }
        );
        Assert.Equal(valid, result.Succeeded);
        if (!valid)
            Assert.Contains("MetricsUrl", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Validate_OfTenants_AcceptsUpToTenThousand(int tenants, bool valid) =>
        Assert.Equal(
            valid,
            new GatewayOptionsValidator()
                .Validate(null, new GatewayOptions { Telemetry = new TelemetryOptions { Tenants = tenants } })
                .Succeeded
        );

    [Fact]
    public void ListenUrls_WithMetrics_AddsTheirAddress()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Scim:Telemetry:MetricsUrl"] = "http://*:9464" })
            .Build();
        Assert.Equal("http://*:80;http://*:9464", TelemetryHosting.AppendMetricsUrl(configuration, "http://*:80"));
        Assert.Equal(
            "http://*:80",
            TelemetryHosting.AppendMetricsUrl(new ConfigurationBuilder().Build(), "http://*:80")
        );
    }
}
