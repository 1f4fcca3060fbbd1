using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Membership;
using Orleans.Runtime.MembershipService;
using GatewayOptions = Orleans.Configuration.GatewayOptions;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests the contract of the Orleans membership table through the ADO.NET provider of Orleans.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class MembershipTableTests(PostgresFixture fixture)
{
    private static readonly DateTime StartTime = new(2026, 3, 1, 12, 30, 15, 250, DateTimeKind.Utc);
    private static int _clusters;
    private readonly string _cluster = $"cluster{Interlocked.Increment(ref _clusters)}";

    [Fact]
    public async Task Rows_AreInsertedAndUpdatedAtTheVersionTheyWereReadAt()
    {
        IMembershipTable table = await CreateTableAsync();
        TableVersion empty = (await table.ReadAllAsync(CancellationToken.None)).Version;
        MembershipEntry entry = CreateEntry(11111);

        Assert.True(await table.InsertRowAsync(entry, empty.Next(), CancellationToken.None));
        Assert.False(await table.InsertRowAsync(CreateEntry(22222), empty.Next(), CancellationToken.None));
        Assert.False(
            await table.InsertRowAsync(
                entry,
                (await table.ReadAllAsync(CancellationToken.None)).Version.Next(),
                CancellationToken.None
            )
        );

        MembershipTableData one = await table.ReadRowAsync(entry.SiloAddress, CancellationToken.None);
        Assert.Equal(empty.Version + 1, one.Version.Version);
        MembershipEntry read = Assert.Single(one.Members).Item1;
        Assert.Equal(
            (entry.SiloAddress, entry.SiloName, entry.HostName, SiloStatus.Joining, 30000, StartTime, StartTime),
            (
                read.SiloAddress,
                read.SiloName,
                read.HostName,
                read.Status,
                read.ProxyPort,
                read.StartTime,
                read.IAmAliveTime
            )
        );

        read.Status = SiloStatus.Active;
        read.AddSuspector(CreateEntry(33333).SiloAddress, StartTime);
        Assert.False(await table.UpdateRowAsync(read, empty.VersionEtag, empty.Next(), CancellationToken.None));
        Assert.True(
            await table.UpdateRowAsync(read, one.Version.VersionEtag, one.Version.Next(), CancellationToken.None)
        );
        TableVersion now = (await table.ReadAllAsync(CancellationToken.None)).Version;
        Assert.False(
            await table.UpdateRowAsync(CreateEntry(44444), now.VersionEtag, now.Next(), CancellationToken.None)
        );

        MembershipEntry changed = (await table.ReadAllAsync(CancellationToken.None)).Members.Single().Item1;
        Assert.Equal(SiloStatus.Active, changed.Status);
        Assert.Equal(CreateEntry(33333).SiloAddress, Assert.Single(changed.SuspectTimes!).Item1);
        Assert.Equal([entry.SiloAddress.Endpoint.Address.ToString()], (await ListGatewaysAsync()).Select(g => g.Host));
    }

    [Fact]
    public async Task Rows_InsertedConcurrently_IncrementTheVersionByOneEach()
    {
        IMembershipTable table = await CreateTableAsync();
        TableVersion version = (await table.ReadAllAsync(CancellationToken.None)).Version;

        bool[] done = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(i => table.InsertRowAsync(CreateEntry(10000 + i), version.Next(), CancellationToken.None))
        );

        Assert.Single(done, d => d);
        MembershipTableData all = await table.ReadAllAsync(CancellationToken.None);
        Assert.Equal((version.Version + 1, 1), (all.Version.Version, all.Members.Count));
    }

    [Fact]
    public async Task UpdateIAmAlive_OfRow_ChangesTheTimeAndNotTheVersion()
    {
        IMembershipTable table = await CreateTableAsync();
        MembershipEntry entry = CreateEntry(11111);
        await table.InsertRowAsync(
            entry,
            (await table.ReadAllAsync(CancellationToken.None)).Version.Next(),
            CancellationToken.None
        );
        TableVersion version = (await table.ReadAllAsync(CancellationToken.None)).Version;

        entry.IAmAliveTime = StartTime.AddMinutes(5);
        await table.UpdateIAmAliveAsync(entry, CancellationToken.None);

        MembershipTableData all = await table.ReadAllAsync(CancellationToken.None);
        Assert.Equal(
            (version.Version, StartTime.AddMinutes(5)),
            (all.Version.Version, all.Members.Single().Item1.IAmAliveTime)
        );
    }

    [Fact]
    public async Task Cleanup_RemovesOldRowsOfDeadSilos()
    {
        IMembershipTable table = await CreateTableAsync();
        foreach (
            (int port, SiloStatus status, int age) in new[]
            {
                (1, SiloStatus.Dead, 10),
                (2, SiloStatus.Active, 10),
                (3, SiloStatus.Dead, 0),
                (4, SiloStatus.Joining, 10),
            }
        )
        {
            MembershipEntry entry = CreateEntry(port);
            (entry.Status, entry.StartTime, entry.IAmAliveTime) = (
                status,
                StartTime.AddDays(-age),
                StartTime.AddDays(-age)
            );
            TableVersion before = (await table.ReadAllAsync(CancellationToken.None)).Version;
            Assert.True(await table.InsertRowAsync(entry, before.Next(), CancellationToken.None));
            entry.AddSuspector(CreateEntry(99).SiloAddress, StartTime.AddDays(-age));
            TableVersion now = (await table.ReadAllAsync(CancellationToken.None)).Version;
            Assert.True(await table.UpdateRowAsync(entry, now.VersionEtag, now.Next(), CancellationToken.None));
        }

        await table.CleanupDefunctSiloEntriesAsync(StartTime.AddDays(-5), CancellationToken.None);

        Assert.Equal(
            [2, 3, 4],
            (await table.ReadAllAsync(CancellationToken.None))
                .Members.Select(m => m.Item1.SiloAddress.Endpoint.Port)
                .Order()
        );
        await table.DeleteMembershipTableEntriesAsync(_cluster, CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => table.ReadAllAsync(CancellationToken.None));
    }

    private static MembershipEntry CreateEntry(int port) =>
        new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse("10.0.0.7"), port, 7),
            SiloName = $"silo{port}",
            HostName = "host",
            Status = SiloStatus.Joining,
            ProxyPort = 30000,
            StartTime = StartTime,
            IAmAliveTime = StartTime,
        };

    private IOptions<ClusterOptions> ClusterOptions =>
        Options.Create(new ClusterOptions { ClusterId = _cluster, ServiceId = "s" });

    // Returns the interface, which has the methods under test.
    private async Task<IMembershipTable> CreateTableAsync()
    {
        IMembershipTable table = new AdoNetClusteringTable(
            null!,
            ClusterOptions,
            Options.Create(
                new AdoNetClusteringSiloOptions
                {
                    Invariant = fixture.Database.Invariant,
                    DataSource = fixture.Database.DataSource,
                }
            ),
            NullLogger<AdoNetClusteringTable>.Instance
        );
        await table.InitializeMembershipTableAsync(true, CancellationToken.None);
        await table.InitializeMembershipTableAsync(true, CancellationToken.None);
        return table;
    }

    private async Task<IList<Uri>> ListGatewaysAsync()
    {
        var gateways = new AdoNetGatewayListProvider(
            NullLogger<AdoNetGatewayListProvider>.Instance,
            null!,
            Options.Create(
                new AdoNetClusteringClientOptions
                {
                    Invariant = fixture.Database.Invariant,
                    DataSource = fixture.Database.DataSource,
                }
            ),
            Options.Create(new GatewayOptions()),
            ClusterOptions
        );
        await gateways.InitializeGatewayListProvider();
        return await gateways.GetGateways();
    }
}
