using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Hosting;
using Scim.Grains.Storage;
using Scim.Grains.Tests.Cluster;
using Scim.Storage;
using Scim.Storage.Postgres;
using Scim.Testing.Postgres;

namespace Scim.Grains.Tests.Groups;

/// <summary>Three silos over one PostgreSQL: users remember their groups, and hear of what grains on other silos change.</summary>
public sealed class SilosTests : IAsyncLifetime
{
    private const int Users = 24;
    private readonly ConcurrentBag<CountingDirectory> _directories = [];
    private ScimDatabase _database = null!;
    private InProcessTestCluster _cluster = null!;
    private TestTenant _tenant = null!;

    private int Queries => _directories.Sum(d => d.Groups);

    public async ValueTask InitializeAsync()
    {
        _database = new PostgresDatabase(await (await PostgresServer.Shared).CreateDatabase());
        await _database.Migrate(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddScimStorage(_database).AddScimGrains();
            ServiceDescriptor store = silo.Services.Single(s => s.ServiceType == typeof(IDirectoryStore));
            silo.Services.Remove(store);
            silo.Services.AddSingleton<IDirectoryStore>(services =>
            {
                var counting = new CountingDirectory((IDirectoryStore)ActivatorUtilities.CreateInstance(services, store.ImplementationType!));
                _directories.Add(counting);
                return counting;
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        ITenantGrain tenant = _cluster.Client.GetGrain<ITenantGrain>(ResourceKey.ForTenant("t").ToString());
        Assert.Null((await tenant.Create(new CreateTenant())).Error);
        _tenant = new TestTenant("t", _cluster.Client);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Read_OfAnUnchangedUser_AsksNoDatabaseAndStillSeesWhatOtherSilosChange()
    {
        string[] users = await Task.WhenAll(Enumerable.Range(0, Users).Select(async i => (await _tenant.CreateUser($"user.{i}")).Value!.Id));
        string[] groups = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i => (await _tenant.CreateGroup($"Group {i}")).Value!.Id));
        await Remembered(users);

        // The groups are on all silos, and so are the users.
        for (int round = 0; round < groups.Length; round++)
        {
            string group = groups[round];
            await _tenant.Patch(_tenant.Group(group), $$"""{"op":"add","path":"members","value":[{{TestTenant.Values(users)}}]}""");
            await Show(users, [.. Enumerable.Range(0, round + 1).Select(n => $"Group {n}")]);
        }

        await _tenant.Patch(_tenant.Group(groups[0]), """{"op":"replace","path":"displayName","value":"Renamed"}""");
        await Show(users, ["Group 1", "Group 2", "Group 3", "Group 4", "Group 5", "Renamed"]);
        await _tenant.Patch(_tenant.Group(groups[1]), $$"""{"op":"remove","path":"members[value eq \"{{users[0]}}\"]"}""");
        await Show(users[..1], ["Group 2", "Group 3", "Group 4", "Group 5", "Renamed"]);
        foreach (string group in groups[1..]) Assert.Null((await _tenant.Group(group).Delete(new() { Caller = _tenant.Caller })).Error);
        await Show(users, ["Renamed"]);
        await Remembered(users);
    }

    [Fact]
    public async Task Read_WhenASiloCameOrWent_SeesWhatAllOfThemChange()
    {
        string[] users = await Task.WhenAll(Enumerable.Range(0, Users).Select(async i => (await _tenant.CreateUser($"user.{i}")).Value!.Id));
        await Remembered(users);
        await _cluster.StopSiloAsync(_cluster.Silos[^1]);
        await _cluster.StartAdditionalSiloAsync();
        for (int n = 0; n < 6; n++)
        {
            // A new grain each time, so that some are on the silo that came last.
            await _tenant.CreateGroup($"Group {n}", users);
            await Show(users, [.. Enumerable.Range(0, n + 1).Select(i => $"Group {i}")]);
        }

        await Remembered(users);
    }

    private async Task Show(string[] users, string[] groups)
    {
        foreach (string user in users)
        {
            string[] shown = [.. ((await _tenant.Read(_tenant.User(user)))["groups"] as JsonArray ?? []).Select(g => (string)g!["display"]!).Order(StringComparer.Ordinal)];
            Assert.Equal(groups, shown);
        }
    }

    // Until the silos have found each other, and for marks that happen to be shared, users are read from the database.
    private async Task Remembered(string[] users)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (true)
        {
            await ReadAll();
            int before = Queries;
            await ReadAll();
            if (Queries == before) return;
            Assert.True(DateTime.UtcNow < end, "Users that nobody changes are read from the database each time.");
        }

        async Task ReadAll()
        {
            foreach (string user in users) await _tenant.Read(_tenant.User(user));
        }
    }
}
