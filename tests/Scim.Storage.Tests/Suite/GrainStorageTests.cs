using System.Text;
using System.Text.Json.Nodes;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests the storage contract.</summary>
public abstract class GrainStorageTests(StorageFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;

    [Fact]
    public async Task Write_WithoutReadingFirst_CreatesAndReadsBackTheSame()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("Zoë 🐳 \"q\"", """{"externalId":"x"}""");

        GrainState<ResourceState> read = await ReadStateAsync(tenant.Id, id);

        Assert.True(read.RecordExists);
        Assert.Equal("1", read.ETag);
        Assert.Equal(
            Encoding.UTF8.GetString(tenant.GetState(id).Document.Span),
            Encoding.UTF8.GetString(read.State!.Document.Span)
        );
        Assert.Equal(tenant.GetState(id).Index! with { Words = null }, read.State!.Index!);
        Assert.Equal(tenant.GetState(id).LastModified, read.State!.LastModified);
    }

    [Fact]
    public async Task Read_OfMissingState_FindsNoRecord()
    {
        GrainState<ResourceState> read = await ReadStateAsync("missing", Guid.CreateVersion7().ToString());

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.False(read.State!.Exists);
    }

    [Fact]
    public async Task Write_WithoutVersionOnAnExistingRow_IsRejected()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada");

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.CreateResourceAsync(UserType, new JsonObject { ["userName"] = "other" }, id: id)
        );

        Assert.Equal(
            "ada",
            JsonNode.Parse((await ReadStateAsync(tenant.Id, id)).State!.Document.Span)!["userName"]!.GetValue<string>()
        );
        Assert.Equal(["create"], await ReadOperationsAsync(tenant.Id));
    }

    [Fact]
    public async Task Write_WithAStaleVersion_IsRejectedAndProjectsNothing()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada");
        GrainState<ResourceState> stale = await ReadStateAsync(tenant.Id, id);
        await tenant.UpdateResourceAsync(UserType, id, new JsonObject { ["userName"] = "ada2" });

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.WriteDocumentAsync(
                UserType,
                id,
                stale,
                new JsonObject { ["userName"] = "ada3" },
                null,
                StorageTenant.Start
            )
        );

        Assert.Equal(
            ["ada2"],
            await fixture.QueryRowsAsync<string>("SELECT name FROM scim_resource WHERE tenant = @Id", new { tenant.Id })
        );
        Assert.Equal(["create", "update"], await ReadOperationsAsync(tenant.Id));
    }

    [Fact]
    public async Task Write_WithVersionOfMissingRow_NeverInserts()
    {
        var tenant = new StorageTenant(fixture);
        var state = new GrainState<ResourceState>(new ResourceState()) { ETag = "7" };

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.WriteDocumentAsync(
                UserType,
                Guid.CreateVersion7().ToString(),
                state,
                new JsonObject { ["userName"] = "ada" },
                null,
                StorageTenant.Start
            )
        );

        Assert.Empty(await ReadOperationsAsync(tenant.Id));
    }

    [Fact]
    public async Task Write_Concurrently_NeverFailsOnTheLock()
    {
        var tenant = new StorageTenant(fixture);

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i => tenant.CreateResourceAsync(UserType, new JsonObject { ["userName"] = $"user{i}" }))
                .ToArray()
        );

        Assert.Equal(40, (await ReadOperationsAsync(tenant.Id)).Count);
    }

    [Fact]
    public async Task Delete_OfState_LeavesTombstone()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada");
        await tenant.DeleteResourceAsync(UserType, id);

        GrainState<ResourceState> read = await ReadStateAsync(tenant.Id, id);
        Assert.False(read.State!.Exists);
        Assert.Equal(2, read.State!.Version);
        Assert.True(read.State!.Document.IsEmpty);
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.CreateResourceAsync(UserType, new JsonObject { ["userName"] = "ada" }, id: id)
        );
    }

    [Fact]
    public async Task Clear_OfResource_IsRefused()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada");
        GrainState<ResourceState> state = await ReadStateAsync(tenant.Id, id);

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            fixture.Storage.ClearStateAsync(ScimStorageNames.User, StorageTenant.CreateGrainId(tenant.Id, id), state)
        );

        Assert.True((await ReadStateAsync(tenant.Id, id)).State!.Exists);
    }

    [Fact]
    public async Task Read_OfResourceWithEverything_ReturnsWhatWasWritten()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada", """{"active":false}""");
        await tenant.CommitStateAsync(
            id,
            s =>
                s with
                {
                    PasswordHash = "hash",
                    ExternalIds = ["a", "b"],
                    Local = true,
                    DeactivatedAt = StorageTenant.Start,
                    DeactivatedVersion = 2,
                    Index = s.Index! with
                    {
                        Unique = null,
                        NonUniqueName = "ada",
                        Values = [new StoredUniqueValue("nickName", "countess")],
                        Schemas = 0,
                    },
                }
        );

        ResourceState read = (await ReadStateAsync(tenant.Id, id)).State!;

        ResourceState written = tenant.GetState(id);
        Assert.Equal(
            (written.PasswordHash, written.Local, written.DeactivatedAt, written.DeactivatedVersion),
            (read.PasswordHash, read.Local, read.DeactivatedAt, read.DeactivatedVersion)
        );
        Assert.Equal(written.ExternalIds, read.ExternalIds);
        Assert.Equal(written.Index!.Values, read.Index!.Values);
        Assert.Equal("ada", read.Index!.NonUniqueName);
        Assert.False(read.Index!.Active);
    }

    [Fact]
    public async Task Write_UnderAnIntegerKey_KeepsKeysApart()
    {
        string name = $"number{Guid.CreateVersion7():N}";
        for (int key = 1; key <= 2; key++)
            await fixture.Storage.WriteStateAsync(
                name,
                GrainId.Create(GrainType.Create("n"), GrainIdKeyExtensions.CreateIntegerKey(key)),
                new GrainState<int[]>([key])
            );

        var read = new GrainState<int[]>([]);
        await fixture.Storage.ReadStateAsync(
            name,
            GrainId.Create(GrainType.Create("n"), GrainIdKeyExtensions.CreateIntegerKey(2)),
            read
        );

        Assert.Equal([2], read.State!);
    }

    private async Task<GrainState<ResourceState>> ReadStateAsync(string tenant, string id)
    {
        var state = new GrainState<ResourceState>(new ResourceState());
        await fixture.Storage.ReadStateAsync(ScimStorageNames.User, StorageTenant.CreateGrainId(tenant, id), state);
        return state;
    }

    private Task<List<string>> ReadOperationsAsync(string tenant) =>
        fixture.QueryRowsAsync<string>(
            "SELECT operation FROM scim_change WHERE tenant = @tenant ORDER BY sequence",
            new { tenant }
        );
}
