using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// Tests that a page read by index does not miss changes that are committed late: sequences are assigned before the
/// commit.
/// </summary>
[Collection(nameof(PostgresSuite))]
public sealed class LateCommitTests(PostgresFixture fixture)
{
    [Fact]
    public async Task List_ByIndexAfterOutOfOrderCommit_MatchesFullCount()
    {
        var tenant = new StorageTenant(fixture);
        string[] ids = new string[9];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = await tenant.CreateUserAsync($"u{i}");
        var query = new DirectoryQuery
        {
            Tenant = tenant.Id,
            Targets = [(BuiltInResourceTypes.User, null)],
            Take = 3,
        };

        // Two commits are in progress: one deletes a user before the current position, the other creates one after it,
        // so the total is unchanged.
        await using DbConnection first = await fixture.Database.OpenConnectionAsync(CancellationToken.None),
            second = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction deletes = await first.BeginTransactionAsync(),
            creates = await second.BeginTransactionAsync();
        await InsertResourceAsync(first, tenant.Id, ids[0], "delete");
        await InsertResourceAsync(second, tenant.Id, "ffffffff-0000-7000-8000-000000000000", "create");
        string later = await tenant.CreateUserAsync("later");

        Assert.Equal(ids[..3], GetIds(await fixture.Directory.ListResourcesAsync(query, CancellationToken.None)));
        await deletes.CommitAsync();
        await creates.CommitAsync();

        Assert.Equal(
            ids[4..7],
            GetIds(await fixture.Directory.ListResourcesAsync(query with { Skip = 3 }, CancellationToken.None))
        );
        Assert.Equal(
            [ids[7], ids[8], later],
            GetIds(await fixture.Directory.ListResourcesAsync(query with { Skip = 6 }, CancellationToken.None))
        );
    }

    private static Task<int> InsertResourceAsync(DbConnection connection, string tenant, string id, string operation)
    {
        string payload = $$"""
            {"tenant":"{{tenant}}","kind":"User","id":"{{id}}","op":"{{operation}}","version":2,"actor":"a","requestId":"r","changed":[],"at":"2026-02-01T00:00:00.0000000Z",
             "created":"2026-01-01T00:00:00.0000000Z","index":{"unique":"x","partition":1,"name":"x","active":true},"document":{},"search":{"userName":"x"},"members":null}
            """;
        return connection.ExecuteAsync(
            operation == "create"
                ? "INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES (@key, 'user', 0, 0, 's', 1, @payload::json)"
                : "UPDATE grain_state SET payload = @payload::json WHERE grain_key = @key",
            new { key = $"{tenant}/{id}", payload }
        );
    }

    private static string[] GetIds(DirectoryPage page) => [.. page.Rows.Select(r => r.Id)];
}
