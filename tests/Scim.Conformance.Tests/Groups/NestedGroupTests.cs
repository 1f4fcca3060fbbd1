using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Groups;

/// <summary>Nested groups: membership is transitive and cycles are rejected.</summary>
public sealed class NestedGroupTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact, Trait("rfc", "7643-4.1.2")]
    public async Task Groups_OfUser_ShowCurrentDirectAndIndirectMembership()
    {
        string user = await Scim.CreateUserAsync("nested");
        string inner = await Scim.CreateGroupAsync("Inner", user);
        string middle = await Scim.CreateGroupAsync("Middle", inner);
        string outer = await Scim.CreateGroupAsync("Outer");
        Assert.Equal(SortGroups((inner, "direct"), (middle, "indirect")), await Scim.ReadGroupsAsync(user));

        (
            await Scim.PatchAsync(
                $"/Groups/{outer}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(middle)))
            )
        ).AssertStatus(204);
        Assert.Equal(
            SortGroups((inner, "direct"), (middle, "indirect"), (outer, "indirect")),
            await Scim.ReadGroupsAsync(user)
        );

        (
            await Scim.PatchAsync(
                $"/Groups/{outer}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
            )
        ).AssertStatus(204);
        Assert.Equal(
            SortGroups((inner, "direct"), (middle, "indirect"), (outer, "direct")),
            await Scim.ReadGroupsAsync(user)
        );

        (
            await Scim.PatchAsync(
                $"/Groups/{middle}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{inner}\"]"))
            )
        ).AssertStatus(204);
        Assert.Equal(SortGroups((inner, "direct"), (outer, "direct")), await Scim.ReadGroupsAsync(user));

        (await Scim.DeleteAsync($"/Groups/{inner}")).AssertStatus(204);
        Assert.Equal([(outer, "direct")], await Scim.ReadGroupsAsync(user));
    }

    [Fact]
    public async Task Delete_OfIntermediateGroup_EndsIndirectMemberships()
    {
        string user = await Scim.CreateUserAsync("through");
        string inner = await Scim.CreateGroupAsync("T inner", user);
        string middle = await Scim.CreateGroupAsync("T middle", inner);
        string outer = await Scim.CreateGroupAsync("T outer", middle);
        (await Scim.DeleteAsync($"/Groups/{middle}")).AssertStatus(204);
        Assert.Equal([(inner, "direct")], await Scim.ReadGroupsAsync(user));
        Assert.Empty(await Scim.ReadMemberIdsAsync(outer));
    }

    [Fact]
    public async Task Members_ThatAreGroups_HaveTypeGroup()
    {
        string inner = await Scim.CreateGroupAsync("Typed inner");
        ScimResponse outer = (
            await Scim.PostAsync("/Groups", RequestBodies.CreateGroup("Typed outer", inner))
        ).AssertStatus(201);
        Assert.Equal("Group", outer.GetText("/members/0/type"));
        Assert.EndsWith($"/Groups/{inner}", outer.GetText("/members/0/$ref"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_ThatWouldCreateCycle_Is400AndChangesNothing()
    {
        string a = await Scim.CreateGroupAsync("Circle A");
        string b = await Scim.CreateGroupAsync("Circle B", a);
        string c = await Scim.CreateGroupAsync("Circle C", b);
        foreach (string member in new[] { a, b, c })
        {
            ScimResponse refused = (
                await Scim.PatchAsync(
                    $"/Groups/{a}",
                    RequestBodies.CreatePatch(
                        RequestBodies.AddOperation("members", RequestBodies.CreateMembers(member))
                    )
                )
            ).AssertError(400);
            Assert.Equal("invalidValue", refused.GetText("/scimType"));
        }
        (await Scim.PutAsync($"/Groups/{a}", RequestBodies.CreateGroup("Circle A", c))).AssertError(400);
        Assert.Empty(await Scim.ReadMemberIdsAsync(a));
        Assert.Equal([a], await Scim.ReadMemberIdsAsync(b));
        Assert.Equal([b], await Scim.ReadMemberIdsAsync(c));
    }

    [Fact]
    public async Task Nesting_FiftyLevelsDeep_ShowsIndirectMemberships()
    {
        string user = await Scim.CreateUserAsync("deep");
        string innermost = await Scim.CreateGroupAsync("Deep 0", user);
        string current = innermost;
        for (int depth = 1; depth < 50; depth++)
            current = await Scim.CreateGroupAsync($"Deep {depth}", current);
        Assert.Equal(50, (await Scim.ReadGroupsAsync(user)).Length);
        (
            await Scim.PatchAsync(
                $"/Groups/{innermost}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(current)))
            )
        ).AssertError(400);
    }

    private static (string, string?)[] SortGroups(params (string Id, string? Type)[] groups) =>
        [.. groups.OrderBy(group => group.Id, StringComparer.Ordinal)];
}
