using System.Data.Common;
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
        Assert.True(await WriteUserAsync(first, tenant.Id, ids[0], ChangeOperation.Delete, 2));
        Assert.True(
            await WriteUserAsync(second, tenant.Id, "ffffffff-0000-7000-8000-000000000000", ChangeOperation.Create, 1)
        );
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

    private static Task<bool> WriteUserAsync(
        DbConnection connection,
        string tenant,
        string id,
        ChangeOperation operation,
        long version
    ) =>
        ResourceCommits.ExecuteCommitAsync(
            connection,
            new ResourceState
            {
                Tenant = tenant,
                Type = "User",
                Id = id,
                Operation = operation,
                Version = version,
                Actor = "a",
                RequestId = "r",
                Created = StorageTenant.Start,
                LastModified = StorageTenant.Start.AddDays(30),
                Index = new ResourceIndex
                {
                    Unique = "x",
                    Partition = 1,
                    Name = "x",
                    Active = true,
                },
                Document = "{}"u8.ToArray(),
                Search = """{"userName":"x"}"""u8.ToArray(),
            }
        );

    private static string[] GetIds(DirectoryPage page) => [.. page.Rows.Select(r => r.Id)];
}
