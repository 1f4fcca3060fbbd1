using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client adds many members with one request, one of which was deleted, and the request fails for all of them
/// again and again. With <c>members.unknown</c> <c>skip</c>, the rest is added.
/// </summary>
public sealed class UnknownMemberTests(SharedServer server)
{
    [Fact]
    public async Task Reject_OfSeveralUnknownMembers_NamesTheirIdsAndAddsNone()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("known"),
            group = await scim.CreateGroupAsync("Sales");
        string[] unknown = [Guid.NewGuid().ToString(), Guid.NewGuid().ToString()];
        string detail = (await AddMembersAsync(scim, group, [user, .. unknown]))
            .AssertError(400, "invalidValue")
            .GetText("/detail");
        Assert.All(unknown, id => Assert.Contains(id, detail, StringComparison.Ordinal));
        Assert.DoesNotContain(user, detail, StringComparison.Ordinal);
        Assert.Empty(await scim.ReadMemberIdsAsync(group));
    }

    [Fact]
    public async Task Skip_OfUnknownMembers_AddsTheRestWithEveryMethod()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient scim = tenant.Scim;
        await tenant.ChangeSettingsAsync(new { members = new { unknown = "skip" } });
        string[] users = await scim.CreateUsersAsync("known", 3);
        string deleted = await scim.CreateUserAsync("deleted"),
            foreign = await (await server.Operator.CreateTenantAsync()).Scim.CreateUserAsync("foreign");
        (await scim.DeleteAsync($"/Users/{deleted}")).AssertStatus(204);
        string[] unknown = [deleted, foreign, Guid.NewGuid().ToString(), "no-id"];

        string group = await scim.CreateGroupAsync("Sales", [users[0], .. unknown]);
        Assert.Equal([users[0]], await scim.ReadMemberIdsAsync(group));
        (await AddMembersAsync(scim, group, [.. unknown, users[1], users[2]])).AssertStatus(204);
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.ReadMemberIdsAsync(group));
        (await scim.PutAsync($"/Groups/{group}", RequestBodies.CreateGroup("Sales", [users[2], deleted]))).AssertStatus(
            200
        );
        Assert.Equal([users[2]], await scim.ReadMemberIdsAsync(group));
        string version = (await scim.GetAsync($"/Groups/{group}")).ETag;
        (await AddMembersAsync(scim, group, unknown)).AssertStatus(204);
        Assert.Equal(version, (await scim.GetAsync($"/Groups/{group}")).ETag);

        await tenant.ChangeSettingsAsync(new { members = (object?)null });
        (await AddMembersAsync(scim, group, unknown)).AssertError(400, "invalidValue");
    }

    private static Task<ScimResponse> AddMembersAsync(ScimClient scim, string group, params string[] members) =>
        scim.PatchAsync(
            $"/Groups/{group}",
            RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(members)))
        );
}
