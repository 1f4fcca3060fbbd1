using System.Text;
using System.Text.Json.Nodes;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests lists: pages, totals, sorting, and several resource types.</summary>
public abstract class ListTests(StorageFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    [Theory]
    [InlineData(0, 3, "0,1,2")]
    [InlineData(3, 3, "3,4,5")]
    [InlineData(6, 3, "6")]
    [InlineData(7, 3, "")]
    [InlineData(100, 3, "")]
    [InlineData(0, 0, "")]
    [Trait("rfc", "7644-3.4.2.4")]
    public async Task List_OfAPage_HasTheRowsAndTheTotalOfAll(int skip, int take, string expected)
    {
        var tenant = new StorageTenant(fixture);
        var ids = new List<string>();
        for (int i = 0; i < 7; i++)
            ids.Add(await tenant.CreateUserAsync($"user{i}"));
        await new StorageTenant(fixture).CreateUserAsync("user0");

        foreach (
            string? filter in new[] { null, "userName sw \"user\"", "userName eq \"user0\" or userName ne \"user0\"" }
        )
        {
            DirectoryPage page = await ListResourcesAsync(tenant, [(UserType, filter)], skip: skip, take: take);

            Assert.Equal(7, page.Total);
            Assert.Equal(
                expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => ids[int.Parse(n, null)]),
                page.Rows.Select(r => r.Id)
            );
        }
    }

    [Fact]
    public async Task List_ReturnsTheDocumentAsStored()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync(
            "Zoë",
            """{"nickName":"\u007f🐳 \"\\","x509Certificates":[{"value":"AA=="}]}"""
        );

        ResourceRow row = (await ListResourcesAsync(tenant, [(UserType, "userName eq \"ZOË\"")])).Rows.Single();

        Assert.Equal(
            ("User", id, 1L, StorageTenant.Start, StorageTenant.Start),
            (row.ResourceType, row.Id, row.Version, row.Created, row.LastModified)
        );
        Assert.Equal(
            Encoding.UTF8.GetString(tenant.GetState(id).Document.Span),
            Encoding.UTF8.GetString(row.Document.Span)
        );
    }

    [Fact]
    public async Task List_OfSeveralTypes_AppliesEachFilterAndCountsAll()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateUserAsync("ada", """{"displayName":"Staff"}""");
        await tenant.CreateUserAsync("bob");
        string group = await tenant.CreateGroupAsync("staff");

        DirectoryPage all = await ListResourcesAsync(tenant, [(UserType, null), (GroupType, null)]);
        DirectoryPage some = await ListResourcesAsync(
            tenant,
            [(UserType, "displayName eq \"STAFF\""), (GroupType, "displayName eq \"STAFF\"")]
        );
        DirectoryPage none = await ListResourcesAsync(
            tenant,
            [(UserType, "displayName eq \"x\""), (GroupType, "displayName eq \"x\"")]
        );

        Assert.Equal(3, all.Total);
        Assert.Equal(["User", "User", "Group"], all.Rows.Select(r => r.ResourceType));
        Assert.Equal([ada, group], some.Rows.Select(r => r.Id));
        Assert.Equal((2, 0), (some.Total, none.Total));
    }

    [Theory]
    [InlineData("userName", false, "a,b,c,d")]
    [InlineData("userName", true, "d,c,b,a")]
    [InlineData("emails.value", false, "c,b,a,d")]
    [InlineData("emails.value", true, "d,a,b,c")]
    [InlineData("title", false, "b,d,a,c")]
    [InlineData("title", true, "a,c,d,b")]
    [InlineData("active", false, "b,a,c,d")]
    [InlineData("meta.created", true, "a,b,c,d")]
    [InlineData("name.familyName", false, "d,a,b,c")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", false, "a,b,c,d")]
    [InlineData("groups.value", false, "a,b,c,d")]
    [InlineData("id", true, "d,c,b,a")]
    [Trait("rfc", "7644-3.4.2.3")]
    public async Task List_Sorted_PutsMissingValuesLastAscendingAndFirstDescending(
        string sortBy,
        bool descending,
        string expected
    )
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("a", """{"emails":[{"value":"z"},{"value":"m","primary":true}],"active":true}""");
        await tenant.CreateUserAsync("B", """{"emails":[{"value":"L"},{"value":"a"}],"title":"Aa","active":false}""");
        await tenant.CreateUserAsync("c", """{"emails":[{"value":"b"}]}""");
        await tenant.CreateUserAsync("D", """{"title":"ab","name":{"familyName":"x"}}""");
        Assert.True(PathResolver.TryResolve(UserType, sortBy, out AttributePath? path, out _));

        foreach (string? filter in new[] { null, "userName pr" })
        {
            DirectoryPage page = await ListResourcesAsync(tenant, [(UserType, filter)], [path], descending);
            Assert.Equal(expected, string.Join(',', page.Rows.Select(GetName)));
        }
    }

    [Theory]
    [InlineData("groups.display", false, "c,a,b")]
    [InlineData("groups", true, "b,a,c")]
    [InlineData("meta.location", true, "c,b,a")]
    [Trait("rfc", "7644-3.4.2.3")]
    public async Task List_SortedByDerivedAttribute_UsesTheFirstValue(string sortBy, bool descending, string expected)
    {
        var tenant = new StorageTenant(fixture);
        string[] ids =
        [
            await tenant.CreateUserAsync("a"),
            await tenant.CreateUserAsync("b"),
            await tenant.CreateUserAsync("c"),
        ];
        await tenant.CreateGroupAsync("Beta", ids[2]);
        string group = await tenant.CreateGroupAsync("Zeta", ids[0]);
        await tenant.ChangeMembersAsync(group, tenant.CreateAddition(ids[2]));
        Assert.True(PathResolver.TryResolve(UserType, sortBy, out AttributePath? path, out _));
        if (path.Leaf.Type == AttributeType.Complex)
            path = path with { Sub = path.Attribute.FindSubAttribute("value") };

        DirectoryPage page = await ListResourcesAsync(tenant, [(UserType, null)], [path], descending);

        // User c is a member of Beta and Zeta; Beta was created first.
        Assert.Equal(expected, string.Join(',', page.Rows.Select(GetName)));
    }

    [Theory]
    [InlineData("members.display", "y,x,z")]
    [InlineData("members.value", "x,y,z")]
    public async Task List_SortedByMembers_UsesTheFirst(string sortBy, string expected)
    {
        var tenant = new StorageTenant(fixture);
        string zoe = await tenant.CreateUserAsync("Zoe"),
            ada = await tenant.CreateUserAsync("ada");
        await tenant.CreateGroupAsync("x", zoe, ada);
        await tenant.CreateGroupAsync("y", ada);
        await tenant.CreateGroupAsync("z");
        Assert.True(PathResolver.TryResolve(GroupType, sortBy, out AttributePath? path, out _));

        DirectoryPage page = await ListResourcesAsync(tenant, [(GroupType, null)], [path]);

        Assert.Equal(
            expected,
            string.Join(',', page.Rows.Select(r => JsonNode.Parse(r.Document.Span)!["displayName"]!.GetValue<string>()))
        );
    }

    [Fact]
    public async Task List_SortedOverTypes_TreatsAMissingAttributeAsNoValue()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateGroupAsync("Zeta");
        await tenant.CreateUserAsync("ada");
        Assert.True(PathResolver.TryResolve(UserType, "userName", out AttributePath? path, out _));

        DirectoryPage page = await ListResourcesAsync(tenant, [(UserType, null), (GroupType, null)], [path, null]);

        Assert.Equal(["User", "Group"], page.Rows.Select(r => r.ResourceType));
    }

    [Theory]
    [InlineData("meta.location eq \"https://x/Users/1\"")]
    [InlineData("groups.$ref pr")]
    [InlineData("groups[$ref sw \"https\"]")]
    public async Task List_FilteredByAnAddress_IsRejected(string filter)
    {
        ScimException refused = await Assert.ThrowsAsync<ScimException>(() =>
            ListResourcesAsync(new StorageTenant(fixture), [(UserType, filter)])
        );

        Assert.Equal(ScimErrorKind.InvalidFilter, refused.Error.Kind);
    }

    [Theory]
    [InlineData(" and ")]
    [InlineData(" or ")]
    public async Task List_WithTheLargestFilter_Works(string joined)
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada", """{"emails":[{"value":"x"}]}""");
        string terms = string.Join(
            joined,
            Enumerable
                .Range(0, FilterLimits.Default.MaxTerms)
                .Select(i => i % 2 == 0 ? "emails[value eq \"x\"]" : "emails.value eq \"x\"")
        );
        string nested =
            string.Concat(Enumerable.Repeat("not (", FilterLimits.Default.MaxDepth))
            + "userName eq \"ada\""
            + new string(')', FilterLimits.Default.MaxDepth);

        Assert.Equal([id], (await ListResourcesAsync(tenant, [(UserType, terms)])).Rows.Select(r => r.Id));
        Assert.Equal([id], (await ListResourcesAsync(tenant, [(UserType, nested)])).Rows.Select(r => r.Id));
    }

    [Fact]
    public async Task List_ForLongText_ComparesAllOfIt()
    {
        var tenant = new StorageTenant(fixture);
        string start = string.Concat(Enumerable.Repeat("🐳x", 200));
        string one = await tenant.CreateUserAsync("a", new JsonObject { ["title"] = start + "1" }.ToJsonString());
        await tenant.CreateUserAsync("b", new JsonObject { ["title"] = start + "2" }.ToJsonString());

        Assert.Equal(
            [one],
            (await ListResourcesAsync(tenant, [(UserType, $"title eq \"{start}1\"")])).Rows.Select(r => r.Id)
        );
    }

    [Fact]
    public async Task List_AfterAnUpdate_FindsTheNewValueAndNotTheOld()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("a", """{"emails":[{"value":"old"},{"value":"both"}]}""");
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            JsonNode.Parse("""{"userName":"a","emails":[{"value":"both"},{"value":"new"}]}""")!.AsObject()
        );

        Assert.Equal(0, (await ListResourcesAsync(tenant, [(UserType, "emails.value eq \"old\"")])).Total);
        Assert.Equal(1, (await ListResourcesAsync(tenant, [(UserType, "emails.value eq \"new\"")])).Total);
        Assert.Equal(1, (await ListResourcesAsync(tenant, [(UserType, "emails.value eq \"both\"")])).Total);
    }

    [Theory]
    [InlineData("'; DROP TABLE scim_resource; --")]
    [InlineData("%")]
    [InlineData("@p0")]
    public async Task List_ForHostileText_TreatsItAsText(string text)
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync(text);
        await tenant.CreateUserAsync("other");

        foreach (string op in new[] { "eq", "co", "sw", "ew", "ge" })
            Assert.Contains(
                id,
                (await ListResourcesAsync(tenant, [(UserType, $"userName {op} \"{text}\"")])).Rows.Select(r => r.Id)
            );
        Assert.Equal(1, (await ListResourcesAsync(tenant, [(UserType, $"userName co \"{text}\"")])).Total);
    }

    private Task<DirectoryPage> ListResourcesAsync(
        StorageTenant tenant,
        (ResourceType Type, string? Filter)[] targets,
        IReadOnlyList<AttributePath?>? sortBy = null,
        bool descending = false,
        int skip = 0,
        int take = 100
    ) =>
        fixture.Directory.ListResourcesAsync(
            new DirectoryQuery
            {
                Tenant = tenant.Id,
                Targets =
                [
                    .. targets.Select(t =>
                        (t.Type, t.Filter is null ? null : FilterParser.Parse(t.Type, t.Filter, FilterLimits.Default))
                    ),
                ],
                SortBy = sortBy ?? [],
                IsDescending = descending,
                Skip = skip,
                Take = take,
            },
            CancellationToken.None
        );

    private static string GetName(ResourceRow row) =>
        JsonNode.Parse(row.Document.Span)!["userName"]!.GetValue<string>().ToLowerInvariant();
}
