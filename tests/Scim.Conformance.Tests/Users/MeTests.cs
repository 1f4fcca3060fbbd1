namespace Scim.Conformance.Tests.Users;

/// <summary><c>/Me</c> for tokens that stand for a user (RFC 7644 section 3.11).</summary>
[Trait("rfc", "7644-3.11")]
public sealed class MeTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Me_OfAUsersToken_IsThatUserUnderHisOwnAddress()
    {
        (string id, ScimClient me) = await Person("me:read", "me:write");
        ScimResponse read = (await me.Get("/Me")).Expect(200);
        Assert.Equal((id, $"{fixture.Tenant.Url}/Users/{id}"), (read.Id, read.Text("/meta/location")));
        Assert.Equal($"{fixture.Tenant.Url}/Users/{id}", read.Header("Location"));
        (await me.Get("/Me", ("If-None-Match", read.ETag))).Expect(304);
        Assert.Equal("Ada", (await me.Patch("/Me", Bodies.Patch(Bodies.Replace("nickName", "Ada")))).Expect(200).Text("/nickName"));
        Assert.Equal("Ada", (await Scim.Get($"/Users/{id}")).Text("/nickName"));
        (await me.Delete("/Me")).Expect(204);
        (await me.Get("/Me")).ExpectError(404);
    }

    [Fact]
    public async Task Me_OfAUsersToken_OpensNobodyElse()
    {
        (string id, ScimClient me) = await Person("me:read");
        foreach (string path in new[] { "/Users", $"/Users/{id}", "/Groups" }) (await me.Get(path)).ExpectError(403);
        (await me.Patch("/Me", Bodies.Patch(Bodies.Replace("nickName", "x")))).ExpectError(403);
        (await me.Post("/.search", Bodies.Search(new { count = 1 }))).ExpectError(403);
        (await me.Get("/ServiceProviderConfig")).Expect(200);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task Me_OfATokenThatStandsForNobody_Is501(string method) =>
        (await Scim.Send(method, "/Me", method is "GET" or "DELETE" ? null : Bodies.User("x"))).ExpectError(501);

    private async Task<(string Id, ScimClient Me)> Person(params string[] scopes)
    {
        string id = await Scim.CreateUser($"me.{Guid.NewGuid():N}");
        ScimResponse token = (await fixture.Tenant.Operator.Send("POST", $"/tenants/{fixture.Tenant.Id}/tokens", new { name = "person", scopes, userId = id })).Expect(201);
        return (id, Scim.WithToken(token.Text("/token")));
    }
}
