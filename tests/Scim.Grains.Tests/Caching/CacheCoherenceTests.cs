using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Hosting;
using Scim.Grains.Storage;
using Scim.Grains.Tests.Cluster;
using Scim.Storage.Databases;
using Scim.Storage.Hosting;
using Scim.Storage.Postgres;
using Scim.Testing.Postgres;

namespace Scim.Grains.Tests.Caching;

/// <summary>
/// Tests with three silos on one PostgreSQL database that users cache their groups and are notified of changes by
/// grains on other silos.
/// </summary>
public sealed class CacheCoherenceTests : IAsyncLifetime
{
    private const int UserCount = 24;
    private readonly ConcurrentBag<CountingDirectoryStore> _directories = [];
    private ScimDatabase _database = null!;
    private InProcessTestCluster _cluster = null!;
    private GrainTestTenant _tenant = null!;

    private int QueryCount => _directories.Sum(d => d.GroupReadCount);

    public async ValueTask InitializeAsync()
    {
        _database = new PostgresDatabase(await (await PostgresServer.Shared).CreateDatabaseAsync());
        await _database.MigrateSchemaAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.AddScimStorage(_database).AddScimGrains();
                ServiceDescriptor store = silo.Services.Single(s => s.ServiceType == typeof(IDirectoryStore));
                silo.Services.Remove(store);
                silo.Services.AddSingleton<IDirectoryStore>(services =>
                {
                    var counting = new CountingDirectoryStore((IDirectoryStore)store.ImplementationFactory!(services));
                    _directories.Add(counting);
                    return counting;
                });
            }
        );
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        ITenantGrain tenant = _cluster.Client.GetGrain<ITenantGrain>(ResourceKey.ForTenant("t").ToString());
        Assert.Null((await tenant.Create(new CreateTenant())).Error);
        _tenant = new GrainTestTenant("t", _cluster.Client);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Read_OfUnchangedUser_UsesCacheAndSeesChangesOfOtherSilos()
    {
        string[] users = await Task.WhenAll(
            Enumerable.Range(0, UserCount).Select(async i => (await _tenant.CreateUserAsync($"user.{i}")).Value!.Id)
        );
        string[] groups = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(async i => (await _tenant.CreateGroupAsync($"Group {i}")).Value!.Id)
        );
        await WaitUntilCachedAsync(users);

        // Grains of groups and users are activated on all silos.
        for (int round = 0; round < groups.Length; round++)
        {
            string group = groups[round];
            await _tenant.PatchResourceAsync(
                _tenant.GetGroup(group),
                $$"""{"op":"add","path":"members","value":[{{GrainTestTenant.FormatMembers(users)}}]}"""
            );
            await AssertGroupsAsync(users, [.. Enumerable.Range(0, round + 1).Select(n => $"Group {n}")]);
        }

        await _tenant.PatchResourceAsync(
            _tenant.GetGroup(groups[0]),
            """{"op":"replace","path":"displayName","value":"Renamed"}"""
        );
        await AssertGroupsAsync(users, ["Group 1", "Group 2", "Group 3", "Group 4", "Group 5", "Renamed"]);
        await _tenant.PatchResourceAsync(
            _tenant.GetGroup(groups[1]),
            $$"""{"op":"remove","path":"members[value eq \"{{users[0]}}\"]"}"""
        );
        await AssertGroupsAsync(users[..1], ["Group 2", "Group 3", "Group 4", "Group 5", "Renamed"]);
        foreach (string group in groups[1..])
            Assert.Null((await _tenant.GetGroup(group).Delete(new() { Origin = _tenant.Caller })).Error);
        await AssertGroupsAsync(users, ["Renamed"]);
        await WaitUntilCachedAsync(users);
    }

    [Fact]
    public async Task Read_AfterSiloJoinedOrLeft_SeesChangesOfAllSilos()
    {
        string[] users = await Task.WhenAll(
            Enumerable.Range(0, UserCount).Select(async i => (await _tenant.CreateUserAsync($"user.{i}")).Value!.Id)
        );
        await WaitUntilCachedAsync(users);
        await _cluster.StopSiloAsync(_cluster.Silos[^1]);
        await _cluster.StartAdditionalSiloAsync();
        for (int n = 0; n < 6; n++)
        {
            // A new grain each time, so that some are activated on the silo that joined last.
            await _tenant.CreateGroupAsync($"Group {n}", users);
            await AssertGroupsAsync(users, [.. Enumerable.Range(0, n + 1).Select(i => $"Group {i}")]);
        }

        await WaitUntilCachedAsync(users);
    }

    private async Task AssertGroupsAsync(string[] users, string[] groups)
    {
        foreach (string user in users)
        {
            string[] shown =
            [
                .. ((await _tenant.ReadResourceAsync(_tenant.GetUser(user)))["groups"] as JsonArray ?? [])
                    .Select(g => (string)g!["display"]!)
                    .Order(StringComparer.Ordinal),
            ];
            Assert.Equal(groups, shown);
        }
    }

    // Users are read from the database until the silos have granted each other leases, and also after collisions of
    // versions.
    private async Task WaitUntilCachedAsync(string[] users)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (true)
        {
            await ReadAllUsersAsync();
            int before = QueryCount;
            await ReadAllUsersAsync();
            if (QueryCount == before)
                return;
            Assert.True(DateTime.UtcNow < end, "Unchanged users are still read from the database.");
        }

        async Task ReadAllUsersAsync()
        {
            foreach (string user in users)
                await _tenant.ReadResourceAsync(_tenant.GetUser(user));
        }
    }
}
