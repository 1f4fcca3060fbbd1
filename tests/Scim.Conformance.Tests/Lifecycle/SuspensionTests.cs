using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>A suspended tenant can be read but not changed, and nobody of it is signed in.</summary>
public sealed class SuspensionTests(SharedServer server)
{
    [Fact]
    public async Task Suspension_RefusesWritesAndSignInAndIsUndone()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUser("ada");
        string token = (await api.StartSession(id)).Token;

        Assert.Equal("suspended", (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}", new { state = "suspended" })).Expect(200).Text("/state"));

        (await scim.Get($"/Users/{id}")).Expect(200);
        (await scim.Post("/Users/.search", Bodies.Search(new { count = 1 }))).Expect(200);
        ScimResponse refused = (await scim.Post("/Users", Bodies.User("new"))).ExpectError(403);
        Assert.Contains("suspended", refused.Text("/detail"), StringComparison.Ordinal);
        (await scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("title", "x")))).ExpectError(403);
        (await scim.Put($"/Users/{id}", Bodies.User("ada"))).ExpectError(403);
        (await scim.Delete($"/Users/{id}")).ExpectError(403);
        (await scim.Post("/Bulk", new { schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" }, Operations = Array.Empty<object>() })).ExpectError(403);
        foreach (object by in new object[] { new { userId = id }, new { userName = "nobody" }, new { userId = "nobody" } })
            Assert.Equal("suspended", (await api.Post("/sessions", by)).Expect(403).Text("/reason"));
        Assert.Equal("""{"active":false}""", (await api.Introspect(token)).Body);
        Assert.Equal("suspended", (await server.Operator.Get($"/tenants/{tenant.Id}")).Text("/state"));

        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}", new { state = "active" })).Expect(200);
        await scim.CreateUser("new");
        Assert.True(await api.IsAlive(token));
        await api.StartSession(id);
    }

    [Fact]
    public async Task Patch_OfATenant_ChangesItsNameAndRefusesWhatItDoesNotKnow()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse renamed = (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}", new { displayName = "Other" })).Expect(200);
        Assert.Equal(("Other", "active"), (renamed.Text("/displayName"), renamed.Text("/state")));
        foreach (object wrong in new object[] { new { state = "deleted" }, new { state = "Suspended" }, new { state = 1 }, new { name = "x" }, new { displayName = "" } })
            (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}", wrong)).Expect(400);
        (await server.Operator.Send("PATCH", "/tenants/no-such-tenant", new { state = "active" })).Expect(404);
        Assert.Equal("Other", (await server.Operator.Get($"/tenants/{tenant.Id}")).Text("/displayName"));
    }
}
