using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests reading the members of groups in pages and chunks of limited size.</summary>
public abstract class MembersPageTests(StorageFixture fixture)
{
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    [Fact]
    public async Task View_ShowsAtMostTheRequestedMembers()
    {
        var tenant = new StorageTenant(fixture);
        string[] users = await CreateUsersAsync(tenant, 5);
        string group = await tenant.CreateGroupAsync("crew", users),
            empty = await tenant.CreateGroupAsync("empty");

        foreach ((int limit, int shown, bool more) in new[] { (4, 4, true), (5, 5, false), (6, 5, false) })
        {
            GroupView view = (
                await fixture.Directory.ReadGroupViewAsync(tenant.Id, group, limit, CancellationToken.None)
            )!;
            Assert.Equal(users[..shown], view.Members.Select(m => m.Id));
            Assert.Equal((more, 0), (view.HasMore, view.MemberRemovalCount));
        }

        Assert.Empty(
            (await fixture.Directory.ReadGroupViewAsync(tenant.Id, empty, 10, CancellationToken.None))!.Members
        );
        Assert.Null(await fixture.Directory.ReadGroupViewAsync(tenant.Id, users[0], 10, CancellationToken.None));
    }

    [Fact]
    public async Task View_AfterMemberDeletion_IncrementsRemovalCountOnly()
    {
        var tenant = new StorageTenant(fixture);
        string[] users = await CreateUsersAsync(tenant, 4);
        string group = await tenant.CreateGroupAsync("crew", users),
            other = await tenant.CreateGroupAsync("other", users[3]),
            outer = await tenant.CreateGroupAsync("outer");
        await tenant.ChangeMembersAsync(outer, tenant.CreateAddition(group));

        await tenant.ChangeMembersAsync(group, new MembershipDelta { Remove = [users[0]] });
        Assert.Equal(0, await CountRemovalsAsync(group));
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, users[0]);
        Assert.Equal(0, await CountRemovalsAsync(group));
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, users[1]);
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, users[2]);
        Assert.Equal(
            (2L, 0L, 0L),
            (await CountRemovalsAsync(group), await CountRemovalsAsync(other), await CountRemovalsAsync(outer))
        );
        await tenant.UpdateResourceAsync(GroupType, group);
        Assert.Equal(2, await CountRemovalsAsync(group));
        Assert.Equal(2, GetRow(await ListGroupsAsync(tenant), group).MemberRemovalCount);
        await tenant.DeleteResourceAsync(GroupType, group);
        Assert.Equal((1L, 0L), (await CountRemovalsAsync(outer), await CountRemovalsAsync(other)));

        async Task<long> CountRemovalsAsync(string id) =>
            (await fixture.Directory.ReadGroupViewAsync(tenant.Id, id, 10, CancellationToken.None))!.MemberRemovalCount;
    }

    [Fact]
    public async Task MembersOf_SeveralGroups_ReportsTruncation()
    {
        var tenant = new StorageTenant(fixture);
        string[] users = await CreateUsersAsync(tenant, 4);
        string[] groups =
        [
            await tenant.CreateGroupAsync("a", users[..2]),
            await tenant.CreateGroupAsync("b", users),
            await tenant.CreateGroupAsync("c"),
            await tenant.CreateGroupAsync("d", users[3]),
        ];

        foreach (
            (int limit, string counts, string cut) in new[]
            {
                (1, "1000", "abcd"),
                (2, "2000", "bcd"),
                (5, "2300", "bcd"),
                (6, "2400", "d"),
                (7, "2401", ""),
                (100, "2401", ""),
            }
        )
        {
            GroupMembersLookup members = await fixture.Directory.ReadMembersByGroupAsync(
                tenant.Id,
                groups,
                limit,
                CancellationToken.None
            );
            Assert.Equal(counts, string.Concat(groups.Select(g => members[g].Count())));
            Assert.Equal(cut, string.Concat(groups.Select((g, i) => members.IsTruncated(g) ? "abcd"[i..(i + 1)] : "")));
        }
    }

    [Theory]
    [InlineData(null, "0123456g")]
    [InlineData("type eq \"Group\"", "g")]
    [InlineData("type eq \"user\" and display sw \"U\"", "0123456")]
    [InlineData("display eq \"u3\" or display eq \"U5\"", "35")]
    [InlineData("value eq \"{2}\"", "2")]
    [InlineData("value eq \"{2}\" and type eq \"Group\"", "")]
    [InlineData("not (value eq \"{2}\") and value pr", "013456g")]
    public async Task Members_PageByPage_AreWhatTheFilterSelects(string? filter, string expected)
    {
        var tenant = new StorageTenant(fixture);
        string[] users = await CreateUsersAsync(tenant, 7);
        string inner = await tenant.CreateGroupAsync("inner");
        string group = await tenant.CreateGroupAsync("crew", [.. users, inner]);
        filter = filter?.Replace("{2}", users[2], StringComparison.Ordinal);
        MembersQuery query = CreateQuery(tenant, group, filter) with { Take = 3 };
        string forward = "",
            backward = "";

        MembersPage page = (
            await fixture.Directory.ListMembersAsync(query with { ShouldCount = true }, CancellationToken.None)
        )!;
        Assert.Equal(expected.Length, page.Total);
        for (
            ;
            page.Members.Count > 0;
            page = (
                    await fixture.Directory.ListMembersAsync(
                        query with
                        {
                            From = page.Members[^1].Id,
                        },
                        CancellationToken.None
                    )
                )!
        )
        {
            forward += GetNames(page);
            Assert.True(forward.Length <= 8);
        }

        if (expected.Length > 0)
            Assert.Null(page.Total);
        page = (await fixture.Directory.ListMembersAsync(query with { IsBackward = true }, CancellationToken.None))!;
        for (
            ;
            page.Members.Count > 0;
            page = (
                    await fixture.Directory.ListMembersAsync(
                        query with
                        {
                            From = page.Members[0].Id,
                            IsBackward = true,
                        },
                        CancellationToken.None
                    )
                )!
        )
            backward = GetNames(page) + backward;

        Assert.Equal((expected, expected), (forward, backward));

        string GetNames(MembersPage members) =>
            string.Concat(members.Members.Select(m => m.Id == inner ? "g" : m.Display![1..]));
    }

    [Fact]
    public async Task Members_OfNoGroup_AreNone()
    {
        var tenant = new StorageTenant(fixture);
        string user = await tenant.CreateUserAsync("u"),
            group = await new StorageTenant(fixture).CreateGroupAsync("g");
        Assert.Null(await fixture.Directory.ListMembersAsync(CreateQuery(tenant, user, null), CancellationToken.None));
        Assert.Null(await fixture.Directory.ListMembersAsync(CreateQuery(tenant, group, null), CancellationToken.None));
        ScimException refused = await Assert.ThrowsAsync<ScimException>(() =>
            fixture.Directory.ListMembersAsync(CreateQuery(tenant, user, "$ref pr"), CancellationToken.None)
        );
        Assert.Equal(ScimErrorKind.InvalidFilter, refused.Error.Kind);
    }

    private async Task<string[]> CreateUsersAsync(StorageTenant tenant, int count)
    {
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
            ids[i] = await tenant.CreateUserAsync($"u{i}");
        return ids;
    }

    private Task<DirectoryPage> ListGroupsAsync(StorageTenant tenant) =>
        fixture.Directory.ListResourcesAsync(
            new DirectoryQuery
            {
                Tenant = tenant.Id,
                Targets = [(GroupType, null)],
                Take = 10,
            },
            CancellationToken.None
        );

    private static ResourceRow GetRow(DirectoryPage page, string id) => page.Rows.Single(r => r.Id == id);

    private static MembersQuery CreateQuery(StorageTenant tenant, string group, string? filter) =>
        new()
        {
            Tenant = tenant.Id,
            Group = group,
            Filter = filter is null
                ? null
                : FilterParser.ParseValueFilter(
                    GroupType,
                    new AttributePath(GroupType.Schema, GroupType.Schema.FindAttribute("members")!, null),
                    filter,
                    FilterLimits.Default
                ),
            Take = 10,
        };
}
