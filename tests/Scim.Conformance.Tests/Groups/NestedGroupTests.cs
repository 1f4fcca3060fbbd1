namespace Scim.Conformance.Tests.Groups;

/// <summary>Groups in groups: membership reaches through, and no circle can be closed.</summary>
public sealed class NestedGroupTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact, Trait("rfc", "7643-4.1.2")]
    public async Task Groups_OfAUser_ShowDirectAndIndirectMembershipAsTheyChange()
    {
        string user = await Scim.CreateUser("nested");
        string inner = await Scim.CreateGroup("Inner", user);
        string middle = await Scim.CreateGroup("Middle", inner);
        string outer = await Scim.CreateGroup("Outer");
        Assert.Equal(Sorted((inner, "direct"), (middle, "indirect")), await Scim.GroupsOf(user));

        (await Scim.Patch($"/Groups/{outer}", Bodies.Patch(Bodies.Add("members", Bodies.Members(middle))))).Expect(204);
        Assert.Equal(Sorted((inner, "direct"), (middle, "indirect"), (outer, "indirect")), await Scim.GroupsOf(user));

        (await Scim.Patch($"/Groups/{outer}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(204);
        Assert.Equal(Sorted((inner, "direct"), (middle, "indirect"), (outer, "direct")), await Scim.GroupsOf(user));

        (await Scim.Patch($"/Groups/{middle}", Bodies.Patch(Bodies.Remove($"members[value eq \"{inner}\"]")))).Expect(204);
        Assert.Equal(Sorted((inner, "direct"), (outer, "direct")), await Scim.GroupsOf(user));

        (await Scim.Delete($"/Groups/{inner}")).Expect(204);
        Assert.Equal([(outer, "direct")], await Scim.GroupsOf(user));
    }

    [Fact]
    public async Task Delete_OfAMiddleGroup_EndsWhatReachedThroughIt()
    {
        string user = await Scim.CreateUser("through");
        string inner = await Scim.CreateGroup("T inner", user);
        string middle = await Scim.CreateGroup("T middle", inner);
        string outer = await Scim.CreateGroup("T outer", middle);
        (await Scim.Delete($"/Groups/{middle}")).Expect(204);
        Assert.Equal([(inner, "direct")], await Scim.GroupsOf(user));
        Assert.Empty(await Scim.MembersOf(outer));
    }

    [Fact]
    public async Task Members_ThatAreGroups_SaySo()
    {
        string inner = await Scim.CreateGroup("Typed inner");
        ScimResponse outer = (await Scim.Post("/Groups", Bodies.Group("Typed outer", inner))).Expect(201);
        Assert.Equal("Group", outer.Text("/members/0/type"));
        Assert.EndsWith($"/Groups/{inner}", outer.Text("/members/0/$ref"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_ThatWouldCloseACircle_Is400AndChangesNothing()
    {
        string a = await Scim.CreateGroup("Circle A");
        string b = await Scim.CreateGroup("Circle B", a);
        string c = await Scim.CreateGroup("Circle C", b);
        foreach (string member in new[] { a, b, c })
        {
            ScimResponse refused = (await Scim.Patch($"/Groups/{a}", Bodies.Patch(Bodies.Add("members", Bodies.Members(member))))).ExpectError(400);
            Assert.Equal("invalidValue", refused.Text("/scimType"));
        }
        (await Scim.Put($"/Groups/{a}", Bodies.Group("Circle A", c))).ExpectError(400);
        Assert.Empty(await Scim.MembersOf(a));
        Assert.Equal([a], await Scim.MembersOf(b));
        Assert.Equal([b], await Scim.MembersOf(c));
    }

    [Fact]
    public async Task Nesting_FiftyDeep_ReachesThrough()
    {
        string user = await Scim.CreateUser("deep");
        string innermost = await Scim.CreateGroup("Deep 0", user);
        string current = innermost;
        for (int depth = 1; depth < 50; depth++)
            current = await Scim.CreateGroup($"Deep {depth}", current);
        Assert.Equal(50, (await Scim.GroupsOf(user)).Length);
        (await Scim.Patch($"/Groups/{innermost}", Bodies.Patch(Bodies.Add("members", Bodies.Members(current))))).ExpectError(400);
    }

    private static (string, string?)[] Sorted(params (string Id, string? Type)[] groups) =>
        [.. groups.OrderBy(group => group.Id, StringComparer.Ordinal)];
}
