using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests;

/// <summary>The resources, names and tokens of one tenant are not visible or usable in another.</summary>
public sealed class TenantIsolationTests(SharedServer server)
{
    [Fact]
    public async Task Resources_OfOneTenant_AreUnknownInAnother()
    {
        TestTenant one = await server.Operator.CreateTenantAsync();
        TestTenant two = await server.Operator.CreateTenantAsync();
        string user = await one.Scim.CreateUserAsync("only.here", new { externalId = "x-1" });
        string group = await one.Scim.CreateGroupAsync("Only here", user);
        string own = await two.Scim.CreateGroupAsync("Own");

        (string, string, object)[] targets =
        [
            ("/Users", user, RequestBodies.CreateUser("taken.over")),
            ("/Groups", group, RequestBodies.CreateGroup("Taken over")),
        ];
        foreach ((string endpoint, string id, object body) in targets)
        {
            (await two.Scim.GetAsync($"{endpoint}/{id}")).AssertError(404);
            (await two.Scim.PutAsync($"{endpoint}/{id}", body)).AssertError(404);
            (
                await two.Scim.PatchAsync(
                    $"{endpoint}/{id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "x"))
                )
            ).AssertError(404);
            (await two.Scim.DeleteAsync($"{endpoint}/{id}")).AssertError(404);
            Assert.Equal(
                0,
                (await two.Scim.QueryResourcesAsync(endpoint, $"id eq \"{id}\"")).AssertStatus(200).TotalResults
            );
        }
        Assert.Equal(
            0,
            (await two.Scim.QueryResourcesAsync("/Users", "externalId eq \"x-1\"")).AssertStatus(200).TotalResults
        );
        Assert.Equal((0, 1), await two.Scim.CountResourcesAsync());

        // A member from another tenant is rejected or ignored; its name is never shown.
        (
            await two.Scim.PatchAsync(
                $"/Groups/{own}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
            )
        ).AssertStatus(204, 400, 404);
        ScimResponse read = (await two.Scim.GetAsync($"/Groups/{own}")).AssertStatus(200);
        Assert.DoesNotContain("only.here", read.Body, StringComparison.Ordinal);
        Assert.Equal([(group, "direct")], await one.Scim.ReadGroupsAsync(user));

        Assert.Equal("only.here", (await one.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/userName"));
    }

    [Fact]
    public async Task Names_OfOneTenant_AreFreeInAnother()
    {
        TestTenant one = await server.Operator.CreateTenantAsync();
        TestTenant two = await server.Operator.CreateTenantAsync();
        await one.Scim.CreateUserAsync("the.same");
        await one.Scim.CreateGroupAsync("The same");
        await two.Scim.CreateUserAsync("The.Same");
        await two.Scim.CreateGroupAsync("The same");
        (await two.Scim.PostAsync("/Users", RequestBodies.CreateUser("the.same"))).AssertError(409, "uniqueness");
        Assert.Equal((1, 1), await one.Scim.CountResourcesAsync());
    }

    [Fact]
    public async Task Token_OfOneTenant_IsRejectedByAnotherOnEveryEndpoint()
    {
        TestTenant one = await server.Operator.CreateTenantAsync();
        TestTenant two = await server.Operator.CreateTenantAsync();
        string user = await one.Scim.CreateUserAsync("guarded");
        ScimClient foreign = one.Scim.WithToken(two.Token);
        foreach (
            (string method, string path, object? body) in new (string, string, object?)[]
            {
                ("GET", "/Users", null),
                ("GET", $"/Users/{user}", null),
                ("POST", "/Users", RequestBodies.CreateUser("x")),
                ("PUT", $"/Users/{user}", RequestBodies.CreateUser("x")),
                ("PATCH", $"/Users/{user}", RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x"))),
                ("DELETE", $"/Users/{user}", null),
                ("GET", "/Groups", null),
                ("POST", "/Groups", RequestBodies.CreateGroup("x")),
                ("POST", "/Users/.search", RequestBodies.CreateSearch(new { })),
                ("POST", "/.search", RequestBodies.CreateSearch(new { })),
            }
        )
        {
            (await foreign.SendAsync(method, path, body)).AssertError(401);
        }
        Assert.Equal((1, 0), await one.Scim.CountResourcesAsync());
    }
}
