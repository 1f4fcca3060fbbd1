using System.Text.Json.Nodes;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests the projections that a commit writes in the same transaction.</summary>
public abstract class StateProjectionTests(StorageFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Create_WithNameInUse_IsClassifiedAndRolledBack()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("ada@example.com");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.CreateUserAsync("ADA@example.com "));

        Assert.Equal(CommitFailure.NameTaken, fixture.ErrorClassifier.ClassifyError(refused));
        Assert.Equal(
            CommitFailure.NameTaken,
            fixture.ErrorClassifier.ClassifyError(new InvalidOperationException("outer", refused))
        );
        Assert.Equal([1L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_resource WHERE tenant = @Id", tenant));
        Assert.Equal([1L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_change WHERE tenant = @Id", tenant));
        Assert.Equal(
            [1L],
            await QueryRowsAsync<long>("SELECT resource_count FROM scim_resource_count WHERE tenant = @Id", tenant)
        );
    }

    [Fact]
    public async Task Update_ToNameInUse_IsClassifiedAndCanBeRetriedWithAnother()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("ada");
        string bob = await tenant.CreateUserAsync("bob");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.UpdateResourceAsync(UserType, bob, new JsonObject { ["userName"] = "Ada" })
        );
        await tenant.UpdateResourceAsync(UserType, bob, new JsonObject { ["userName"] = "bobby" });

        Assert.Equal(CommitFailure.NameTaken, fixture.ErrorClassifier.ClassifyError(refused));
        Assert.Equal(
            ["ada", "bobby"],
            await QueryRowsAsync<string>("SELECT unique_name FROM scim_resource WHERE tenant = @Id ORDER BY 1", tenant)
        );
    }

    [Fact]
    public async Task Create_WithIdInUse_IsNotClassifiedAsNameInUse()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada");

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.CreateResourceAsync(UserType, new JsonObject { ["userName"] = "ada" }, id: id)
        );

        Assert.IsType<InconsistentStateException>(refused);
        Assert.Equal(CommitFailure.Unknown, fixture.ErrorClassifier.ClassifyError(refused));
    }

    [Fact]
    public async Task Create_OfAnotherTypeOrTenant_MayUseTheName()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("ada");
        await tenant.CreateGroupAsync("ada");
        await new StorageTenant(fixture).CreateUserAsync("ada");

        Assert.Equal(
            [1L, 1L],
            await QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id ORDER BY kind",
                tenant
            )
        );
    }

    [Fact]
    public async Task Create_WithoutUniqueNames_MayRepeatThem()
    {
        var tenant = new StorageTenant(fixture);
        for (int i = 0; i < 2; i++)
            await tenant.CreateResourceAsync(GroupType, new JsonObject { ["displayName"] = "Staff" }, unique: false);

        Assert.Equal(
            [2L],
            await QueryRowsAsync<long>("SELECT resource_count FROM scim_resource_count WHERE tenant = @Id", tenant)
        );
    }

    [Fact]
    public async Task Delete_FreesTheNameAndRemovesEverythingButTheChange()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateUserAsync("ada", """{"emails":[{"value":"a@x"}]}""");
        string group = await tenant.CreateGroupAsync("staff", ada);

        await tenant.DeleteResourceAsync(UserType, ada);
        await tenant.CreateUserAsync("ada");

        Assert.Empty(await QueryRowsAsync<string>("SELECT member_id FROM scim_member WHERE tenant = @Id", tenant));
        Assert.Equal(
            [1L, 1L],
            await QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id ORDER BY kind",
                tenant
            )
        );
        Assert.Equal(
            ["create", "create", "delete", "create"],
            await QueryRowsAsync<string>(
                "SELECT operation FROM scim_change WHERE tenant = @Id ORDER BY sequence",
                tenant
            )
        );
        Assert.Empty(
            (await fixture.Directory.ReadMembersByGroupAsync(tenant.Id, [group], 100, CancellationToken.None))[group]
        );
    }

    [Fact]
    public async Task Delete_OfAGroup_RemovesItsMembershipsBothWays()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateUserAsync("ada");
        string inner = await tenant.CreateGroupAsync("inner", ada);
        await tenant.CreateGroupAsync("outer", inner);

        await tenant.DeleteResourceAsync(GroupType, inner);

        Assert.Empty(await QueryRowsAsync<string>("SELECT member_id FROM scim_member WHERE tenant = @Id", tenant));
        Assert.Empty((await fixture.Directory.ReadGroupsByMemberAsync(tenant.Id, [ada], CancellationToken.None))[ada]);
    }

    [Fact]
    public async Task Change_OfResource_RecordsActorAndAttributesWithoutValues()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateUserAsync("ada");
        string group = await tenant.CreateGroupAsync("staff");
        await tenant.ChangeMembersAsync(group, tenant.CreateAddition(ada));

        ChangeRow last = (
            await QueryRowsAsync<ChangeRow>(
                """
                SELECT kind, id, operation, version, actor, request_id AS RequestId, changed_attributes AS Changed,
                  members, committed_at AS At
                FROM scim_change WHERE tenant = @Id ORDER BY sequence
                """,
                tenant
            )
        )[^1];

        Assert.Equal(
            ("Group", group, "update", 2L, "token:1", "request-2"),
            (last.Kind, last.Id, last.Operation, last.Version, last.Actor, last.RequestId)
        );
        Assert.Equal(["displayName"], JsonNode.Parse(last.Changed)!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(ada, JsonNode.Parse(last.Members!)!["add"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(ScimDateTime.Format(StorageTenant.Start.AddMinutes(1)), last.At);
    }

    [Fact]
    public async Task Update_KeepsTheRowAndItsCreation()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada", """{"active":true}""");
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            JsonNode.Parse("""{"userName":"ada","active":false,"externalId":"e1"}""")!.AsObject()
        );

        (string, string?, long, long, string, string) row = (
            await QueryRowsAsync<(string, string?, long, long, string, string)>(
                "SELECT id, external_id, CASE WHEN active THEN 1 ELSE 0 END, version, created, modified FROM scim_resource "
                    + "WHERE tenant = @Id",
                tenant
            )
        ).Single();

        Assert.Equal(
            (
                id,
                "e1",
                0L,
                2L,
                ScimDateTime.Format(StorageTenant.Start),
                ScimDateTime.Format(StorageTenant.Start.AddMinutes(1))
            ),
            row
        );
    }

    private Task<List<T>> QueryRowsAsync<T>(string sql, StorageTenant tenant) =>
        fixture.QueryRowsAsync<T>(sql, new { tenant.Id });

    private sealed class ChangeRow
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
