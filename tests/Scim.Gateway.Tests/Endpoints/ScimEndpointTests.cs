using System.Net.Http.Headers;
using System.Text;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>What the gateway makes of SCIM requests before and after the grain.</summary>
public sealed class ScimEndpointTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";

    [Fact, Trait("rfc", "7644-3.3")]
    public async Task Post_OfAUser_GoesToAFreshGrainAndIs201()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)GatewayHost.Reply);
        Reply reply = await host.Send("POST", "/Users", "{\"x\":1}", headers: ("X-Request-Id", "mine"));
        Assert.Equal(201, reply.Status);
        Assert.Equal("W/\"3\"", reply.Header("ETag"));
        Assert.Equal("http://h/Users/1", reply.Header("Location"));
        Assert.Equal("application/scim+json", reply.Header("Content-Type"));
        Assert.Equal("mine", reply.Header("X-Request-Id"));
        Assert.Equal("{\"id\":\"1\"}", reply.Body);

        Doubles.Call call = Assert.Single(host.Grains.Calls);
        Assert.Equal(typeof(IUserGrain), call.Interface);
        Assert.StartsWith("acme/", (string)call.Key, StringComparison.Ordinal);
        Assert.True(Guid.TryParseExact(((string)call.Key)[5..], "D", out _));
        Assert.Equal("acme", call.TenantInContext);
        var command = (CreateResource)call.Arguments[0]!;
        Assert.Equal("{\"x\":1}", Encoding.UTF8.GetString(command.Body.Span));
        Assert.Equal(new Caller { Actor = "token:all", RequestId = "mine", BaseUri = $"{host.Url}/tenants/acme/scim/v2" }, command.Caller);
    }

    [Theory]
    [InlineData("/Users/" + Id)]
    [InlineData("/Users/" + Id + "/")]
    [InlineData("/users/" + Id)]
    [InlineData("/%55sers/" + Id)]
    public async Task Get_OfAUser_FindsItsGrainHoweverThePathIsWritten(string path)
    {
        host.Answers(_ => (ScimResult<ResourceReply>)GatewayHost.Reply);
        Reply reply = await host.Send("GET", path + "?attributes=userName", headers: ("If-None-Match", "W/\"2\", W/\"1\""));
        Assert.Equal(200, reply.Status);
        Doubles.Call call = Assert.Single(host.Grains.Calls);
        Assert.Equal($"acme/{Id}", call.Key);
        var query = (ReadResource)call.Arguments[0]!;
        Assert.Equal("W/\"2\", W/\"1\"", query.IfNoneMatch);
        Assert.Equal("userName", query.Selection.Attributes);
    }

    [Fact]
    public async Task Head_OfAUser_HasTheHeadersOfAGet()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)GatewayHost.Reply);
        Reply reply = await host.Send("HEAD", "/Users/" + Id);
        Assert.Equal((200, "", "10", "W/\"3\""), (reply.Status, reply.Body, reply.Header("Content-Length"), reply.Header("ETag")));
    }

    [Fact]
    public async Task Get_WithAcceptJson_IsPlainJson()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)GatewayHost.Reply);
        Assert.Equal("application/json", (await host.Send("GET", "/Users/" + Id, headers: ("Accept", "application/json"))).Header("Content-Type"));
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("/Users/" + Id, true)]
    [InlineData("/Groups/" + Id, false)]
    [InlineData("/Groups/" + Id + "?attributes=displayName", true)]
    public async Task Patch_AsksForABodyOrNot(string path, bool wantsBody)
    {
        host.Answers(call => (ScimResult<ResourceReply>)(((PatchResource)call.Arguments[0]!).WantsBody ? GatewayHost.Reply : GatewayHost.Reply with { Body = default }));
        Reply reply = await host.Send("PATCH", path, "{}", headers: ("If-Match", "W/\"3\""));
        Assert.Equal(wantsBody ? 200 : 204, reply.Status);
        Assert.Equal("W/\"3\"", reply.Header("ETag"));
        Doubles.Call call = Assert.Single(host.Grains.Calls);
        Assert.Equal(wantsBody && path.StartsWith("/Users", StringComparison.Ordinal) ? typeof(IUserGrain) : typeof(IGroupGrain), call.Interface);
        Assert.Equal("W/\"3\"", ((PatchResource)call.Arguments[0]!).IfMatch);
    }

    [Fact]
    public async Task Delete_OfAUser_Is204()
    {
        host.Answers(_ => (ScimResult<Done>)Done.Instance);
        Reply reply = await host.Send("DELETE", "/Users/" + Id);
        Assert.Equal((204, ""), (reply.Status, reply.Body));
    }

    [Theory, Trait("rfc", "7644-3.4.2")]
    [InlineData("GET", "/Users?filter=userName+eq+%22a%22&count=2", null, "User", "userName eq \"a\"")]
    [InlineData("GET", "/Groups/", null, "Group", null)]
    [InlineData("POST", "/Users/.search", """{"filter":"active pr"}""", "User", "active pr")]
    [InlineData("POST", "/.search", "{}", null, null)]
    public async Task List_AsksTheDirectory(string method, string path, string? body, string? type, string? filter)
    {
        host.Answers(_ => (ScimResult<ListReply>)new ListReply { Body = "{}"u8.ToArray() });
        Assert.Equal(200, (await host.Send(method, path, body, GatewayHost.Reader)).Status);
        Doubles.Call call = Assert.Single(host.Grains.Calls);
        Assert.Equal((typeof(IDirectoryGrain), "acme/directory"), (call.Interface, call.Key));
        var query = (ListQuery)call.Arguments[0]!;
        Assert.Equal((type, filter), (query.ResourceType, query.Filter));
    }

    [Theory, Trait("rfc", "7644-2")]
    [InlineData(null, "Bearer realm=\"scim\"")]
    [InlineData("scim_wrong", "Bearer realm=\"scim\", error=\"invalid_token\"")]
    [InlineData("nonsense", "Bearer realm=\"scim\", error=\"invalid_token\"")]
    [InlineData(GatewayHost.Expired, "Bearer realm=\"scim\", error=\"invalid_token\"")]
    public async Task Request_WithoutAValidToken_Is401WhateverThePath(string? token, string challenge)
    {
        host.Answers(_ => null);
        foreach ((string method, string path) in new[] { ("GET", "/Users"), ("POST", "/Users"), ("BREW", "/Users"), ("GET", "/Bananas"), ("GET", "/"), ("DELETE", "/Schemas") })
        {
            string shown = (await host.Send(method, path, token: token)).ExpectScimError(401).Header("WWW-Authenticate");
            if (token is null) Assert.Equal(challenge, shown);
            else Assert.StartsWith(challenge, shown, StringComparison.Ordinal);
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
        host.Answers(_ => null);
        Reply wrong = (await host.Send("GET", "/Users", token: "scim_wrong")).ExpectScimError(401);
        Reply reply = (await host.Send("GET", $"~/tenants/{tenant}/scim/v2/Users")).ExpectScimError(401);
        Assert.Equal(wrong.Body, reply.Body);
        Assert.Equal(wrong.Header("WWW-Authenticate"), reply.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("POST", "/Users")]
    [InlineData("PUT", "/Users/" + Id)]
    [InlineData("PATCH", "/Groups/" + Id)]
    [InlineData("DELETE", "/Groups/" + Id)]
    public async Task Write_WithAReadersToken_Is403(string method, string path)
    {
        host.Answers(_ => null);
        Reply reply = (await host.Send(method, path, token: GatewayHost.Reader)).ExpectScimError(403);
        Assert.Contains("insufficient_scope", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
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
        host.Answers(_ => null);
        Assert.Equal(allow, (await host.Send(method, path)).ExpectScimError(405).Header("Allow"));
    }

    [Theory]
    [InlineData("/Bananas")]
    [InlineData("/Bananas/" + Id)]
    [InlineData("/")]
    [InlineData("/Users/x")]
    [InlineData("/Users/%2F")]
    [InlineData("/Users/" + Id + "/emails")]
    [InlineData("/Schemas/urn:x")]
    [InlineData("/ResourceTypes/Banana")]
    [InlineData("//Users")]
    public async Task Get_OfWhatIsNotThere_Is404(string path)
    {
        host.Answers(_ => null);
        (await host.Send("GET", path)).ExpectScimError(404);
        Assert.Empty(host.Grains.Calls);
    }

    [Theory]
    [InlineData("~/tenants/acme/scim/Users")]
    [InlineData("~/tenants")]
    public async Task Get_BesideTheScimBase_Is404(string path) => (await host.Send("GET", path, token: null)).ExpectScimError(404);

    [Theory]
    [InlineData("GET", "/Me")]
    [InlineData("PATCH", "/Me")]
    public async Task Request_ForWhatIsNotOffered_Is501(string method, string path) => (await host.Send(method, path, "{}")).ExpectScimError(501);

    [Theory, Trait("rfc", "7644-4")]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/Schemas")]
    [InlineData("/Schemas?startIndex=2&count=x")]
    [InlineData("/Schemas/urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser")]
    [InlineData("/ResourceTypes/")]
    [InlineData("/ResourceTypes/User")]
    public async Task Get_OfADiscoveryDocument_Is200AndCannotBeFiltered(string path)
    {
        Assert.Equal(200, (await host.Send("GET", path, token: GatewayHost.Reader)).Status);
        (await host.Send("GET", path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "Filter=id+pr")).ExpectScimError(403);
    }

    [Theory]
    [InlineData("POST", "/Users", "")]
    [InlineData("PUT", "/Users/" + Id, "")]
    [InlineData("PATCH", "/Users/" + Id, "")]
    [InlineData("POST", "/.search", "{")]
    public async Task Write_WithoutAUsefulBody_IsInvalidSyntax(string method, string path, string body)
    {
        host.Answers(_ => null);
        (await host.Send(method, path, body)).ExpectScimError(400, "invalidSyntax");
        Assert.Empty(host.Grains.Calls);
    }

    [Fact]
    public async Task Write_InAnotherMediaType_Is415()
    {
        (await host.Send("POST", "/Users", "{}", headers: ("Content-Type", "text/plain"))).ExpectScimError(415);
        (await host.Send("POST", "/Users", "{}", headers: ("Content-Type", "application/json; charset=utf-16"))).ExpectScimError(415);
    }

    [Theory]
    [InlineData(GatewayHost.MaxBodyBytes, false, 201)]
    [InlineData(GatewayHost.MaxBodyBytes, true, 201)]
    [InlineData(GatewayHost.MaxBodyBytes + 1, false, 413)]
    [InlineData(GatewayHost.MaxBodyBytes + 1, true, 413)]
    [InlineData(10_000_000, false, 413)]
    [InlineData(10_000_000, true, 413)]
    public async Task Write_OfABigBody_Is413BeyondTheLimit(int length, bool chunked, int status)
    {
        host.Answers(_ => (ScimResult<ResourceReply>)GatewayHost.Reply);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Url}/tenants/acme/scim/v2/Users");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.Token);
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new StreamContent(new MemoryStream(new byte[length]));
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        Reply reply = await Reply.Of(response);
        if (status == 413) reply.ExpectScimError(413);
        else Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task Query_OfAHundredKilobytes_ReachesTheGrain()
    {
        host.Answers(_ => (ScimResult<ListReply>)new ScimError(ScimErrorKind.InvalidFilter, "too long"));
        (await host.Send("GET", "/Users?filter=" + new string('a', 100_000))).ExpectScimError(400, "invalidFilter");
    }

    [Fact]
    public async Task Answer_OfAGrainsError_IsThatError()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)new ScimError(ScimErrorKind.Uniqueness, "userName is taken"));
        Reply reply = (await host.Send("POST", "/Users", "{}")).ExpectScimError(409, "uniqueness");
        Assert.Equal("userName is taken", reply.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Answer_OfAnOutage_Is503WithRetryAfter()
    {
        host.Answers(_ => throw new SiloUnavailableException("secret"));
        Assert.NotEqual("", (await host.Send("GET", "/Users/" + Id)).ExpectScimError(503).Header("Retry-After"));
        Assert.Contains("Warning 3103", host.Journal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfADefect_Is500AndTheLogHasNoValues()
    {
        host.Answers(_ => throw new FormatException("secret ada@example.com"));
        Reply reply = (await host.Send("GET", "/Users/" + Id + "?attributes=secret")).ExpectScimError(500);
        Assert.Contains(reply.Header("X-Request-Id"), reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Body, StringComparison.Ordinal);
        Assert.Contains("Error 3104", host.Journal.Text, StringComparison.Ordinal);
        Assert.Contains(reply.Header("X-Request-Id"), host.Journal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", host.Journal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayHost.Token, host.Journal.Text, StringComparison.Ordinal);
    }
}
