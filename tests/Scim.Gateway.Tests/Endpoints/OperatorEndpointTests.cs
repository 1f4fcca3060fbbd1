using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>What the gateway makes of the operator's requests before and after the grain; health and the policy for pages.</summary>
public sealed class OperatorEndpointTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private static readonly TenantInfo Acme = new() { Id = "acme", DisplayName = "Acme", Created = DateTimeOffset.UnixEpoch };

    [Fact]
    public async Task Post_OfATenant_Is201WithItsAddress()
    {
        host.Answers(_ => (ScimResult<TenantInfo>)Acme);
        Reply reply = await Send("POST", "/tenants", """{"id":"acme","displayName":"Acme"}""");
        Assert.Equal((201, $"{host.Url}/operator/tenants/acme"), (reply.Status, reply.Header("Location")));
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal("""{"id":"acme","displayName":"Acme","created":"1970-01-01T00:00:00.000Z","state":"active"}""", reply.Body);
        Assert.Equal("acme/tenant", Assert.Single(host.Grains.Calls).Key);
    }

    [Theory]
    [InlineData("""{"id":"../acme"}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"displayName":"x"}""")]
    [InlineData("""{"id":"acme","extra":1}""")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Post_OfABrokenTenant_Is400AndReachesNoGrain(string body)
    {
        host.Answers(_ => null);
        (await Send("POST", "/tenants", body)).ExpectProblem(400);
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Answer_OfAGrainsError_IsAProblem()
    {
        host.Answers(_ => (ScimResult<TenantInfo>)new ScimError(ScimErrorKind.Conflict, "exists"));
        (await Send("POST", "/tenants", """{"id":"acme"}""")).ExpectProblem(409);
        host.Answers(_ => (ScimResult<TenantInfo>)new ScimError(ScimErrorKind.NotFound, "none"));
        (await Send("GET", "/tenants/other")).ExpectProblem(404);
        (await Send("GET", "/tenants/NOT.AN.ID")).ExpectProblem(404);
        host.Answers(_ => throw new FormatException("secret"));
        Assert.DoesNotContain("secret", (await Send("GET", "/tenants/other")).ExpectProblem(500).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfTenants_IsAPage()
    {
        host.Answers(_ => new[] { Acme });
        Assert.Equal("acme", (await Send("GET", "/tenants?after=abc&count=1")).Json.GetProperty("next").GetString());
        Doubles.Call call = Assert.Single(host.Grains.Calls);
        Assert.Equal(["abc", 1], call.Arguments);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await Send("GET", "/tenants")).Json.GetProperty("next").ValueKind);
        (await Send("GET", "/tenants?count=0")).ExpectProblem(400);
        (await Send("GET", "/tenants?count=x")).ExpectProblem(400);
    }

    [Fact]
    public async Task Post_OfAToken_ShowsTheSecretAndLogsNone()
    {
        var info = new TokenInfo { Id = "t1", Name = "entra", Scopes = ["scim:read"], Created = DateTimeOffset.UnixEpoch };
        host.Answers(_ => (ScimResult<IssuedToken>)new IssuedToken { Info = info, Secret = "scim_secret" });
        Reply reply = await Send("POST", "/tenants/acme/tokens", """{"name":"entra","scopes":["scim:read"],"expiresAt":null}""");
        Assert.Equal((201, "scim_secret"), (reply.Status, reply.Json.GetProperty("token").GetString()));
        Assert.Contains("t1", host.Journal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_secret", host.Journal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/json", 200)]
    [InlineData("text/plain", 415)]
    public async Task Patch_OfSettings_TakesMergePatches(string contentType, int status)
    {
        host.Answers(_ => (ScimResult<TenantSettings>)new TenantSettings());
        Reply reply = await Send("PATCH", "/tenants/acme/settings", """{"patch":{}}""", ("Content-Type", contentType));
        Assert.Equal(status, reply.Status);
        if (status != 200) return;
        Assert.True(reply.Json.GetProperty("patch").GetProperty("replaceCreates").GetBoolean());
        Assert.Equal("""{"patch":{}}""", Encoding.UTF8.GetString(((PatchTenantSettings)host.Grains.Calls[0].Arguments[0]!).MergePatch.Span));
    }

    [Fact]
    public async Task Delete_OfTenantAndToken_Is204()
    {
        host.Answers(_ => (ScimResult<Done>)Done.Instance);
        Assert.Equal(204, (await Send("DELETE", "/tenants/acme")).Status);
        Assert.Equal(204, (await Send("DELETE", "/tenants/acme/tokens/t1")).Status);
        Assert.Equal(["Delete", "RevokeToken"], host.Grains.Calls.Select(c => c.Method));
    }

    [Fact]
    public async Task Request_WithoutTheKey_Is401WhateverThePath()
    {
        host.Answers(_ => null);
        foreach (string? wrong in new[] { null, "wrong", GatewayHost.Token, GatewayHost.OperatorKey + "x" })
        {
            Reply reply = (await host.Send("GET", "~/operator/nowhere", token: wrong)).ExpectProblem(401);
            Assert.StartsWith("Bearer realm=\"operator\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }

        (await host.Send("GET", "~/operator/tenants", token: null, headers: ("Authorization", Basic("operator", GatewayHost.OperatorKey)))).ExpectProblem(401);
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Request_ForWhatIsNotThere_IsAProblem()
    {
        (await Send("GET", "/nowhere")).ExpectProblem(404);
        Assert.Equal("GET, HEAD, POST", (await Send("DELETE", "/tenants")).ExpectProblem(405).Header("Allow"));
        (await host.Send("GET", "~/nowhere", token: null)).ExpectProblem(404);
    }

    [Fact]
    public async Task Page_UnderTheOperatorsPolicy_OpensByBearerAndByBasic()
    {
        Assert.Equal(200, (await host.Send("GET", "~/page", token: GatewayHost.OperatorKey)).Status);
        Assert.Equal(200, (await Page(Basic("operator", GatewayHost.OperatorKey))).Status);
        foreach (string wrong in new[] { Basic("admin", GatewayHost.OperatorKey), Basic("operator", "wrong"), "Basic !", "Bearer wrong" })
        {
            Reply reply = await Page(wrong);
            Assert.Equal(401, reply.Status);
            Assert.Contains("Basic realm=\"operator\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Live_IsAlways200() => Assert.Equal(200, (await host.Send("GET", "~/health/live", token: null)).Status);

    private Task<Reply> Send(string method, string path, string? body = null, params (string, string)[] headers) =>
        host.Send(method, "~/operator" + path, body, GatewayHost.OperatorKey, headers);

    private Task<Reply> Page(string authorization) => host.Send("GET", "~/page", token: null, headers: ("Authorization", authorization));

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
