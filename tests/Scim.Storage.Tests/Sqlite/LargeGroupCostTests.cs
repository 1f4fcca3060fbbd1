using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>
/// Tests with a group of 100,000 members that each chunk costs the same and is not larger than requested.
/// </summary>
public sealed class LargeGroupCostTests : IAsyncLifetime
{
    private const int Members = 100_000,
        ChunkSize = 5_000;
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-group-");
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder.FullName);
        await _database.MigrateSchemaAsync(CancellationToken.None);
        await using DbConnection connection = await _database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO scim_resource (rid, tenant, kind, id, unique_name, name_partition, name, display, active, version, created, modified, document, search)
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @Members)
            SELECT i + 1, 't', CASE i WHEN 0 THEN 'Group' ELSE 'User' END, printf('%06d', i), 'n' || i, 0, 'n' || i, 'n' || i, 1, 1, '', '', x'7b7d', jsonb('{}') FROM n;
            INSERT INTO scim_member (tenant, group_id, member_id, kind) SELECT 't', '000000', id, 'User' FROM scim_resource WHERE rid > 1;
            """,
            new { Members }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Members_ChunkByChunk_CostTheSameWithinTheRequestedCount()
    {
        var counting = new CountingDatabase(_database);
        var store = new DirectoryStore(counting, TimeProvider.System);
        GroupView view = (await store.ReadGroupViewAsync("t", "000000", ChunkSize, CancellationToken.None))!;
        Assert.Equal((ChunkSize, true), (view.Members.Count, view.HasMore));
        var costs = new List<long>();
        int seen = ChunkSize;
        for (string? after = view.Members[^1].Id; after is not null; )
        {
            long before = counting.StepCount;
            MembersPage page = (
                await store.ListMembersAsync(
                    new MembersQuery
                    {
                        Tenant = "t",
                        Group = "000000",
                        From = after,
                        Take = ChunkSize,
                    },
                    CancellationToken.None
                )
            )!;
            costs.Add(counting.StepCount - before);
            Assert.InRange(page.Members.Count, 0, ChunkSize);
            seen += page.Members.Count;
            after = page.Members.Count == ChunkSize ? page.Members[^1].Id : null;
        }

        Assert.Equal(Members, seen);
        Assert.InRange(costs[^2], 1, costs[0] * 11 / 10);
        Assert.Equal(
            ChunkSize,
            (await store.ReadMembersByGroupAsync("t", ["000000"], ChunkSize, CancellationToken.None))["000000"].Count()
        );
    }

    [Fact]
    public async Task Members_OfOneId_AreFoundWithoutReadingTheOthers()
    {
        var counting = new CountingDatabase(_database);
        var store = new DirectoryStore(counting, TimeProvider.System);
        var path = new AttributePath(
            BuiltInResourceTypes.Group.Schema,
            BuiltInResourceTypes.Group.Schema.FindAttribute("members")!,
            null
        );
        Filter filter = FilterParser.ParseValueFilter(
            BuiltInResourceTypes.Group,
            path,
            "value eq \"050000\" and type eq \"User\"",
            FilterLimits.Default
        );
        long before = counting.StepCount;

        MembersPage page = (
            await store.ListMembersAsync(
                new MembersQuery
                {
                    Tenant = "t",
                    Group = "000000",
                    Filter = filter,
                    Take = 10,
                    ShouldCount = true,
                },
                CancellationToken.None
            )
        )!;

        Assert.Equal((1L, "050000"), (page.Total, page.Members.Single().Id));
        Assert.InRange(counting.StepCount - before, 0, 50);
    }
}
