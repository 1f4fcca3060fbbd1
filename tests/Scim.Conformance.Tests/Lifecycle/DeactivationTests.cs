using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>Users who are deactivated, by an identity provider in every form or by an administrator, and deleted when their time is over.</summary>
public sealed class DeactivationTests(SharedServer server)
{
    // A reminder whose time was over before it was written comes a minute later.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(100);

    /// <summary>How identity providers say that somebody has left.</summary>
    public static TheoryData<string> Shapes { get; } =
    [
        """{"op":"Replace","path":"active","value":"False"}""",
        """{"op":"replace","path":"active","value":false}""",
        """{"op":"replace","value":{"active":false}}""",
        """{"op":"replace","value":{"active":"false","title":"gone"}}""",
        """{"op":"add","path":"active","value":false}""",
        """{"op":"add","value":{"ACTIVE":"False"}}""",
        """{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}""",
    ];

    [Theory, MemberData(nameof(Shapes))]
    public async Task Deactivation_InAnyShape_KeepsTheUserVisibleAndAMember(string operation)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUser("leaver"), group = await scim.CreateGroup("g", id);
        (await scim.Patch($"/Users/{id}", Bodies.Patch(JsonNode.Parse(operation)!.AsObject()))).Expect(200, 204);

        ScimResponse user = (await scim.Get($"/Users/{id}")).Expect(200);
        Assert.False(user.At("/active").GetBoolean());
        Assert.Equal(group, Assert.Single(user.Each("/groups", "/value")));
        Assert.Equal([id], await scim.MembersOf(group));
        Assert.Equal(id, (await scim.Query("/Users", "userName eq \"leaver\" and active eq false")).Text("/Resources/0/id"));
        (await scim.Post("/Users", Bodies.User("Leaver"))).ExpectError(409, "uniqueness");
    }

    [Fact]
    public async Task Deactivation_ByAnAdministrator_Is204AndCanBeRepeatedAndUndone()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("leaver");
        for (int i = 0; i < 2; i++) (await api.Post($"/users/{id}/deactivate")).Expect(204);
        ScimResponse off = await tenant.Scim.Get($"/Users/{id}");
        Assert.Equal((false, "W/\"2\""), (off.At("/active").GetBoolean(), off.ETag));
        for (int i = 0; i < 2; i++) (await api.Post($"/users/{id}/activate")).Expect(204);
        Assert.True((await tenant.Scim.Get($"/Users/{id}")).At("/active").GetBoolean());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    public async Task Deactivation_OfNobody_Is404(string id)
    {
        WorkplaceClient api = await (await server.Operator.NewTenant()).Workplace();
        (await api.Post($"/users/{id}/deactivate")).Expect(404);
        (await api.Post($"/users/{id}/activate")).Expect(404);
    }

    [Fact]
    public async Task Deactivation_WithoutTheScope_Is403()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        string id = await tenant.Scim.CreateUser("stays");
        (_, string reader) = await server.Operator.IssueToken(tenant.Id, scopes: ["workplace:read"]);
        WorkplaceClient api = await tenant.Workplace();
        (await api.WithToken(reader).Post($"/users/{id}/deactivate")).Expect(403);
        Assert.True((await tenant.Scim.Get($"/Users/{id}")).Expect(200).Has("/userName"));
        (await api.Get($"/users/{id}/deactivate")).Expect(405);
    }

    [Fact]
    public async Task Retention_ThatIsOver_DeletesForGood()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Settings(new { deprovisioning = new { deleteAfter = "PT1S" } });
        ScimClient scim = tenant.Scim;
        string id = await scim.CreateUser("leaver"), other = await scim.CreateUser("other"), group = await scim.CreateGroup("g", id, other);
        string never = await scim.CreateUser("not.yet", new { active = false });
        await scim.Deactivate(id);
        await Eventually.Holds(async () => (await scim.Get($"/Users/{id}")).Status == 404, Soon, () => "the user is still there");
        Assert.Equal([other], await scim.MembersOf(group));
        Assert.NotEqual(id, await scim.CreateUser("leaver"));
        (await scim.Get($"/Users/{never}")).Expect(200);
    }

    [Fact]
    public async Task Retention_ThatBecomesShorter_CatchesThoseWhoWait()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimClient scim = tenant.Scim;
        string[] ids = await scim.CreateUsers("leaver", 40);
        foreach (string id in ids) await scim.Deactivate(id);
        string back = ids[^1];
        (await scim.Patch($"/Users/{back}", Bodies.Patch(Bodies.Replace("active", true)))).Expect(200, 204);
        await tenant.Settings(new { deprovisioning = new { deleteAfter = "PT1S" } });
        await Eventually.Holds(async () => (await scim.Totals()).Users == 1, Soon, () => "they are still there");
        (await scim.Get($"/Users/{back}")).Expect(200);
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
    public async Task Setting_OfARetention_TakesDurationsWithinLimits(string duration, bool allowed)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse answer = await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { deprovisioning = new { deleteAfter = duration } });
        answer.Expect(allowed ? 200 : 400);
        Assert.Equal(allowed ? duration : "P30D", (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).Text("/deprovisioning/deleteAfter"));
        if (!allowed) Assert.Contains("deprovisioning.deleteAfter", answer.Text("/detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_OfNull_IsNeverAndComesBackWithItsObject()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        async Task<string?> Shown() => (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).At("/deprovisioning/deleteAfter").GetString();
        Assert.Equal("P30D", await Shown());
        await tenant.Settings(new { deprovisioning = new { deleteAfter = (string?)null } });
        Assert.Null(await Shown());
        await tenant.Settings(new { userConflictPolicy = "sync" });
        Assert.Null(await Shown());
        await tenant.Settings(new { deprovisioning = (object?)null });
        Assert.Equal("P30D", await Shown());
    }
}
