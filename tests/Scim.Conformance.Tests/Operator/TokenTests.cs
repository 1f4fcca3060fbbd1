using System.Diagnostics;
using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Operator;

/// <summary>
/// A tenant has several tokens, each with a name, scopes, an expiry and a last use. A token is shown once and can be
/// revoked immediately.
/// </summary>
public sealed class TokenTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private string TokensPath => $"/tenants/{Tenant.Id}/tokens";

    [Fact]
    public async Task Post_OfToken_ShowsItsSecretOnce()
    {
        ScimResponse issued = (
            await Tenant.Operator.SendRequestAsync(
                "POST",
                TokensPath,
                new
                {
                    name = "entra",
                    scopes = new[] { "scim:read", "scim:write" },
                    expiresAt = (string?)null,
                }
            )
        ).AssertStatus(201);
        Assert.Equal("entra", issued.GetText("/name"));
        Assert.Matches("^scim_[A-Za-z0-9_-]{43,}$", issued.GetText("/token"));
        Assert.NotEqual("", issued.Id);

        ScimResponse list = (await Tenant.Operator.GetAsync(TokensPath)).AssertStatus(200);
        Assert.Contains(issued.Id, list.Body, StringComparison.Ordinal);
        Assert.Contains("entra", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.GetText("/token"), list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfManyTokens_CreatesDistinctWorkingTokens()
    {
        List<string> secrets = [];
        for (int i = 0; i < 5; i++)
            secrets.Add((await Tenant.Operator.IssueTokenAsync(Tenant.Id, $"many {i}")).Token);
        Assert.Equal(5, secrets.Distinct().Count());
        foreach (string secret in secrets)
            (await Tenant.Scim.WithToken(secret).GetAsync("/Users?count=0")).AssertStatus(200);
    }

    [Fact]
    public async Task Delete_OfToken_RevokesItWithinOneSecondAndKeepsOthers()
    {
        (string id, string token) = await Tenant.Operator.IssueTokenAsync(Tenant.Id, "revoked");
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);

        (await Tenant.Operator.SendRequestAsync("DELETE", $"{TokensPath}/{id}")).AssertStatus(204);
        await AssertRejectedSoonAsync(token);
        (await Tenant.Scim.GetAsync("/Users?count=0")).AssertStatus(200);
        (await Tenant.Operator.SendRequestAsync("DELETE", $"{TokensPath}/{id}")).AssertStatus(404);
        Assert.DoesNotContain(
            id,
            (await Tenant.Operator.GetAsync(TokensPath)).AssertStatus(200).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Token_AfterExpiry_IsRejected()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(4);
        (_, string token) = await Tenant.Operator.IssueTokenAsync(Tenant.Id, "short", expiresAt: end);
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);
        await Polling.WaitUntilAsync(
            async () => (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).Status == 401,
            TimeSpan.FromSeconds(60),
            () => "the expired token is still accepted"
        );
        Assert.True(DateTimeOffset.UtcNow >= end, "The token expired early.");
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertError(401);
        (await Tenant.Scim.WithToken(token).PostAsync("/Users", RequestBodies.CreateUser("too.late"))).AssertError(401);
    }

    [Fact]
    public async Task Post_OfAlreadyExpiredToken_GrantsNoAccess()
    {
        ScimResponse response = (
            await Tenant.Operator.SendRequestAsync(
                "POST",
                TokensPath,
                new
                {
                    name = "old",
                    scopes = new[] { "scim:read" },
                    expiresAt = "2020-01-01T00:00:00Z",
                }
            )
        ).AssertStatus(201, 400);
        if (response.Status == 201)
            (await Tenant.Scim.WithToken(response.GetText("/token")).GetAsync("/Users?count=0")).AssertError(401);
    }

    [Fact]
    public async Task Token_AfterUse_ShowsLastUsedTime()
    {
        (string id, string token) = await Tenant.Operator.IssueTokenAsync(Tenant.Id, "used");
        Assert.Null(await ReadLastUseAsync(id));
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);
        DateTimeOffset? used = null;
        await Polling.WaitUntilAsync(
            async () => (used = await ReadLastUseAsync(id)) is not null,
            TimeSpan.FromSeconds(90),
            () => "the token's last use was not recorded"
        );
        Assert.InRange(used!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(2));
    }

    [Fact]
    public async Task Token_WithReadScope_CanReadAndSearchButNotWrite()
    {
        (_, string token) = await Tenant.Operator.IssueTokenAsync(Tenant.Id, "reader", ["scim:read"]);
        string user = await Tenant.Scim.CreateUserAsync($"read.{Guid.NewGuid():N}");
        ScimClient reader = Tenant.Scim.WithToken(token);

        (await reader.GetAsync($"/Users/{user}")).AssertStatus(200);
        (await reader.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { count = 1 }))).AssertStatus(200);
        (await reader.PostAsync("/Users", RequestBodies.CreateUser("never"))).AssertError(403);
        (await reader.PutAsync($"/Users/{user}", RequestBodies.CreateUser("never"))).AssertError(403);
        (
            await reader.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x"))
            )
        ).AssertError(403);
        (await reader.DeleteAsync($"/Users/{user}")).AssertError(403);
        (await reader.PostAsync("/Groups", RequestBodies.CreateGroup("never"))).AssertError(403);
        (await Tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200);
    }

    [Fact]
    public async Task Token_WithWriteScope_CannotRead()
    {
        (_, string token) = await Tenant.Operator.IssueTokenAsync(Tenant.Id, "writer", ["scim:write"]);
        string user = await Tenant.Scim.WithToken(token).CreateUserAsync($"written.{Guid.NewGuid():N}");
        (await Tenant.Scim.WithToken(token).GetAsync($"/Users/{user}")).AssertError(403);
        (await Tenant.Scim.WithToken(token).GetAsync("/Users")).AssertError(403);
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
    public async Task Post_OfInvalidRequest_Is400AndIssuesNothing(string body)
    {
        string before = (await Tenant.Operator.GetAsync(TokensPath)).AssertStatus(200).Body;
        ScimResponse response = (await Tenant.Operator.SendRequestAsync("POST", TokensPath, body)).AssertStatus(400);
        Assert.DoesNotContain("scim_", response.Body, StringComparison.Ordinal);
        Assert.Equal(before.Length, (await Tenant.Operator.GetAsync(TokensPath)).AssertStatus(200).Body.Length);
    }

    // A request sent a second after the revocation was answered must be rejected; an earlier one may be.
    private async Task AssertRejectedSoonAsync(string token)
    {
        Stopwatch since = Stopwatch.StartNew();
        while (true)
        {
            TimeSpan sent = since.Elapsed;
            ScimResponse response = await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0");
            if (response.Status == 401)
                return;
            Assert.True(sent < TimeSpan.FromSeconds(1), $"A token revoked {sent} ago was accepted: {response}");
        }
    }

    private async Task<DateTimeOffset?> ReadLastUseAsync(string id)
    {
        ScimResponse list = (await Tenant.Operator.GetAsync(TokensPath)).AssertStatus(200);
        JsonElement tokens =
            list.Json.ValueKind == JsonValueKind.Array ? list.Json : list.Json.EnumerateObject().First().Value;
        JsonElement token = tokens.EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);
        return token.TryGetProperty("lastUsedAt", out JsonElement used) && used.ValueKind == JsonValueKind.String
            ? used.GetDateTimeOffset()
            : null;
    }
}
