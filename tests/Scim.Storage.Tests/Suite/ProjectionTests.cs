using System.Text.Json.Nodes;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>What a commit leaves in the projections, in the same transaction.</summary>
public abstract class ProjectionTests(StorageFixture fixture)
{
    private static readonly ResourceType User = BuiltInResourceTypes.User;
    private static readonly ResourceType Group = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Create_WithANameThatIsTaken_IsClassifiedAndLeavesNothing()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("ada@example.com");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.User("ADA@example.com "));

        Assert.Equal(CommitFault.NameTaken, fixture.Faults.Classify(refused));
        Assert.Equal(CommitFault.NameTaken, fixture.Faults.Classify(new InvalidOperationException("outer", refused)));
        Assert.Equal([1L], await Rows<long>("SELECT count(*) FROM scim_resource WHERE tenant = @Id", tenant));
        Assert.Equal([1L], await Rows<long>("SELECT count(*) FROM scim_change WHERE tenant = @Id", tenant));
        Assert.Equal([1L], await Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id", tenant));
    }

    [Fact]
    public async Task Update_ToANameThatIsTaken_IsClassifiedAndCanBeRepeatedUnderAnother()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("ada");
        string bob = await tenant.User("bob");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Update(User, bob, new JsonObject { ["userName"] = "Ada" }));
        await tenant.Update(User, bob, new JsonObject { ["userName"] = "bobby" });

        Assert.Equal(CommitFault.NameTaken, fixture.Faults.Classify(refused));
        Assert.Equal(["ada", "bobby"], await Rows<string>("SELECT unique_name FROM scim_resource WHERE tenant = @Id ORDER BY 1", tenant));
    }

    [Fact]
    public async Task Create_WithAnIdThatIsInUse_IsNotMistakenForATakenName()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("ada");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Create(User, new JsonObject { ["userName"] = "ada" }, id: id));

        Assert.IsType<InconsistentStateException>(refused);
        Assert.Equal(CommitFault.Unknown, fixture.Faults.Classify(refused));
    }

    [Fact]
    public async Task Create_OfAnotherKindOrTenant_MayHaveTheName()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("ada");
        await tenant.Group("ada");
        await new Tenant(fixture).User("ada");

        Assert.Equal([1L, 1L], await Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id ORDER BY kind", tenant));
    }

    [Fact]
    public async Task Create_WithoutUniqueNames_MayRepeatThem()
    {
        var tenant = new Tenant(fixture);
        for (int i = 0; i < 2; i++) await tenant.Create(Group, new JsonObject { ["displayName"] = "Staff" }, unique: false);

        Assert.Equal([2L], await Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id", tenant));
    }

    [Fact]
    public async Task Delete_FreesTheNameAndRemovesEverythingButTheChange()
    {
        var tenant = new Tenant(fixture);
        string ada = await tenant.User("ada", """{"emails":[{"value":"a@x"}]}""");
        string group = await tenant.Group("staff", ada);

        await tenant.Delete(User, ada);
        await tenant.User("ada");

        Assert.Empty(await Rows<string>("SELECT member_id FROM scim_member WHERE tenant = @Id", tenant));
        Assert.Equal([1L, 1L], await Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id ORDER BY kind", tenant));
        Assert.Equal(["create", "create", "delete", "create"], await Rows<string>("SELECT operation FROM scim_change WHERE tenant = @Id ORDER BY sequence", tenant));
        Assert.Empty((await fixture.Directory.MembersOf(tenant.Id, [group], 100, CancellationToken.None))[group]);
    }

    [Fact]
    public async Task Delete_OfAGroup_RemovesItsMembershipsBothWays()
    {
        var tenant = new Tenant(fixture);
        string ada = await tenant.User("ada");
        string inner = await tenant.Group("inner", ada);
        await tenant.Group("outer", inner);

        await tenant.Delete(Group, inner);

        Assert.Empty(await Rows<string>("SELECT member_id FROM scim_member WHERE tenant = @Id", tenant));
        Assert.Empty((await fixture.Directory.GroupsOf(tenant.Id, [ada], CancellationToken.None))[ada]);
    }

    [Fact]
    public async Task Change_SaysWhoDidWhatWithoutValues()
    {
        var tenant = new Tenant(fixture);
        string ada = await tenant.User("ada");
        string group = await tenant.Group("staff");
        await tenant.Members(group, tenant.Add(ada));

        Change last = (await Rows<Change>(
            "SELECT kind, id, operation, version, actor, request_id AS RequestId, changed, members, at FROM scim_change WHERE tenant = @Id ORDER BY sequence", tenant))[^1];

        Assert.Equal(("Group", group, "update", 2L, "token:1", "request-2"), (last.Kind, last.Id, last.Operation, last.Version, last.Actor, last.RequestId));
        Assert.Equal(["displayName"], JsonNode.Parse(last.Changed)!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(ada, JsonNode.Parse(last.Members!)!["add"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(ScimDateTime.Format(Tenant.Start.AddMinutes(1)), last.At);
    }

    [Fact]
    public async Task Update_KeepsTheRowAndItsCreation()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("ada", """{"active":true}""");
        await tenant.Update(User, id, JsonNode.Parse("""{"userName":"ada","active":false,"externalId":"e1"}""")!.AsObject());

        (string, string?, long, long, string, string) row = (await Rows<(string, string?, long, long, string, string)>(
            "SELECT id, external_id, active, version, created, modified FROM scim_resource WHERE tenant = @Id", tenant)).Single();

        Assert.Equal((id, "e1", 0L, 2L, ScimDateTime.Format(Tenant.Start), ScimDateTime.Format(Tenant.Start.AddMinutes(1))), row);
    }

    private Task<List<T>> Rows<T>(string sql, Tenant tenant) => fixture.Rows<T>(sql, new { tenant.Id });

    private sealed class Change
    {
        public string Kind { get; init; } = "";

        public string Id { get; init; } = "";

        public string Operation { get; init; } = "";

        public long Version { get; init; }

        public string Actor { get; init; } = "";

        public string RequestId { get; init; } = "";

        public string Changed { get; init; } = "";

        public string? Members { get; init; }

        public string At { get; init; } = "";
    }
}
