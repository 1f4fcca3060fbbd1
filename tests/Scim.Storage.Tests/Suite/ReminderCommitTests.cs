using System.Data.Common;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests reminders that are set and removed by commits, atomically with them.</summary>
public abstract class ReminderCommitTests(StorageFixture fixture)
{
    private const string ReminderName = "delete";
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;
    private static readonly DateTimeOffset DeactivatedAt = StorageTenant.Start.AddDays(1),
        DueAt = DeactivatedAt.AddDays(30).AddTicks(1230);

    [Fact]
    public async Task Commit_ThatSetsReminder_WritesTheRowOrleansWouldWrite()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver"),
            other = await tenant.CreateUserAsync("other");
        await fixture.Reminders.UpsertRow(
            new ReminderEntry
            {
                GrainId = StorageTenant.CreateGrainId(tenant.Id, other),
                ReminderName = ReminderName,
                StartAt = DueAt.UtcDateTime,
                Period = TimeSpan.FromHours(1),
            }
        );

        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));

        ReminderEntry read = (await ReadReminderAsync(tenant, id))!;
        Assert.Equal(
            (
                StorageTenant.CreateGrainId(tenant.Id, id),
                ReminderName,
                DueAt.UtcDateTime,
                DateTimeKind.Utc,
                TimeSpan.FromHours(1)
            ),
            (read.GrainId, read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period)
        );
        uint hash = read.GrainId.GetUniformHashCode();
        Assert.Contains(
            (await fixture.Reminders.ReadRows(unchecked(hash - 1), hash)).Reminders,
            r => r.GrainId == read.GrainId
        );
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(DISTINCT start_time) FROM reminder WHERE grain_id IN (@a, @b)",
                new { a = read.GrainId.ToString(), b = StorageTenant.CreateGrainId(tenant.Id, other).ToString() }
            )
        );
    }

    [Fact]
    public async Task Commit_ThatReactivates_RemovesReminderAndLaterUsesNewETag()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("undecided");
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        string first = (await ReadReminderAsync(tenant, id))!.ETag!;
        await tenant.CommitStateAsync(id, CreateReactivation(tenant));
        Assert.Null(await ReadReminderAsync(tenant, id));
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant, DueAt.AddDays(1)));

        Assert.False(
            await fixture.Reminders.RemoveRow(StorageTenant.CreateGrainId(tenant.Id, id), ReminderName, first)
        );
        Assert.Equal(DueAt.AddDays(1).UtcDateTime, (await ReadReminderAsync(tenant, id))!.StartAt);
    }

    [Fact]
    public async Task Commit_OverReminderSetByOrleans_ReplacesAndRemovesIt()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver");
        string? tag = await fixture.Reminders.UpsertRow(
            new ReminderEntry
            {
                GrainId = StorageTenant.CreateGrainId(tenant.Id, id),
                ReminderName = ReminderName,
                StartAt = DeactivatedAt.UtcDateTime,
                Period = TimeSpan.FromMinutes(1),
            }
        );
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        ReminderEntry replaced = (await ReadReminderAsync(tenant, id))!;
        Assert.Equal((DueAt.UtcDateTime, TimeSpan.FromHours(1)), (replaced.StartAt, replaced.Period));
        Assert.NotEqual(tag, replaced.ETag);
        await tenant.CommitStateAsync(id, CreateReactivation(tenant));
        Assert.Null(await ReadReminderAsync(tenant, id));
    }

    [Fact]
    public async Task Commit_OfTombstone_RemovesReminder()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver"),
            stays = await tenant.CreateUserAsync("stays");
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        await tenant.CommitStateAsync(stays, CreateDeactivation(tenant));
        await tenant.CommitStateAsync(
            id,
            present => new ResourceState
            {
                Tenant = present.Tenant,
                Type = present.Type,
                Id = present.Id,
                Version = present.Version,
                Operation = ChangeOperation.Delete,
                Created = present.Created,
                LastModified = DeactivatedAt,
                Reminder = CreateReminderRemoval(tenant, id),
            }
        );

        Assert.Null(await ReadReminderAsync(tenant, id));
        Assert.NotNull(await ReadReminderAsync(tenant, stays));
        Assert.Equal(
            ["stays"],
            await fixture.QueryRowsAsync<string>("SELECT name FROM scim_resource WHERE tenant = @Id", new { tenant.Id })
        );
    }

    [Fact]
    public async Task Commit_WithoutReminderChange_LeavesReminderToOrleans()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver");
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        ReminderEntry moved = (await ReadReminderAsync(tenant, id))!;
        moved.StartAt = moved.StartAt.AddDays(-20);
        string? tag = await fixture.Reminders.UpsertRow(moved);

        await tenant.CommitStateAsync(id, present => present);

        ReminderEntry kept = (await ReadReminderAsync(tenant, id))!;
        Assert.Equal((moved.StartAt, tag), (kept.StartAt, kept.ETag));
        Assert.True(await fixture.Reminders.RemoveRow(StorageTenant.CreateGrainId(tenant.Id, id), ReminderName, tag!));
    }

    [Fact]
    public async Task Commit_Rejected_KeepsReminders()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("taken");
        string id = await tenant.CreateUserAsync("leaver"),
            waits = await tenant.CreateUserAsync("waits");
        await tenant.CommitStateAsync(waits, CreateDeactivation(tenant));

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.CommitStaleStateAsync(id, CreateDeactivation(tenant))
        );
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            tenant.CommitStaleStateAsync(waits, CreateReactivation(tenant))
        );
        foreach (string of in new[] { id, waits })
        {
            Func<ResourceState, ResourceState> change =
                of == id ? CreateDeactivation(tenant) : CreateReactivation(tenant);
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
                tenant.CommitStateAsync(
                    of,
                    present => change(present) with { Index = present.Index! with { Unique = "taken", Name = "taken" } }
                )
            );
            Assert.Equal(CommitFailure.NameTaken, fixture.ErrorClassifier.ClassifyError(refused));
        }

        Assert.Null(await ReadReminderAsync(tenant, id));
        Assert.NotNull(await ReadReminderAsync(tenant, waits));
    }

    [Fact]
    public async Task Commit_WithFailingReminder_IsRolledBack()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver");
        await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.CommitStateAsync(
                id,
                present =>
                    CreateDeactivation(tenant)(present) is var next
                        ? next with
                        {
                            Reminder = next.Reminder! with { Name = null! },
                        }
                        : next
            )
        );
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT version FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        Assert.NotNull(await ReadReminderAsync(tenant, id));
    }

    [Fact]
    public async Task Commit_Interrupted_LeavesNeitherStateNorReminder()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver");
        ResourceState next = CreateDeactivation(tenant)(
            tenant.GetState(id) with
            {
                Version = 2,
                Operation = ChangeOperation.Update,
            }
        );
        var grain = new { grain = StorageTenant.CreateGrainId(tenant.Id, id).ToString() };
        const string Count = "SELECT count(*) FROM reminder WHERE grain_id = @grain";
        await fixture.InterruptCommitAsync(
            next,
            async connection => Assert.Equal(1L, await connection.ExecuteScalarAsync<long>(Count, grain))
        );

        Assert.Equal([0L], await fixture.QueryRowsAsync<long>(Count, grain));
        Assert.Equal(
            [(1L, 1L)],
            await fixture.QueryRowsAsync<(long, long)>(
                "SELECT version, CASE WHEN active THEN 1 ELSE 0 END FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Commits_ConcurrentWithOneStale_SetTheOtherReminders()
    {
        var tenant = new StorageTenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => tenant.CreateUserAsync($"user{i}")));
        await Task.WhenAll(
            ids.Select(
                (id, i) =>
                    i == 7
                        ? Assert.ThrowsAsync<InconsistentStateException>(() =>
                            tenant.CommitStaleStateAsync(id, CreateDeactivation(tenant))
                        )
                        : tenant.CommitStateAsync(id, CreateDeactivation(tenant))
            )
        );
        Assert.Equal(ids.Where((_, i) => i != 7).Order(), await ReadWaitingAsync());

        // Some users are reactivated while others are changed.
        await Task.WhenAll(
            ids.Select(
                (id, i) => tenant.CommitStateAsync(id, i % 3 == 0 ? CreateReactivation(tenant) : present => present)
            )
        );
        Assert.Equal(ids.Where((_, i) => i != 7 && i % 3 != 0).Order(), await ReadWaitingAsync());

        async Task<IEnumerable<string>> ReadWaitingAsync() =>
            (
                await fixture.QueryRowsAsync<string>(
                    "SELECT grain_id FROM reminder WHERE grain_id LIKE @like",
                    new { like = $"resource/{tenant.Id}/%" }
                )
            )
                .Select(r => r.Split('/')[^1])
                .Order();
    }

    [Fact]
    public async Task Commit_OfLargeState_SetsReminder()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("leaver", $$"""{"title":"{{new string('x', 100_000)}}"}""");
        await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
        Assert.NotNull(await ReadReminderAsync(tenant, id));
        await tenant.CommitStateAsync(id, CreateReactivation(tenant));
        Assert.Null(await ReadReminderAsync(tenant, id));
    }

    [Fact]
    public async Task Commits_ConcurrentWithOrleansReminderCalls_NeverDeadlock()
    {
        var tenant = new StorageTenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.CreateUserAsync($"user{i}")));
        await Task.WhenAll(
                ids.Select(id => UpsertAndRemoveRepeatedlyAsync(id)).Concat(ids.Select(id => CommitRepeatedlyAsync(id)))
            )
            .WaitAsync(TimeSpan.FromMinutes(2));
        await Task.WhenAll(ids.Select(id => tenant.CommitStateAsync(id, CreateDeactivation(tenant, DueAt.AddDays(1)))));
        foreach (string id in ids)
            Assert.Equal(DueAt.AddDays(1).UtcDateTime, (await ReadReminderAsync(tenant, id))!.StartAt);

        async Task CommitRepeatedlyAsync(string id)
        {
            for (int i = 0; i < 15; i++)
            {
                await tenant.CommitStateAsync(id, CreateDeactivation(tenant));
                await tenant.CommitStateAsync(id, CreateReactivation(tenant));
            }
        }

        async Task UpsertAndRemoveRepeatedlyAsync(string id)
        {
            GrainId grain = StorageTenant.CreateGrainId(tenant.Id, id);
            for (int i = 0; i < 15; i++)
            {
                string? tag = await fixture.Reminders.UpsertRow(
                    new ReminderEntry
                    {
                        GrainId = grain,
                        ReminderName = ReminderName,
                        StartAt = DueAt.UtcDateTime,
                        Period = TimeSpan.FromHours(1),
                    }
                );
                await fixture.Reminders.RemoveRow(grain, ReminderName, tag!);
            }
        }
    }

    private static Func<ResourceState, ResourceState> CreateDeactivation(
        StorageTenant tenant,
        DateTimeOffset? due = null
    ) =>
        present =>
            present with
            {
                Index = present.Index! with { Active = false },
                DeactivatedAt = DeactivatedAt,
                DeactivatedVersion = present.Version,
                Reminder = ReminderChange.CreateRegistration(
                    StorageTenant.CreateGrainId(tenant.Id, present.Id),
                    ReminderName,
                    due ?? DueAt,
                    TimeSpan.FromHours(1)
                ),
            };

    private static Func<ResourceState, ResourceState> CreateReactivation(StorageTenant tenant) =>
        present =>
            present with
            {
                Index = present.Index! with { Active = true },
                DeactivatedAt = null,
                Reminder = CreateReminderRemoval(tenant, present.Id),
            };

    private static ReminderChange CreateReminderRemoval(StorageTenant tenant, string id) =>
        ReminderChange.CreateRemoval(StorageTenant.CreateGrainId(tenant.Id, id), ReminderName);

    private Task<ReminderEntry?> ReadReminderAsync(StorageTenant tenant, string id) =>
        fixture.Reminders.ReadRow(StorageTenant.CreateGrainId(tenant.Id, id), ReminderName);
}
