using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Users;

public sealed class UserGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Create_ThenReadAndList_ShowTheSame()
    {
        TestTenant tenant = await cluster.NewTenant();
        ScimResult<ResourceReply> created = await tenant.CreateUser("Ada", ""","active":"True","emails":[{"type":"work","value":"ada@x.example"}]""");
        Assert.Null(created.Error);
        JsonObject read = await tenant.Read(tenant.User(created.Value!.Id));
        Assert.Equal(TestTenant.Json(created.Value.Body).ToJsonString(), read.ToJsonString());
        Assert.True(read["active"]!.GetValue<bool>());
        Assert.Equal("W/\"1\"", (string?)read["meta"]!["version"]);

        JsonObject list = await tenant.List("User", "userName eq \"ADA\" and emails[type eq \"WORK\" and value sw \"ada\"]");
        Assert.Equal(1, (int)list["totalResults"]!);
        Assert.Equal(read.ToJsonString(), list["Resources"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Create_NameInAnotherCase_IsRefusedAndStoresNothing()
    {
        TestTenant tenant = await cluster.NewTenant();
        await tenant.CreateUser("ada");
        Assert.Equal(ScimErrorKind.Uniqueness, (await tenant.CreateUser("ADA")).Error!.Kind);
        Assert.Equal(1, (int)(await tenant.List("User"))["totalResults"]!);
    }

    [Fact]
    public async Task Create_SixtyFourAtOnce_OneWins()
    {
        TestTenant tenant = await cluster.NewTenant();
        ScimResult<ResourceReply>[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => tenant.CreateUser("racer")));
        Assert.Single(answers, a => a.Error is null);
        Assert.Equal(63, answers.Count(a => a.Error?.Kind == ScimErrorKind.Uniqueness));
    }

    [Fact]
    public async Task Rename_FreesTheOldNameAndTakesTheNew()
    {
        TestTenant tenant = await cluster.NewTenant();
        string id = (await tenant.CreateUser("before")).Value!.Id;
        Assert.Null((await tenant.Patch(tenant.User(id), """{"op":"replace","path":"userName","value":"after"}""")).Error);
        Assert.Equal(ScimErrorKind.Uniqueness, (await tenant.CreateUser("After")).Error!.Kind);
        Assert.Null((await tenant.CreateUser("before")).Error);
    }

    [Fact]
    public async Task Delete_IsForGoodAndFreesTheName()
    {
        TestTenant tenant = await cluster.NewTenant();
        string id = (await tenant.CreateUser("gone")).Value!.Id;
        Assert.Null((await tenant.User(id).Delete(new DeleteResource { Caller = tenant.Caller })).Error);
        Assert.Equal(ScimErrorKind.NotFound, (await tenant.User(id).Read(new ReadResource { Caller = tenant.Caller })).Error!.Kind);
        Assert.Equal(ScimErrorKind.NotFound, (await tenant.User(id).Delete(new DeleteResource { Caller = tenant.Caller })).Error!.Kind);
        Assert.Null((await tenant.CreateUser("gone")).Error);

        // The id of a deleted user can never be created again, even by an activation that knows nothing of it.
        Assert.NotNull((await tenant.Create(tenant.User(id), """{"userName":"phoenix"}""")).Error);
        Assert.Equal(0, (int)(await tenant.List("User", "userName eq \"phoenix\""))["totalResults"]!);
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_KeepsVersionAndTime()
    {
        TestTenant tenant = await cluster.NewTenant();
        string id = (await tenant.CreateUser("still", ""","title":"Pilot" """)).Value!.Id;
        JsonObject before = await tenant.Read(tenant.User(id));
        Assert.Null((await tenant.Patch(tenant.User(id), """{"op":"replace","path":"title","value":"Pilot"}""")).Error);
        Assert.Equal(before.ToJsonString(), (await tenant.Read(tenant.User(id))).ToJsonString());
    }

    [Fact]
    public async Task Patch_OldVersion_IsRefused()
    {
        TestTenant tenant = await cluster.NewTenant();
        string id = (await tenant.CreateUser("stale")).Value!.Id;
        const string Change = """{"op":"replace","path":"title","value":"x"}""";
        Assert.Null((await tenant.Patch(tenant.User(id), Change, "W/\"1\"")).Error);
        Assert.Equal(ScimErrorKind.VersionMismatch, (await tenant.Patch(tenant.User(id), Change, "W/\"1\"")).Error!.Kind);
    }
}
