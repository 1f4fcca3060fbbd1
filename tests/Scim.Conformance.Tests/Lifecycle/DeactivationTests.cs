using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>
/// Users are deactivated by an identity provider, in every request form, or by an administrator, and are deleted when
/// their retention ends.
/// </summary>
public sealed class DeactivationTests(SharedServer server)
{
    // A reminder that is already due when it is written fires a minute later.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    /// <summary>The PATCH operations with which identity providers deactivate a user.</summary>
    public static TheoryData<string> PatchShapes { get; } =
    [
        """{"op":"Replace","path":"active","value":"False"}""",
        """{"op":"replace","path":"active","value":false}""",
        """{"op":"replace","value":{"active":false}}""",
        """{"op":"replace","value":{"active":"false","title":"gone"}}""",
        """{"op":"add","path":"active","value":false}""",
        """{"op":"add","value":{"ACTIVE":"False"}}""",
        """{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}""",
    ];

    [Theory, MemberData(nameof(PatchShapes))]
    public async Task Deactivation_ByAnyPatchForm_KeepsUserVisibleAndMember(string operation)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUserAsync("leaver"),
            group = await scim.CreateGroupAsync("g", id);
        (
            await scim.PatchAsync($"/Users/{id}", RequestBodies.CreatePatch(JsonNode.Parse(operation)!.AsObject()))
        ).AssertStatus(200, 204);

        ScimResponse user = (await scim.GetAsync($"/Users/{id}")).AssertStatus(200);
        Assert.False(user.GetElement("/active").GetBoolean());
        Assert.Equal(group, Assert.Single(user.GetTexts("/groups", "/value")));
        Assert.Equal([id], await scim.ReadMemberIdsAsync(group));
        Assert.Equal(
            id,
            (await scim.QueryResourcesAsync("/Users", "userName eq \"leaver\" and active eq false")).GetText(
                "/Resources/0/id"
            )
        );
        (await scim.PostAsync("/Users", RequestBodies.CreateUser("Leaver"))).AssertError(409, "uniqueness");
    }

    [Fact]
    public async Task Deactivation_ByAdministrator_Is204RepeatableAndReversible()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("leaver");
        for (int i = 0; i < 2; i++)
            (await api.PostAsync($"/users/{id}/deactivate")).AssertStatus(204);
        ScimResponse off = await tenant.Scim.GetAsync($"/Users/{id}");
        Assert.Equal((false, "W/\"2\""), (off.GetElement("/active").GetBoolean(), off.ETag));
        for (int i = 0; i < 2; i++)
            (await api.PostAsync($"/users/{id}/activate")).AssertStatus(204);
        Assert.True((await tenant.Scim.GetAsync($"/Users/{id}")).GetElement("/active").GetBoolean());
    }

    [Fact]
    public async Task Profile_OfUser_ShowsDeactivationAndDueDeletion()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient scim = tenant.Scim;
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await scim.CreateUserAsync("leaver", new { displayName = "Leaver" }),
            never = await scim.CreateUserAsync("not.yet", new { active = false });
        Assert.Equal((null, null), await ReadTimesAsync(id));
        Assert.Equal((null, null), await ReadTimesAsync(never));
        ScimResponse found = (await api.GetAsync("/directory?q=leaver")).AssertStatus(200);
        Assert.Equal(JsonValueKind.Null, found.GetElement("/users/0/deactivatedAt").ValueKind);

        await scim.DeactivateUserAsync(id);
        ScimResponse user = await scim.GetAsync($"/Users/{id}");
        DateTimeOffset since = user.GetElement("/meta/lastModified").GetDateTimeOffset();
        Assert.Equal((since, since.AddDays(30)), await ReadTimesAsync(id));
        Assert.False(user.HasElement("/deactivatedAt") || user.HasElement("/deleteAt"));

        // A later change does not restart the retention.
        JsonObject titled = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "gone"));
        (await scim.PatchAsync($"/Users/{id}", titled)).AssertStatus(200, 204);
        Assert.Equal((since, since.AddDays(30)), await ReadTimesAsync(id));

        await ChangeRetentionAsync("P1D", since.AddDays(1));
        await ChangeRetentionAsync(null, null);
        (await api.PostAsync($"/users/{id}/activate")).AssertStatus(204);
        Assert.Equal((null, null), await ReadTimesAsync(id));

        // Settings apply everywhere within a second.
        async Task ChangeRetentionAsync(string? deleteAfter, DateTimeOffset? deleteAt)
        {
            await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter } });
            await Polling.WaitUntilAsync(
                async () => await ReadTimesAsync(id) == (since, deleteAt),
                Timeout,
                () => "deleteAt does not follow the setting"
            );
        }

        async Task<(DateTimeOffset? DeactivatedAt, DateTimeOffset? DeleteAt)> ReadTimesAsync(string user)
        {
            ScimResponse profile = (await api.GetAsync($"/users/{user}")).AssertStatus(200);
            return (ReadTime(profile.GetElement("/deactivatedAt")), ReadTime(profile.GetElement("/deleteAt")));
        }

        static DateTimeOffset? ReadTime(JsonElement time) =>
            time.ValueKind == JsonValueKind.Null ? null : time.GetDateTimeOffset();
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    public async Task Deactivation_OfUnknownUser_Is404(string id)
    {
        WorkplaceClient api = await (await server.Operator.CreateTenantAsync()).CreateWorkplaceClientAsync();
        (await api.PostAsync($"/users/{id}/deactivate")).AssertStatus(404);
        (await api.PostAsync($"/users/{id}/activate")).AssertStatus(404);
    }

    [Fact]
    public async Task Deactivation_WithoutScope_Is403()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string id = await tenant.Scim.CreateUserAsync("stays");
        (_, string reader) = await server.Operator.IssueTokenAsync(tenant.Id, scopes: ["workplace:read"]);
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        (await api.WithToken(reader).PostAsync($"/users/{id}/deactivate")).AssertStatus(403);
        Assert.True((await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200).HasElement("/userName"));
        (await api.GetAsync($"/users/{id}/deactivate")).AssertStatus(405);
    }

    [Fact]
    public async Task Retention_Elapsed_DeletesPermanently()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = "PT1S" } });
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUserAsync("leaver"),
            other = await scim.CreateUserAsync("other"),
            group = await scim.CreateGroupAsync("g", id, other);
        string never = await scim.CreateUserAsync("not.yet", new { active = false });
        await scim.DeactivateUserAsync(id);
        await Polling.WaitUntilAsync(
            async () => (await scim.GetAsync($"/Users/{id}")).Status == 404,
            Timeout,
            () => "the user was not deleted"
        );
        Assert.Equal([other], await scim.ReadMemberIdsAsync(group));
        Assert.NotEqual(id, await scim.CreateUserAsync("leaver"));
        (await scim.GetAsync($"/Users/{never}")).AssertStatus(200);
    }

    [Fact]
    public async Task Retention_Shortened_AppliesToDeactivatedUsers()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient scim = tenant.Scim;
        string[] ids = await scim.CreateUsersAsync("leaver", 40);
        foreach (string id in ids)
            await scim.DeactivateUserAsync(id);
        string back = ids[^1];
        (
            await scim.PatchAsync(
                $"/Users/{back}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", true))
            )
        ).AssertStatus(200, 204);
        await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = "PT1S" } });
        await Polling.WaitUntilAsync(
            async () => (await scim.CountResourcesAsync()).Users == 1,
            Timeout,
            () => "the users were not deleted"
        );
        (await scim.GetAsync($"/Users/{back}")).AssertStatus(200);
    }

    [Theory]
    [InlineData("P1Y2M3W4DT5H6M7S", true)]
    [InlineData("PT1S", true)]
    [InlineData("P100Y", true)]
    [InlineData("PT0S", false)]
    [InlineData("P101Y", false)]
    [InlineData("P", false)]
    [InlineData("P1DT", false)]
    [InlineData("-P1D", false)]
    [InlineData("P1.5D", false)]
    [InlineData("30", false)]
    [InlineData("", false)]
    [InlineData("p30d", false)]
    public async Task Setting_OfRetention_AcceptsDurationsWithinLimits(string duration, bool allowed)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse answer = await server.Operator.SendRequestAsync(
            "PATCH",
            $"/tenants/{tenant.Id}/settings",
            new { deprovisioning = new { deleteAfter = duration } }
        );
        answer.AssertStatus(allowed ? 200 : 400);
        Assert.Equal(
            allowed ? duration : "P30D",
            (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings")).GetText("/deprovisioning/deleteAfter")
        );
        if (!allowed)
            Assert.Contains("deprovisioning.deleteAfter", answer.GetText("/detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_OfNull_DisablesDeletionAndNullObjectRestoresDefault()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        async Task<string?> ReadActiveAsync() =>
            (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings"))
                .GetElement("/deprovisioning/deleteAfter")
                .GetString();
        Assert.Equal("P30D", await ReadActiveAsync());
        await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = (string?)null } });
        Assert.Null(await ReadActiveAsync());
        await tenant.ChangeSettingsAsync(new { userConflictPolicy = "sync" });
        Assert.Null(await ReadActiveAsync());
        await tenant.ChangeSettingsAsync(new { deprovisioning = (object?)null });
        Assert.Equal("P30D", await ReadActiveAsync());
    }
}
