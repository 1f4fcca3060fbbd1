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
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        ScimResult<ResourceReply> created = await tenant.CreateUserAsync(
            "Ada",
            ""","active":"True","emails":[{"type":"work","value":"ada@x.example"}]"""
        );
        Assert.Null(created.Error);
        JsonObject read = await tenant.ReadResourceAsync(tenant.GetUser(created.Value!.Id));
        Assert.Equal(GrainTestTenant.ParseJson(created.Value.Body).ToJsonString(), read.ToJsonString());
        Assert.True(read["active"]!.GetValue<bool>());
        Assert.Equal("W/\"1\"", (string?)read["meta"]!["version"]);

        JsonObject list = await tenant.ListResourcesAsync(
            "User",
            "userName eq \"ADA\" and emails[type eq \"WORK\" and value sw \"ada\"]"
        );
        Assert.Equal(1, (int)list["totalResults"]!);
        Assert.Equal(read.ToJsonString(), list["Resources"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Create_NameInAnotherCase_IsRejectedAndStoresNothing()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        await tenant.CreateUserAsync("ada");
        Assert.Equal(ScimErrorKind.Uniqueness, (await tenant.CreateUserAsync("ADA")).Error!.Kind);
        Assert.Equal(1, (int)(await tenant.ListResourcesAsync("User"))["totalResults"]!);
    }

    [Fact]
    public async Task Create_SixtyFourConcurrently_SucceedsOnce()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        ScimResult<ResourceReply>[] results = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => tenant.CreateUserAsync("racer"))
        );
        Assert.Single(results, a => a.Error is null);
        Assert.Equal(63, results.Count(a => a.Error?.Kind == ScimErrorKind.Uniqueness));
    }

    [Fact]
    public async Task Rename_FreesTheOldNameAndReservesTheNew()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("before")).Value!.Id;
        Assert.Null(
            (
                await tenant.PatchResourceAsync(
                    tenant.GetUser(id),
                    """{"op":"replace","path":"userName","value":"after"}"""
                )
            ).Error
        );
        Assert.Equal(ScimErrorKind.Uniqueness, (await tenant.CreateUserAsync("After")).Error!.Kind);
        Assert.Null((await tenant.CreateUserAsync("before")).Error);
    }

    [Fact]
    public async Task Delete_OfUser_IsPermanentAndFreesTheName()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("deleted")).Value!.Id;
        Assert.Null((await tenant.GetUser(id).Delete(new DeleteResource { Origin = tenant.Caller })).Error);
        Assert.Equal(
            ScimErrorKind.NotFound,
            (await tenant.GetUser(id).Read(new ReadResource { Origin = tenant.Caller })).Error!.Kind
        );
        Assert.Equal(
            ScimErrorKind.NotFound,
            (await tenant.GetUser(id).Delete(new DeleteResource { Origin = tenant.Caller })).Error!.Kind
        );
        Assert.Null((await tenant.CreateUserAsync("deleted")).Error);

        // The id of a deleted user can never be reused, not even by an activation without state.
        Assert.NotNull((await tenant.CreateResourceAsync(tenant.GetUser(id), """{"userName":"phoenix"}""")).Error);
        Assert.Equal(0, (int)(await tenant.ListResourcesAsync("User", "userName eq \"phoenix\""))["totalResults"]!);
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_KeepsVersionAndTime()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("still", ""","title":"Pilot" """)).Value!.Id;
        JsonObject before = await tenant.ReadResourceAsync(tenant.GetUser(id));
        Assert.Null(
            (
                await tenant.PatchResourceAsync(
                    tenant.GetUser(id),
                    """{"op":"replace","path":"title","value":"Pilot"}"""
                )
            ).Error
        );
        Assert.Equal(before.ToJsonString(), (await tenant.ReadResourceAsync(tenant.GetUser(id))).ToJsonString());
    }

    [Fact]
    public async Task Patch_OldVersion_IsRejected()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("stale")).Value!.Id;
        const string Change = """{"op":"replace","path":"title","value":"x"}""";
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), Change, "W/\"1\"")).Error);
        Assert.Equal(
            ScimErrorKind.VersionMismatch,
            (await tenant.PatchResourceAsync(tenant.GetUser(id), Change, "W/\"1\"")).Error!.Kind
        );
    }
}
