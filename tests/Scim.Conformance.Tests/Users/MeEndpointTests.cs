using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary><c>/Me</c> for tokens that represent a user (RFC 7644 section 3.11).</summary>
[Trait("rfc", "7644-3.11")]
public sealed class MeEndpointTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Me_WithUserToken_ReturnsUserWithCanonicalLocation()
    {
        (string id, ScimClient me) = await CreatePersonAsync("me:read", "me:write");
        ScimResponse read = (await me.GetAsync("/Me")).AssertStatus(200);
        Assert.Equal((id, $"{fixture.Tenant.Url}/Users/{id}"), (read.Id, read.GetText("/meta/location")));
        Assert.Equal($"{fixture.Tenant.Url}/Users/{id}", read.GetHeader("Location"));
        (await me.GetAsync("/Me", ("If-None-Match", read.ETag))).AssertStatus(304);
        Assert.Equal(
            "Ada",
            (await me.PatchAsync("/Me", RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("nickName", "Ada"))))
                .AssertStatus(200)
                .GetText("/nickName")
        );
        Assert.Equal("Ada", (await Scim.GetAsync($"/Users/{id}")).GetText("/nickName"));
        (await me.DeleteAsync("/Me")).AssertStatus(204);
        (await me.GetAsync("/Me")).AssertError(404);
    }

    [Fact]
    public async Task Me_WithUserToken_GrantsNoAccessToOtherUsers()
    {
        (string id, ScimClient me) = await CreatePersonAsync("me:read");
        foreach (string path in new[] { "/Users", $"/Users/{id}", "/Groups" })
            (await me.GetAsync(path)).AssertError(403);
        (
            await me.PatchAsync("/Me", RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("nickName", "x")))
        ).AssertError(403);
        (await me.PostAsync("/.search", RequestBodies.CreateSearch(new { count = 1 }))).AssertError(403);
        (await me.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task Me_WithTokenWithoutUser_Is501(string method) =>
        (
            await Scim.SendAsync(method, "/Me", method is "GET" or "DELETE" ? null : RequestBodies.CreateUser("x"))
        ).AssertError(501);

    private async Task<(string Id, ScimClient Me)> CreatePersonAsync(params string[] scopes)
    {
        string id = await Scim.CreateUserAsync($"me.{Guid.NewGuid():N}");
        ScimResponse token = (
            await fixture.Tenant.Operator.SendRequestAsync(
                "POST",
                $"/tenants/{fixture.Tenant.Id}/tokens",
                new
                {
                    name = "person",
                    scopes,
                    userId = id,
                }
            )
        ).AssertStatus(201);
        return (id, Scim.WithToken(token.GetText("/token")));
    }
}
