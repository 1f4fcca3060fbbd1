using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Paging;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>
/// Tests that the last page of a long list costs as much as the first, and that a slow query can be cancelled.
/// </summary>
public sealed class KeysetPaginationCostTests : IAsyncLifetime
{
    private const int Users = 20_000,
        PageSize = 100;
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-pagination-");
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        // The states of version 0.1 are upgraded, which tests the migration with many rows.
        await using (
            var old = new SqliteDatabase(
                _folder.FullName,
                [.. Migration.LoadEmbedded("Sqlite").Where(m => m.Number < 14)]
            )
        )
        {
            await old.MigrateSchemaAsync(CancellationToken.None);
            await InsertStatesAsync(old);
        }

        _database = new SqliteDatabase(_folder.FullName);
        await _database.MigrateSchemaAsync(CancellationToken.None);
    }

    private static async Task InsertStatesAsync(SqliteDatabase database)
    {
        await using DbConnection connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @Users),
              u (id, name, i) AS (SELECT printf('00000000-0000-7000-8000-%012d', i), printf('user%06d', (i * 7919) % @Users), i FROM n)
            INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
            SELECT 't/' || id, 'user', 0, 0, 's', 1, json_object('v', 1, 'tenant', 't', 'kind', 'User', 'id', id, 'version', 1, 'op', 'create',
              'created', '2026-01-01T00:00:00.0000000Z', 'at', '2026-01-01T00:00:00.0000000Z', 'actor', 'a', 'requestId', 'r', 'changed', json('[]'),
              'index', json_object('unique', name, 'partition', 0, 'name', name, 'display', name, 'active', json('true')),
              'document', json_object('userName', name), 'search', json_object('userName', name, 'title', 't' || (i % 2)))
            FROM u
            """,
            new { Users }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData(null, true, null)]
    [InlineData("userName", false, null)]
    [InlineData(null, false, "title eq \"t1\"")]
    public async Task List_ByIndexPageByPage_CostsTheSameOnEveryPage(string? sortBy, bool descending, string? filter)
    {
        var counting = new CountingDatabase(_database);
        var store = new DirectoryStore(counting, TimeProvider.System);
        DirectoryQuery query = CreateQuery(sortBy, descending, filter);
        var costs = new List<long>();
        var seen = new HashSet<string>();
        for (int skip = 0; ; skip += PageSize)
        {
            long before = counting.StepCount;
            DirectoryPage page = await store.ListResourcesAsync(query with { Skip = skip }, CancellationToken.None);
            costs.Add(counting.StepCount - before);
            if (page.Rows.Count == 0)
                break;
            seen.UnionWith(page.Rows.Select(r => r.Id));
        }

        Assert.Equal(filter is null ? Users : Users / 2, seen.Count);
        long counted = await MeasureCostAsync(
            query with
            {
                Skip = seen.Count - PageSize,
            },
            new DirectoryStore(counting, TimeProvider.System),
            counting
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"first {costs[0]}, second {costs[1]}, last {costs[^2]}, last by counting {counted} (16 steps each)"
        );
        Assert.InRange(costs[^2], 1, costs[1] * 5 / 4);
        Assert.True(
            counted > costs[^2] * 3,
            $"Counting costs {counted}, resuming {costs[^2]}: the difference is too small for this test."
        );
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("userName", null)]
    [InlineData(null, "title eq \"t1\"")]
    [InlineData("userName", "title eq \"t1\"")]
    [InlineData(null, "userName co \"user\"")]
    public async Task List_FromBookmark_CostsTheSameAtAnyPosition(string? sortBy, string? filter)
    {
        var counting = new CountingDatabase(_database);
        var store = new DirectoryStore(counting, TimeProvider.System);
        DirectoryQuery query = CreateQuery(sortBy, false, filter) with { KnownTotal = Users / 2 };
        ListPosition[] places =
        [
            .. (await store.ListResourcesAsync(query with { Take = Users }, CancellationToken.None)).Rows.Select(r =>
                r.Position
            ),
        ];

        long early = await MeasureCostAsync(query with { From = places[PageSize] }, store, counting),
            late = await MeasureCostAsync(query with { From = places[^(2 * PageSize)] }, store, counting);
        TestContext.Current.TestOutputHelper?.WriteLine($"early {early}, late {late} (16 steps each)");

        Assert.InRange(late, 1, early * 5 / 4);
        Assert.InRange(late, 1, 3_000);
    }

    [Fact]
    public async Task RegisterCancellation_OfEndlessStatement_EndsIt()
    {
        using var stop = new CancellationTokenSource();
        await using DbConnection connection = await _database.OpenConnectionAsync(CancellationToken.None);
        Task<long> endless;
        using (IDisposable? watch = _database.RegisterCancellation(connection, stop.Token))
        {
            endless = Task.Run(() =>
                connection.ExecuteScalarAsync<long>(
                    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
                )
            );
            await stop.CancelAsync();
            SqliteException ended = await Assert.ThrowsAsync<SqliteException>(() => endless);
            Assert.True(_database.IsCancellation(ended));
        }

        Assert.Equal(Users, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM scim_resource"));
    }

    [Fact]
    public void Remember_OverCapacity_EvictsTheOldest()
    {
        var memory = new PageBookmarkCache(capacity: 3);
        foreach (string list in new[] { "a", "b", "c", "a", "d" })
        {
            for (int i = 1; i <= 20; i++)
                memory.AddBookmark(list, new PageBookmark(i * 10, new ListPosition(null, "x"), 1L, 1000));
        }

        Assert.Equal(3, memory.Count);
        Assert.Null(memory.FindNearestBookmark("b", 1000));
        Assert.Equal(200, memory.FindNearestBookmark("a", 1000)!.Index);
        Assert.Equal(150, memory.FindNearestBookmark("a", 159)!.Index);
        Assert.Null(memory.FindNearestBookmark("a", 100));
    }

    [Fact]
    public void Remember_WithOverlongKey_StoresNothing()
    {
        var memory = new PageBookmarkCache();
        memory.AddBookmark("a", new PageBookmark(1, new ListPosition(new string('x', 1024), "x"), 1L, 10));
        memory.AddBookmark("b", new PageBookmark(1, new ListPosition(new string('x', 1025), "x"), 1L, 10));

        Assert.NotNull(memory.FindNearestBookmark("a", 1));
        Assert.Null(memory.FindNearestBookmark("b", 1));
    }

    private static async Task<long> MeasureCostAsync(
        DirectoryQuery query,
        DirectoryStore store,
        CountingDatabase counting
    )
    {
        long before = counting.StepCount;
        Assert.Equal(PageSize, (await store.ListResourcesAsync(query, CancellationToken.None)).Rows.Count);
        return counting.StepCount - before;
    }

    private static DirectoryQuery CreateQuery(string? sortBy, bool descending, string? filter)
    {
        ResourceType type = BuiltInResourceTypes.User;
        AttributePath? path = null;
        if (sortBy is not null)
            Assert.True(PathResolver.TryResolve(type, sortBy, out path, out _));
        return new DirectoryQuery
        {
            Tenant = "t",
            Targets = [(type, filter is null ? null : FilterParser.Parse(type, filter, FilterLimits.Default))],
            SortBy = path is null ? [] : [path],
            IsDescending = descending,
            Take = PageSize,
        };
    }
}
