using System.Data.Common;
using Dapper;
using Npgsql;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// Tests states that are written in one batch: each one is written atomically, regardless of the other states in the
/// batch.
/// </summary>
[Collection(nameof(PostgresSuite))]
public sealed class WriteOutcomeTests(PostgresFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;

    [Fact]
    public async Task Create_ManyConcurrentWithSomeRejected_WritesTheOthers()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("taken");

        CommitFailure?[] outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    TryWriteAsync(() =>
                        tenant.CreateUserAsync(i % 10 == 0 ? "taken" : $"user{i}", """{"displayName":"Ada King"}""")
                    )
                )
        );

        Assert.Equal(
            Enumerable.Range(0, 60).Select(i => i % 10 == 0 ? CommitFailure.NameTaken : (CommitFailure?)null),
            outcomes
        );
        foreach (string counted in new[] { "scim_resource", "scim_change" })
            Assert.Equal(
                [55L],
                await fixture.QueryRowsAsync<long>(
                    $"SELECT count(*) FROM {counted} WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );

        Assert.Equal(
            [55L],
            await fixture.QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
        Assert.Equal(
            [54L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_search_word WHERE tenant = @Id AND word = 'king'",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Update_ManyConcurrentWithOneStale_WritesTheOthersAndReportsIt()
    {
        var tenant = new StorageTenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => tenant.CreateUserAsync($"user{i}")));
        string stale = ids[7];
        await fixture.QueryRowsAsync<int>(
            "UPDATE scim_resource SET version = version + 1 WHERE tenant = @Id AND id = @stale RETURNING 1",
            new { tenant.Id, stale }
        );

        await Task.WhenAll(
            ids.Select(async id =>
            {
                Task written = tenant.UpdateResourceAsync(
                    UserType,
                    id,
                    new() { ["userName"] = $"new-{id}", ["active"] = id != ids[3] }
                );
                if (id == stale)
                    await Assert.ThrowsAsync<InconsistentStateException>(() => written);
                else
                    await written;
            })
        );
        await Task.WhenAll(ids.Where(id => id != stale).Select(id => tenant.UpdateResourceAsync(UserType, id)));

        Assert.Equal(
            [29L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_resource WHERE tenant = @Id AND name LIKE 'new-%' AND version = 3",
                new { tenant.Id }
            )
        );
        Assert.Equal(
            [28L],
            await fixture.QueryRowsAsync<long>(
                """
                SELECT count(DISTINCT w.rid) FROM scim_search_word AS w JOIN scim_resource AS r ON r.rid = w.rid
                WHERE w.tenant = @Id AND w.word = 'new' AND r.active
                """,
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Write_WhileAnotherWaitsForLock_IsNotBlocked()
    {
        var tenant = new StorageTenant(fixture);
        string locked = await tenant.CreateUserAsync("locked");
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => tenant.CreateUserAsync($"user{i}")));
        await using DbConnection other = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction open = await other.BeginTransactionAsync();
        await other.ExecuteAsync(
            "SELECT 1 FROM scim_resource WHERE tenant = @Id AND id = @locked FOR UPDATE",
            new { tenant.Id, locked },
            open
        );

        Task waits = tenant.UpdateResourceAsync(UserType, locked);
        await Task.WhenAll(ids.Select(id => tenant.UpdateResourceAsync(UserType, id)))
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(waits.IsCompleted);

        await open.RollbackAsync();
        await waits.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(
            [21L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_resource WHERE tenant = @Id AND version = 2",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Create_ManyWithConnectionLost_FailsAllWithoutRetry()
    {
        var tenant = new StorageTenant(fixture);
        await CutConnectionAtAsync(tenant.Id, "last");

        // The first state is written alone; the others, including the one that cuts the connection, are queued and
        // batched.
        Task<(string? Id, Exception? Error)>[] all =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(i => CaptureOutcomeAsync(tenant.CreateUserAsync(i == 39 ? "last" : $"user{i}"))),
        ];
        (string? Id, Exception? Error)[] outcomes = await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(60));

        Exception[] errors = [.. outcomes.Select(o => o.Error).OfType<Exception>()];
        Assert.True(errors.Length > 1, "The connection must be cut while several states are written.");
        Assert.All(errors, e => Assert.IsType<NpgsqlException>(e, exactMatch: false));
        Assert.NotNull(outcomes[39].Error);
        Assert.Equal([1L], await fixture.QueryRowsAsync<long>("SELECT last_value FROM scim_test_attempts"));
        Assert.Equal(
            [40L - errors.Length],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            )
        );

        // If all writes failed, the tenant has no row.
        Assert.Equal(
            [40L - errors.Length],
            await fixture.QueryRowsAsync<long>(
                "SELECT coalesce(sum(resource_count), 0)::bigint FROM scim_resource_count WHERE tenant = @Id",
                new { tenant.Id }
            )
        );

        // Later writes succeed on another connection.
        await tenant.CreateUserAsync("later");
    }

    [Fact]
    public async Task States_WrittenByOneStatement_AreAllProjected()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("template", """{"displayName":"Ada"}""");
        const int Copies = 1000;
        ResourceState template = tenant.GetState(id);
        await using (DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None))
            Assert.Equal(
                Copies,
                await ResourceCommits.ExecuteInsertAsync(
                    connection,
                    Enumerable
                        .Range(1, Copies)
                        .Select(n =>
                            template with
                            {
                                Id = $"{id}{n}",
                                Index = template.Index! with { Unique = $"copy{n}", Name = $"copy{n}" },
                            }
                        )
                )
            );

        Assert.Equal(
            [Copies + 1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
        Assert.Equal(
            [Copies + 1L],
            await fixture.QueryRowsAsync<long>("SELECT count(*) FROM scim_change WHERE tenant = @Id", new { tenant.Id })
        );
        Assert.Equal(
            [Copies + 1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(DISTINCT rid) FROM scim_search_word WHERE tenant = @Id AND word = 'ada'",
                new { tenant.Id }
            )
        );
    }

    // Creates a trigger that terminates its own backend when a user with this name is written. Attempts are counted in
    // a sequence, which is not rolled back.
    private async Task CutConnectionAtAsync(string tenant, string name)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            $$"""
            CREATE SEQUENCE scim_test_attempts;
            GRANT SELECT ON scim_test_attempts TO PUBLIC;
            CREATE FUNCTION scim_test_cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
            BEGIN
                PERFORM nextval('scim_test_attempts');
                PERFORM pg_terminate_backend(pg_backend_pid());
                PERFORM pg_sleep(60);
                RETURN new;
            END $body$;
            CREATE TRIGGER scim_test_cut AFTER INSERT ON scim_resource FOR EACH ROW
                WHEN (new.tenant = '{{tenant}}' AND new.name = '{{name}}') EXECUTE FUNCTION scim_test_cut();
            """
        );
    }

    private static async Task<(string? Id, Exception? Error)> CaptureOutcomeAsync(Task<string> write)
    {
        try
        {
            return (await write, null);
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }

    private async Task<CommitFailure?> TryWriteAsync(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (Exception e)
        {
            return fixture.ErrorClassifier.ClassifyError(e);
        }
    }
}
