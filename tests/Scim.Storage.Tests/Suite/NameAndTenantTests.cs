using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests the queries for names (name grains) and for tenants (operator API).</summary>
public abstract class NameAndTenantTests(StorageFixture fixture)
{
    [Fact]
    public async Task Names_AreThoseOfThePartition()
    {
        var tenant = new StorageTenant(fixture);
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"user{i}")];
        foreach (string name in names)
            await tenant.CreateUserAsync(name);
        await tenant.CreateGroupAsync("user1 group");
        int partition = NamePartition.ComputePartition("user1");

        IReadOnlyList<string> found = await fixture.Names.ReadNamesAsync(
            tenant.Id,
            "User",
            partition,
            1000,
            CancellationToken.None
        );

        Assert.Equal(names.Where(n => NamePartition.ComputePartition(n) == partition).Order(), found.Order());
        Assert.Single(await fixture.Names.ReadNamesAsync(tenant.Id, "User", partition, 1, CancellationToken.None));
    }

    [Fact]
    public async Task Owner_OfName_IsTheExistingResource()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync(" Zoë ");

        Assert.Equal(id, await fixture.Names.FindOwnerAsync(tenant.Id, "User", "zoë", CancellationToken.None));
        Assert.Null(await fixture.Names.FindOwnerAsync(tenant.Id, "Group", "zoë", CancellationToken.None));
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, id);
        Assert.Null(await fixture.Names.FindOwnerAsync(tenant.Id, "User", "zoë", CancellationToken.None));
    }

    [Fact]
    public async Task Owner_OfExternalId_IsTheHolderOrTheOldest()
    {
        var tenant = new StorageTenant(fixture);
        string first = await tenant.CreateUserAsync("first", """{"externalId":"x"}"""),
            second = await tenant.CreateUserAsync("second", """{"externalId":"x"}""");

        Assert.Equal(first, await FindExternalIdAsync(tenant, "User", "x"));
        Assert.Null(await FindExternalIdAsync(tenant, "User", "X"));
        Assert.Null(await FindExternalIdAsync(tenant, "Group", "x"));
        Assert.Null(await FindExternalIdAsync(new StorageTenant(fixture), "User", "x"));

        await tenant.CommitStateAsync(
            second,
            present =>
                present with
                {
                    Index = present.Index! with
                    {
                        Values = [new StoredUniqueValue(StoredUniqueValue.ExternalIdPath, "x")],
                    },
                }
        );
        Assert.Equal(second, await FindExternalIdAsync(tenant, "User", "x"));
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, second);
        Assert.Equal(first, await FindExternalIdAsync(tenant, "User", "x"));
    }

    [Fact]
    public async Task Tenants_NotDeleted_AreListedSorted()
    {
        string prefix = $"z{Guid.CreateVersion7():N}";
        var states = new Dictionary<string, GrainState<TenantState>>();
        foreach (string id in new[] { $"{prefix}-b", $"{prefix}-a", $"{prefix}-c" })
        {
            states[id] = new GrainState<TenantState>(new TenantState());
            await WriteTenantAsync(
                states[id],
                new TenantState
                {
                    Tenant = id,
                    Version = 1,
                    DisplayName = $"The {id}",
                    Created = StorageTenant.Start,
                }
            );
        }

        string deletedTenant = $"{prefix}-b";
        await WriteTenantAsync(
            states[deletedTenant],
            new TenantState
            {
                Tenant = deletedTenant,
                Version = 2,
                Operation = ChangeOperation.Delete,
                State = "deleted",
                Created = StorageTenant.Start,
            }
        );

        IReadOnlyList<TenantInfo> page = await fixture.Tenants.ListTenantsAsync(prefix, 1, CancellationToken.None);
        IReadOnlyList<TenantInfo> rest = await fixture.Tenants.ListTenantsAsync(
            page[0].Id,
            100,
            CancellationToken.None
        );

        Assert.Equal(
            new TenantInfo
            {
                Id = $"{prefix}-a",
                DisplayName = $"The {prefix}-a",
                Created = StorageTenant.Start,
            },
            page.Single()
        );
        Assert.Equal($"{prefix}-c", rest.First(t => t.Id.StartsWith(prefix, StringComparison.Ordinal)).Id);
        Assert.Empty(
            await fixture.QueryRowsAsync<string>(
                "SELECT kind FROM scim_change WHERE tenant LIKE @like",
                new { like = prefix + "%" }
            )
        );
    }

    [Fact]
    public async Task Purge_RemovesBatchByBatchAndCanBeRepeated()
    {
        var tenant = new StorageTenant(fixture);
        var neighbor = new StorageTenant(fixture);
        var created = new HashSet<string>();
        for (int i = 0; i < 5; i++)
            created.Add(await tenant.CreateUserAsync($"user{i}"));
        created.Add(await tenant.CreateGroupAsync("g", [.. created]));
        string tombstone = created.First();
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, tombstone);
        await neighbor.CreateUserAsync("stays");
        await WriteTenantAsync(
            new GrainState<TenantState>(new TenantState()),
            new TenantState
            {
                Tenant = tenant.Id,
                Version = 1,
                Created = StorageTenant.Start,
            }
        );

        var removed = new List<string>();
        while (await fixture.Tenants.PurgeBatchAsync(tenant.Id, 2, CancellationToken.None) is { Count: > 0 } batch)
        {
            Assert.InRange(batch.Count, 1, 2);
            removed.AddRange(batch.Select(r => r.Id));
        }

        Assert.Equal(created.Order(), removed.Order());
        foreach (string table in fixture.TenantTables)
            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    $"SELECT count(*) FROM {table} WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );
        Assert.Empty(await fixture.Tenants.PurgeBatchAsync(tenant.Id, 2, CancellationToken.None));
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id",
                new { neighbor.Id }
            )
        );
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>("SELECT count(*) FROM scim_tenant WHERE id = @Id", new { tenant.Id })
        );
    }

    private Task WriteTenantAsync(GrainState<TenantState> state, TenantState next)
    {
        state.State = next;
        return fixture.Storage.WriteStateAsync(
            ScimStorageNames.Tenant,
            GrainId.Create("tenant", ResourceKey.ForTenant(next.Tenant).ToString()),
            state
        );
    }

    private Task<string?> FindExternalIdAsync(StorageTenant tenant, string type, string externalId) =>
        fixture.Names.FindOwnerAsync(
            tenant.Id,
            type,
            StoredUniqueValue.ExternalIdPath,
            externalId,
            CancellationToken.None
        );
}
