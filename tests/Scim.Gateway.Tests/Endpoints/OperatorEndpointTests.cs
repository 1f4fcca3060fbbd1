using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>
/// Tests how the gateway maps operator requests to grain calls and results to responses; also health and the policy for
/// pages.
/// </summary>
public sealed class OperatorEndpointTests(TestGateway host) : IClassFixture<TestGateway>
{
    private static readonly TenantInfo Acme = new()
    {
        Id = "acme",
        DisplayName = "Acme",
        Created = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task Post_OfATenant_Is201WithItsAddress()
    {
        host.RespondWith(_ => (ScimResult<TenantInfo>)Acme);
        TestResponse reply = await SendOperatorRequestAsync(
            "POST",
            "/tenants",
            """{"id":"acme","displayName":"Acme"}"""
        );
        Assert.Equal((201, $"{host.Url}/operator/tenants/acme"), (reply.Status, reply.GetHeader("Location")));
        Assert.Equal("application/json", reply.GetHeader("Content-Type"));
        Assert.Equal(
            """{"id":"acme","displayName":"Acme","created":"1970-01-01T00:00:00.000Z","state":"active"}""",
            reply.Body
        );
        Assert.Equal("acme/tenant", Assert.Single(host.Grains.Calls).Key);
    }

    [Theory]
    [InlineData("""{"id":"../acme"}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"displayName":"x"}""")]
    [InlineData("""{"id":"acme","extra":1}""")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Post_OfInvalidTenant_Is400AndReachesNoGrain(string body)
    {
        host.RespondWith(_ => null);
        (await SendOperatorRequestAsync("POST", "/tenants", body)).AssertProblem(400);
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Response_OfGrainError_IsProblemDetails()
    {
        host.RespondWith(_ => (ScimResult<TenantInfo>)new ScimError(ScimErrorKind.Conflict, "exists"));
        (await SendOperatorRequestAsync("POST", "/tenants", """{"id":"acme"}""")).AssertProblem(409);
        host.RespondWith(_ => (ScimResult<TenantInfo>)new ScimError(ScimErrorKind.NotFound, "none"));
        (await SendOperatorRequestAsync("GET", "/tenants/other")).AssertProblem(404);
        (await SendOperatorRequestAsync("GET", "/tenants/NOT.AN.ID")).AssertProblem(404);
        host.RespondWith(_ => throw new FormatException("secret"));
        Assert.DoesNotContain(
            "secret",
            (await SendOperatorRequestAsync("GET", "/tenants/other")).AssertProblem(500).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Get_OfTenants_IsAPage()
    {
        host.RespondWith(_ => new[] { Acme });
        Assert.Equal(
            "acme",
            (await SendOperatorRequestAsync("GET", "/tenants?after=abc&count=1")).Json.GetProperty("next").GetString()
        );
        FakeGrainFactory.GrainCall call = Assert.Single(host.Grains.Calls);
        Assert.Equal(["abc", 1], call.Arguments);
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await SendOperatorRequestAsync("GET", "/tenants")).Json.GetProperty("next").ValueKind
        );
        (await SendOperatorRequestAsync("GET", "/tenants?count=0")).AssertProblem(400);
        (await SendOperatorRequestAsync("GET", "/tenants?count=x")).AssertProblem(400);
    }

    [Fact]
    public async Task Post_OfAToken_ShowsTheSecretAndLogsNone()
    {
        var info = new TokenInfo
        {
            Id = "t1",
            Name = "entra",
            Scopes = ["scim:read"],
            Created = DateTimeOffset.UnixEpoch,
        };
        host.RespondWith(_ => (ScimResult<IssuedToken>)new IssuedToken { Info = info, Secret = "scim_secret" });
        TestResponse reply = await SendOperatorRequestAsync(
            "POST",
            "/tenants/acme/tokens",
            """{"name":"entra","scopes":["scim:read"],"expiresAt":null}"""
        );
        Assert.Equal((201, "scim_secret"), (reply.Status, reply.Json.GetProperty("token").GetString()));
        Assert.Contains("t1", host.Logger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_secret", host.Logger.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/json", 200)]
    [InlineData("text/plain", 415)]
    public async Task Patch_OfSettings_AcceptsMergePatches(string contentType, int status)
    {
        host.RespondWith(_ => (ScimResult<TenantSettings>)new TenantSettings());
        TestResponse reply = await SendOperatorRequestAsync(
            "PATCH",
            "/tenants/acme/settings",
            """{"patch":{}}""",
            ("Content-Type", contentType)
        );
        Assert.Equal(status, reply.Status);
        if (status != 200)
            return;
        Assert.True(reply.Json.GetProperty("patch").GetProperty("replaceCreates").GetBoolean());
        Assert.Equal(
            """{"patch":{}}""",
            Encoding.UTF8.GetString(((PatchTenantSettings)host.Grains.Calls[0].Arguments[0]!).MergePatch.Span)
        );
    }

    [Fact]
    public async Task Delete_OfTenantAndToken_Is204()
    {
        host.RespondWith(_ => (ScimResult<Unit>)Unit.Instance);
        Assert.Equal(204, (await SendOperatorRequestAsync("DELETE", "/tenants/acme")).Status);
        Assert.Equal(204, (await SendOperatorRequestAsync("DELETE", "/tenants/acme/tokens/t1")).Status);
        Assert.Equal(["Delete", "RevokeToken"], host.Grains.Calls.Select(c => c.Method));
    }

    [Fact]
    public async Task Request_WithoutKey_Is401ForAnyPath()
    {
        host.RespondWith(_ => null);
        foreach (string? wrong in new[] { null, "wrong", TestGateway.Token, TestGateway.OperatorKey + "x" })
        {
            TestResponse reply = (await host.SendRequestAsync("GET", "~/operator/nowhere", token: wrong)).AssertProblem(
                401
            );
            Assert.StartsWith(
                "Bearer realm=\"operator\"",
                reply.GetHeader("WWW-Authenticate"),
                StringComparison.Ordinal
            );
        }

        (
            await host.SendRequestAsync(
                "GET",
                "~/operator/tenants",
                token: null,
                headers: ("Authorization", FormatBasicCredentials("operator", TestGateway.OperatorKey))
            )
        ).AssertProblem(401);
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Request_ForUnknownPath_IsProblemDetails()
    {
        (await SendOperatorRequestAsync("GET", "/nowhere")).AssertProblem(404);
        Assert.Equal(
            "GET, HEAD, POST",
            (await SendOperatorRequestAsync("DELETE", "/tenants")).AssertProblem(405).GetHeader("Allow")
        );
        (await host.SendRequestAsync("GET", "~/nowhere", token: null)).AssertProblem(404);
    }

    [Fact]
    public async Task Page_UnderOperatorPolicy_AcceptsBearerAndBasic()
    {
        Assert.Equal(200, (await host.SendRequestAsync("GET", "~/page", token: TestGateway.OperatorKey)).Status);
        Assert.Equal(
            200,
            (await GetDashboardAsync(FormatBasicCredentials("operator", TestGateway.OperatorKey))).Status
        );
        foreach (
            string wrong in new[]
            {
                FormatBasicCredentials("admin", TestGateway.OperatorKey),
                FormatBasicCredentials("operator", "wrong"),
                "Basic !",
                "Bearer wrong",
            }
        )
        {
            TestResponse reply = await GetDashboardAsync(wrong);
            Assert.Equal(401, reply.Status);
            Assert.Contains("Basic realm=\"operator\"", reply.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Live_IsAlways200() =>
        Assert.Equal(200, (await host.SendRequestAsync("GET", "~/health/live", token: null)).Status);

    private Task<TestResponse> SendOperatorRequestAsync(
        string method,
        string path,
        string? body = null,
        params (string, string)[] headers
    ) => host.SendRequestAsync(method, "~/operator" + path, body, TestGateway.OperatorKey, headers);

    private Task<TestResponse> GetDashboardAsync(string authorization) =>
        host.SendRequestAsync("GET", "~/page", token: null, headers: ("Authorization", authorization));

    private static string FormatBasicCredentials(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
