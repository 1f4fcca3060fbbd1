using System.Diagnostics;
using System.Text.Json;

namespace Scim.Conformance.Tests.Operator;

/// <summary>Several tokens to a tenant, each with a name, scopes, an end and a last use; shown once, revocable at once.</summary>
public sealed class TokenTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private string Tokens => $"/tenants/{Tenant.Id}/tokens";

    [Fact]
    public async Task Post_OfAToken_ShowsItsSecretOnceAndNeverAgain()
    {
        ScimResponse issued = (await Tenant.Operator.Send("POST", Tokens,
            new { name = "entra", scopes = new[] { "scim:read", "scim:write" }, expiresAt = (string?)null }))
            .Expect(201);
        Assert.Equal("entra", issued.Text("/name"));
        Assert.Matches("^scim_[A-Za-z0-9_-]{43,}$", issued.Text("/token"));
        Assert.NotEqual("", issued.Id);

        ScimResponse list = (await Tenant.Operator.Get(Tokens)).Expect(200);
        Assert.Contains(issued.Id, list.Body, StringComparison.Ordinal);
        Assert.Contains("entra", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Text("/token"), list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfManyTokens_MakesThemDifferentAndAllWork()
    {
        List<string> secrets = [];
        for (int i = 0; i < 5; i++)
            secrets.Add((await Tenant.Operator.IssueToken(Tenant.Id, $"many {i}")).Token);
        Assert.Equal(5, secrets.Distinct().Count());
        foreach (string secret in secrets)
            (await Tenant.Scim.WithToken(secret).Get("/Users?count=0")).Expect(200);
    }

    [Fact]
    public async Task Delete_OfAToken_RefusesItWithinASecondAndLeavesTheOthers()
    {
        (string id, string token) = await Tenant.Operator.IssueToken(Tenant.Id, "revoked");
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);

        (await Tenant.Operator.Send("DELETE", $"{Tokens}/{id}")).Expect(204);
        await RefusedWithinASecond(token);
        (await Tenant.Scim.Get("/Users?count=0")).Expect(200);
        (await Tenant.Operator.Send("DELETE", $"{Tokens}/{id}")).Expect(404);
        Assert.DoesNotContain(id, (await Tenant.Operator.Get(Tokens)).Expect(200).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_PastItsEnd_IsRefused()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(4);
        (_, string token) = await Tenant.Operator.IssueToken(Tenant.Id, "short", expiresAt: end);
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);
        await Eventually.Holds(
            async () => (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Status == 401, TimeSpan.FromSeconds(60),
            () => "the expired token still works");
        Assert.True(DateTimeOffset.UtcNow >= end, "The token ended before its time.");
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).ExpectError(401);
        (await Tenant.Scim.WithToken(token).Post("/Users", Bodies.User("too.late"))).ExpectError(401);
    }

    [Fact]
    public async Task Post_OfATokenThatHasEndedAlready_GivesNoAccess()
    {
        ScimResponse response = (await Tenant.Operator.Send("POST", Tokens,
            new { name = "old", scopes = new[] { "scim:read" }, expiresAt = "2020-01-01T00:00:00Z" })).Expect(201, 400);
        if (response.Status == 201)
            (await Tenant.Scim.WithToken(response.Text("/token")).Get("/Users?count=0")).ExpectError(401);
    }

    [Fact]
    public async Task Token_OnceUsed_ShowsWhen()
    {
        (string id, string token) = await Tenant.Operator.IssueToken(Tenant.Id, "used");
        Assert.Null(await LastUse(id));
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);
        DateTimeOffset? used = null;
        await Eventually.Holds(async () => (used = await LastUse(id)) is not null, TimeSpan.FromSeconds(90),
            () => "the token's last use is not kept");
        Assert.InRange(used!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(2));
    }

    [Fact]
    public async Task Token_ToReadOnly_MayReadAndSearchButNotWrite()
    {
        (_, string token) = await Tenant.Operator.IssueToken(Tenant.Id, "reader", ["scim:read"]);
        string user = await Tenant.Scim.CreateUser($"read.{Guid.NewGuid():N}");
        ScimClient reader = Tenant.Scim.WithToken(token);

        (await reader.Get($"/Users/{user}")).Expect(200);
        (await reader.Post("/Users/.search", Bodies.Search(new { count = 1 }))).Expect(200);
        (await reader.Post("/Users", Bodies.User("never"))).ExpectError(403);
        (await reader.Put($"/Users/{user}", Bodies.User("never"))).ExpectError(403);
        (await reader.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("title", "x")))).ExpectError(403);
        (await reader.Delete($"/Users/{user}")).ExpectError(403);
        (await reader.Post("/Groups", Bodies.Group("never"))).ExpectError(403);
        (await Tenant.Scim.Get($"/Users/{user}")).Expect(200);
    }

    [Fact]
    public async Task Token_ToWriteOnly_MayNotRead()
    {
        (_, string token) = await Tenant.Operator.IssueToken(Tenant.Id, "writer", ["scim:write"]);
        string user = await Tenant.Scim.WithToken(token).CreateUser($"written.{Guid.NewGuid():N}");
        (await Tenant.Scim.WithToken(token).Get($"/Users/{user}")).ExpectError(403);
        (await Tenant.Scim.WithToken(token).Get("/Users")).ExpectError(403);
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":["scim:everything"]}""")]
    [InlineData("""{"name":"x","scopes":"scim:read"}""")]
    [InlineData("""{"name":"","scopes":["scim:read"]}""")]
    [InlineData("""{"name":7,"scopes":["scim:read"]}""")]
    [InlineData("""{"scopes":["scim:read"]}""")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":"soon"}""")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":7}""")]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task Post_OfABrokenRequest_Is400AndIssuesNothing(string body)
    {
        string before = (await Tenant.Operator.Get(Tokens)).Expect(200).Body;
        ScimResponse response = (await Tenant.Operator.Send("POST", Tokens, body)).Expect(400);
        Assert.DoesNotContain("scim_", response.Body, StringComparison.Ordinal);
        Assert.Equal(before.Length, (await Tenant.Operator.Get(Tokens)).Expect(200).Body.Length);
    }

    // A request sent a second after the revocation was answered must be refused; one sent earlier may be.
    private async Task RefusedWithinASecond(string token)
    {
        Stopwatch since = Stopwatch.StartNew();
        while (true)
        {
            TimeSpan sent = since.Elapsed;
            ScimResponse response = await Tenant.Scim.WithToken(token).Get("/Users?count=0");
            if (response.Status == 401)
                return;
            Assert.True(sent < TimeSpan.FromSeconds(1), $"A token revoked {sent} ago was accepted: {response}");
        }
    }

    private async Task<DateTimeOffset?> LastUse(string id)
    {
        ScimResponse list = (await Tenant.Operator.Get(Tokens)).Expect(200);
        JsonElement tokens = list.Json.ValueKind == JsonValueKind.Array ? list.Json : list.Json.EnumerateObject().First().Value;
        JsonElement token = tokens.EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);
        return token.TryGetProperty("lastUsedAt", out JsonElement used) && used.ValueKind == JsonValueKind.String ? used.GetDateTimeOffset() : null;
    }
}
