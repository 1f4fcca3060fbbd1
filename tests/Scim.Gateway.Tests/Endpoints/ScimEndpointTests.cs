using System.Net.Http.Headers;
using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>Tests how the gateway maps SCIM requests to grain calls, and results to responses.</summary>
public sealed class ScimEndpointTests(TestGateway host) : IClassFixture<TestGateway>
{
    private const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";

    [Fact, Trait("rfc", "7644-3.3")]
    public async Task Post_OfAUser_GoesToAFreshGrainAndIs201()
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
        TestResponse reply = await host.SendRequestAsync(
            "POST",
            "/Users",
            "{\"x\":1}",
            headers: ("X-Request-Id", "mine")
        );
        Assert.Equal(201, reply.Status);
        Assert.Equal("W/\"3\"", reply.GetHeader("ETag"));
        Assert.Equal("http://h/Users/1", reply.GetHeader("Location"));
        Assert.Equal("application/scim+json", reply.GetHeader("Content-Type"));
        Assert.Equal("mine", reply.GetHeader("X-Request-Id"));
        Assert.Equal("{\"id\":\"1\"}", reply.Body);

        FakeGrainFactory.GrainCall call = Assert.Single(host.Grains.Calls);
        Assert.Equal(typeof(IUserGrain), call.Interface);
        Assert.StartsWith("acme/", (string)call.Key, StringComparison.Ordinal);
        Assert.True(Guid.TryParseExact(((string)call.Key)[5..], "D", out _));
        Assert.Equal("acme", call.TenantInContext);
        var command = (CreateResource)call.Arguments[0]!;
        Assert.Equal("{\"x\":1}", Encoding.UTF8.GetString(command.Body.Span));
        Assert.Equal(
            new RequestOrigin
            {
                Actor = "token:all",
                RequestId = "mine",
                BaseUri = $"{host.Url}/tenants/acme/scim/v2",
            },
            command.Origin
        );
    }

    [Theory]
    [InlineData("/Users/" + Id)]
    [InlineData("/Users/" + Id + "/")]
    [InlineData("/users/" + Id)]
    [InlineData("/%55sers/" + Id)]
    public async Task Get_OfUser_NormalizesThePath(string path)
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
        TestResponse reply = await host.SendRequestAsync(
            "GET",
            path + "?attributes=userName",
            headers: ("If-None-Match", "W/\"2\", W/\"1\"")
        );
        Assert.Equal(200, reply.Status);
        FakeGrainFactory.GrainCall call = Assert.Single(host.Grains.Calls);
        Assert.Equal($"acme/{Id}", call.Key);
        var query = (ReadResource)call.Arguments[0]!;
        Assert.Equal("W/\"2\", W/\"1\"", query.IfNoneMatch);
        Assert.Equal("userName", query.Selection.Attributes);
    }

    [Fact]
    public async Task Head_OfAUser_HasTheHeadersOfAGet()
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
        TestResponse reply = await host.SendRequestAsync("HEAD", "/Users/" + Id);
        Assert.Equal(
            (200, "", "10", "W/\"3\""),
            (reply.Status, reply.Body, reply.GetHeader("Content-Length"), reply.GetHeader("ETag"))
        );
    }

    [Fact]
    public async Task Get_WithAcceptJson_IsPlainJson()
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
        Assert.Equal(
            "application/json",
            (await host.SendRequestAsync("GET", "/Users/" + Id, headers: ("Accept", "application/json"))).GetHeader(
                "Content-Type"
            )
        );
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("/Users/" + Id, true)]
    [InlineData("/Groups/" + Id, false)]
    [InlineData("/Groups/" + Id + "?attributes=displayName", true)]
    public async Task Patch_WithOrWithoutAttributes_RequestsBodyAccordingly(string path, bool wantsBody)
    {
        host.RespondWith(call =>
            (ScimResult<ResourceReply>)(
                ((PatchResource)call.Arguments[0]!).IsBodyRequested
                    ? TestGateway.ResourceReply
                    : TestGateway.ResourceReply with
                    {
                        Body = default,
                    }
            )
        );
        TestResponse reply = await host.SendRequestAsync("PATCH", path, "{}", headers: ("If-Match", "W/\"3\""));
        Assert.Equal(wantsBody ? 200 : 204, reply.Status);
        Assert.Equal("W/\"3\"", reply.GetHeader("ETag"));
        FakeGrainFactory.GrainCall call = Assert.Single(host.Grains.Calls);
        Assert.Equal(
            wantsBody && path.StartsWith("/Users", StringComparison.Ordinal) ? typeof(IUserGrain) : typeof(IGroupGrain),
            call.Interface
        );
        Assert.Equal("W/\"3\"", ((PatchResource)call.Arguments[0]!).IfMatch);
    }

    [Fact]
    public async Task Delete_OfAUser_Is204()
    {
        host.RespondWith(_ => (ScimResult<Unit>)Unit.Instance);
        TestResponse reply = await host.SendRequestAsync("DELETE", "/Users/" + Id);
        Assert.Equal((204, ""), (reply.Status, reply.Body));
    }

    [Theory, Trait("rfc", "7644-3.4.2")]
    [InlineData("GET", "/Users?filter=userName+eq+%22a%22&count=2", null, "User", "userName eq \"a\"")]
    [InlineData("GET", "/Groups/", null, "Group", null)]
    [InlineData("POST", "/Users/.search", """{"filter":"active pr"}""", "User", "active pr")]
    [InlineData("POST", "/.search", "{}", null, null)]
    public async Task List_OfUsers_QueriesTheDirectory(
        string method,
        string path,
        string? body,
        string? type,
        string? filter
    )
    {
        host.RespondWith(_ => (ScimResult<ListReply>)new ListReply { Body = "{}"u8.ToArray() });
        Assert.Equal(200, (await host.SendRequestAsync(method, path, body, TestGateway.ReadOnlyToken)).Status);
        FakeGrainFactory.GrainCall call = Assert.Single(host.Grains.Calls);
        Assert.Equal((typeof(IDirectoryGrain), "acme/directory"), (call.Interface, call.Key));
        var query = (ListQuery)call.Arguments[0]!;
        Assert.Equal((type, filter), (query.ResourceType, query.Filter));
    }

    [Theory, Trait("rfc", "7644-2")]
    [InlineData(null, "Bearer realm=\"scim\"")]
    [InlineData("scim_wrong", "Bearer realm=\"scim\", error=\"invalid_token\"")]
    [InlineData("nonsense", "Bearer realm=\"scim\", error=\"invalid_token\"")]
    [InlineData(TestGateway.ExpiredToken, "Bearer realm=\"scim\", error=\"invalid_token\"")]
    public async Task Request_WithoutValidToken_Is401ForAnyPath(string? token, string challenge)
    {
        host.RespondWith(_ => null);
        foreach (
            (string method, string path) in new[]
            {
                ("GET", "/Users"),
                ("POST", "/Users"),
                ("BREW", "/Users"),
                ("GET", "/Bananas"),
                ("GET", "/"),
                ("DELETE", "/Schemas"),
            }
        )
        {
            string shown = (await host.SendRequestAsync(method, path, token: token))
                .AssertScimError(401)
                .GetHeader("WWW-Authenticate");
            if (token is null)
                Assert.Equal(challenge, shown);
            else
                Assert.StartsWith(challenge, shown, StringComparison.Ordinal);
        }

        Assert.Empty(host.Grains.Calls);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("ACME")]
    [InlineData("ac.me")]
    [InlineData("acme%2Ftenant")]
    public async Task Request_ToAnotherTenant_LooksLikeAWrongToken(string tenant)
    {
        host.RespondWith(_ => null);
        TestResponse wrong = (await host.SendRequestAsync("GET", "/Users", token: "scim_wrong")).AssertScimError(401);
        TestResponse reply = (await host.SendRequestAsync("GET", $"~/tenants/{tenant}/scim/v2/Users")).AssertScimError(
            401
        );
        Assert.Equal(wrong.Body, reply.Body);
        Assert.Equal(wrong.GetHeader("WWW-Authenticate"), reply.GetHeader("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("POST", "/Users")]
    [InlineData("PUT", "/Users/" + Id)]
    [InlineData("PATCH", "/Groups/" + Id)]
    [InlineData("DELETE", "/Groups/" + Id)]
    public async Task Write_WithAReadersToken_Is403(string method, string path)
    {
        host.RespondWith(_ => null);
        TestResponse reply = (
            await host.SendRequestAsync(method, path, token: TestGateway.ReadOnlyToken)
        ).AssertScimError(403);
        Assert.Contains("insufficient_scope", reply.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Empty(host.Grains.Calls);
    }

    [Theory]
    [InlineData("DELETE", "/Users", "GET, HEAD, POST")]
    [InlineData("POST", "/Users/" + Id, "GET, HEAD, PUT, PATCH, DELETE")]
    [InlineData("GET", "/Users/.search", "POST")]
    [InlineData("POST", "/Schemas", "GET, HEAD")]
    [InlineData("PUT", "/ResourceTypes/User", "GET, HEAD")]
    [InlineData("PATCH", "/ServiceProviderConfig", "GET, HEAD")]
    [InlineData("OPTIONS", "/Users", "GET, HEAD, POST")]
    public async Task Method_ThatAnEndpointLacks_Is405WithAllow(string method, string path, string allow)
    {
        host.RespondWith(_ => null);
        Assert.Equal(allow, (await host.SendRequestAsync(method, path)).AssertScimError(405).GetHeader("Allow"));
    }

    [Theory]
    [InlineData("/Bananas")]
    [InlineData("/Bananas/" + Id)]
    [InlineData("/Users/x")]
    [InlineData("/Users/%2F")]
    [InlineData("/Users/" + Id + "/emails")]
    [InlineData("/Schemas/urn:x")]
    [InlineData("/ResourceTypes/Banana")]
    public async Task Get_OfMissingUser_Is404(string path)
    {
        host.RespondWith(_ => null);
        (await host.SendRequestAsync("GET", path)).AssertScimError(404);
        Assert.Empty(host.Grains.Calls);
    }

    [Theory]
    [InlineData("~/tenants/acme/scim/Users")]
    [InlineData("~/tenants")]
    public async Task Get_OutsideScimBase_Is404(string path) =>
        (await host.SendRequestAsync("GET", path, token: null)).AssertScimError(404);

    [Theory]
    [InlineData("GET", "/Me")]
    [InlineData("PATCH", "/Me")]
    public async Task Request_ForUnsupportedFeature_Is501(string method, string path) =>
        (await host.SendRequestAsync(method, path, "{}")).AssertScimError(501);

    [Theory, Trait("rfc", "7644-4")]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/Schemas")]
    [InlineData("/Schemas?startIndex=2&count=x")]
    [InlineData("/Schemas/urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser")]
    [InlineData("/ResourceTypes/")]
    [InlineData("/ResourceTypes/User")]
    public async Task Get_OfADiscoveryDocument_Is200AndCannotBeFiltered(string path)
    {
        Assert.Equal(200, (await host.SendRequestAsync("GET", path, token: TestGateway.ReadOnlyToken)).Status);
        (
            await host.SendRequestAsync(
                "GET",
                path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "Filter=id+pr"
            )
        ).AssertScimError(403);
    }

    [Theory, Trait("rfc", "7643-5")]
    [InlineData("GET", "/ServiceProviderConfig", 200)]
    [InlineData("HEAD", "/ServiceProviderConfig", 200)]
    [InlineData("POST", "/ServiceProviderConfig", 401)]
    [InlineData("GET", "~/tenants/unknown/scim/v2/ServiceProviderConfig", 200)]
    [InlineData("GET", "~/tenants/UPPER/scim/v2/ServiceProviderConfig", 401)]
    [InlineData("GET", "/Schemas", 401)]
    [InlineData("GET", "~/tenants/unknown/scim/v2/Schemas", 401)]
    [InlineData("GET", "/ResourceTypes/User", 401)]
    [InlineData("GET", "/Users", 401)]
    public async Task Request_WithoutCredential_IsServedAtPublicEndpointsOnly(string method, string path, int status)
    {
        host.RespondWith(_ => null);
        Assert.Equal(status, (await host.SendRequestAsync(method, path, token: null)).Status);
        Assert.Empty(host.Grains.Calls);
    }

    [Theory]
    [InlineData("POST", "/Users", "")]
    [InlineData("PUT", "/Users/" + Id, "")]
    [InlineData("PATCH", "/Users/" + Id, "")]
    [InlineData("POST", "/.search", "{")]
    public async Task Write_WithUnusableBody_IsInvalidSyntax(string method, string path, string body)
    {
        host.RespondWith(_ => null);
        (await host.SendRequestAsync(method, path, body)).AssertScimError(400, "invalidSyntax");
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Write_InAnotherMediaType_Is415()
    {
        (await host.SendRequestAsync("POST", "/Users", "{}", headers: ("Content-Type", "text/plain"))).AssertScimError(
            415
        );
        (
            await host.SendRequestAsync(
                "POST",
                "/Users",
                "{}",
                headers: ("Content-Type", "application/json; charset=utf-16")
            )
        ).AssertScimError(415);
    }

    [Theory]
    [InlineData(TestGateway.MaxBodyBytes, false, 201)]
    [InlineData(TestGateway.MaxBodyBytes, true, 201)]
    [InlineData(TestGateway.MaxBodyBytes + 1, false, 413)]
    [InlineData(TestGateway.MaxBodyBytes + 1, true, 413)]
    [InlineData(10_000_000, false, 413)]
    [InlineData(10_000_000, true, 413)]
    public async Task Write_OfLargeBody_Is413BeyondTheLimit(int length, bool chunked, int status)
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Url}/tenants/acme/scim/v2/Users");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestGateway.Token);
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new StreamContent(new MemoryStream(new byte[length]));
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        TestResponse reply = await TestResponse.FromResponseAsync(response);
        if (status == 413)
            reply.AssertScimError(413);
        else
            Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task Query_OfAHundredKilobytes_ReachesTheGrain()
    {
        host.RespondWith(_ => (ScimResult<ListReply>)new ScimError(ScimErrorKind.InvalidFilter, "too long"));
        (await host.SendRequestAsync("GET", "/Users?filter=" + new string('a', 100_000))).AssertScimError(
            400,
            "invalidFilter"
        );
    }

    [Fact]
    public async Task Response_OfGrainError_IsScimError()
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)new ScimError(ScimErrorKind.Uniqueness, "userName is taken"));
        TestResponse reply = (await host.SendRequestAsync("POST", "/Users", "{}")).AssertScimError(409, "uniqueness");
        Assert.Equal("userName is taken", reply.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Response_OfStorageOutage_Is503WithRetryAfter()
    {
        host.RespondWith(_ => throw new SiloUnavailableException("secret"));
        Assert.NotEqual(
            "",
            (await host.SendRequestAsync("GET", "/Users/" + Id)).AssertScimError(503).GetHeader("Retry-After")
        );
        Assert.Contains("Warning 3103", host.Logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_OfUnexpectedException_Is500WithoutValuesInLog()
    {
        host.RespondWith(_ => throw new FormatException("secret ada@example.com"));
        TestResponse reply = (
            await host.SendRequestAsync("GET", "/Users/" + Id + "?attributes=secret")
        ).AssertScimError(500);
        Assert.Contains(reply.GetHeader("X-Request-Id"), reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Body, StringComparison.Ordinal);
        Assert.Contains("Error 3104", host.Logger.Text, StringComparison.Ordinal);
        Assert.Contains(reply.GetHeader("X-Request-Id"), host.Logger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", host.Logger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGateway.Token, host.Logger.Text, StringComparison.Ordinal);
    }
}
