using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>A suspended tenant is read-only, and its users cannot sign in.</summary>
public sealed class SuspensionTests(SharedServer server)
{
    [Fact]
    public async Task Suspension_RejectsWritesAndSignIn_UntilReactivated()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUserAsync("ada");
        string token = (await api.StartSessionAsync(id)).Token;

        Assert.Equal(
            "suspended",
            (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}", new { state = "suspended" }))
                .AssertStatus(200)
                .GetText("/state")
        );

        (await scim.GetAsync($"/Users/{id}")).AssertStatus(200);
        (await scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { count = 1 }))).AssertStatus(200);
        ScimResponse refused = (await scim.PostAsync("/Users", RequestBodies.CreateUser("new"))).AssertError(403);
        Assert.Contains("suspended", refused.GetText("/detail"), StringComparison.Ordinal);
        (
            await scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x"))
            )
        ).AssertError(403);
        (await scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("ada"))).AssertError(403);
        (await scim.DeleteAsync($"/Users/{id}")).AssertError(403);
        (
            await scim.PostAsync(
                "/Bulk",
                new
                {
                    schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
                    Operations = Array.Empty<object>(),
                }
            )
        ).AssertError(403);
        foreach (
            object by in new object[] { new { userId = id }, new { userName = "unknown" }, new { userId = "unknown" } }
        )
            Assert.Equal("suspended", (await api.PostAsync("/sessions", by)).AssertStatus(403).GetText("/reason"));
        Assert.Equal("""{"active":false}""", (await api.IntrospectTokenAsync(token)).Body);
        Assert.Equal("suspended", (await server.Operator.GetAsync($"/tenants/{tenant.Id}")).GetText("/state"));

        (
            await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}", new { state = "active" })
        ).AssertStatus(200);
        await scim.CreateUserAsync("new");
        Assert.True(await api.IsSessionActiveAsync(token));
        await api.StartSessionAsync(id);
    }

    [Fact]
    public async Task Patch_OfTenant_ChangesNameAndRejectsUnknownMembers()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse renamed = (
            await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}", new { displayName = "Other" })
        ).AssertStatus(200);
        Assert.Equal(("Other", "active"), (renamed.GetText("/displayName"), renamed.GetText("/state")));
        foreach (
            object wrong in new object[]
            {
                new { state = "deleted" },
                new { state = "Suspended" },
                new { state = 1 },
                new { name = "x" },
                new { displayName = "" },
            }
        )
            (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}", wrong)).AssertStatus(400);
        (
            await server.Operator.SendRequestAsync("PATCH", "/tenants/no-such-tenant", new { state = "active" })
        ).AssertStatus(404);
        Assert.Equal("Other", (await server.Operator.GetAsync($"/tenants/{tenant.Id}")).GetText("/displayName"));
    }
}
