using System.Data.Common;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Hosting;

namespace Scim.Storage.Tests.Suite;

/// <summary>Reminders that are set and taken away by commits: with them and not otherwise.</summary>
public abstract class ReminderCommitTests(StorageFixture fixture)
{
    private const string Name = "delete";
    private static readonly ResourceType User = BuiltInResourceTypes.User;
    private static readonly DateTimeOffset Left = Tenant.Start.AddDays(1), Due = Left.AddDays(30).AddTicks(1230);

    [Fact]
    public async Task Commit_ThatSetsOne_WritesTheRowThatOrleansWouldWrite()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver"), other = await tenant.User("other");
        await fixture.Reminders.UpsertRow(
            new ReminderEntry { GrainId = Tenant.Grain(tenant.Id, other), ReminderName = Name, StartAt = Due.UtcDateTime, Period = TimeSpan.FromHours(1) });

        await tenant.Commit(id, Leaves(tenant));

        ReminderEntry read = (await Row(tenant, id))!;
        Assert.Equal((Tenant.Grain(tenant.Id, id), Name, Due.UtcDateTime, DateTimeKind.Utc, TimeSpan.FromHours(1)), (read.GrainId, read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period));
        uint hash = read.GrainId.GetUniformHashCode();
        Assert.Contains((await fixture.Reminders.ReadRows(unchecked(hash - 1), hash)).Reminders, r => r.GrainId == read.GrainId);
        Assert.Equal([1L], await fixture.Rows<long>(
            "SELECT count(DISTINCT start_time) FROM reminder WHERE grain_id IN (@a, @b)", new { a = read.GrainId.ToString(), b = Tenant.Grain(tenant.Id, other).ToString() }));
    }

    [Fact]
    public async Task Commit_ThatBringsHimBack_TakesItAwayAndItComesAnewUnderAnotherTag()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("undecided");
        await tenant.Commit(id, Leaves(tenant));
        string first = (await Row(tenant, id))!.ETag!;
        await tenant.Commit(id, Returns(tenant));
        Assert.Null(await Row(tenant, id));
        await tenant.Commit(id, Leaves(tenant, Due.AddDays(1)));

        Assert.False(await fixture.Reminders.RemoveRow(Tenant.Grain(tenant.Id, id), Name, first));
        Assert.Equal(Due.AddDays(1).UtcDateTime, (await Row(tenant, id))!.StartAt);
    }

    [Fact]
    public async Task Commit_OverOneThatOrleansHasSet_ReplacesAndRemovesIt()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver");
        string? tag = await fixture.Reminders.UpsertRow(
            new ReminderEntry { GrainId = Tenant.Grain(tenant.Id, id), ReminderName = Name, StartAt = Left.UtcDateTime, Period = TimeSpan.FromMinutes(1) });
        await tenant.Commit(id, Leaves(tenant));
        ReminderEntry replaced = (await Row(tenant, id))!;
        Assert.Equal((Due.UtcDateTime, TimeSpan.FromHours(1)), (replaced.StartAt, replaced.Period));
        Assert.NotEqual(tag, replaced.ETag);
        await tenant.Commit(id, Returns(tenant));
        Assert.Null(await Row(tenant, id));
    }

    [Fact]
    public async Task Commit_OfATombstone_TakesItAway()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver"), stays = await tenant.User("stays");
        await tenant.Commit(id, Leaves(tenant));
        await tenant.Commit(stays, Leaves(tenant));
        await tenant.Commit(id, present => new ResourceState
        {
            Tenant = present.Tenant,
            Kind = present.Kind,
            Id = present.Id,
            Version = present.Version,
            Operation = ChangeOperation.Delete,
            Created = present.Created,
            LastModified = Left,
            Reminder = Gone(tenant, id),
        });

        Assert.Null(await Row(tenant, id));
        Assert.NotNull(await Row(tenant, stays));
        Assert.Equal(["stays"], await fixture.Rows<string>("SELECT name FROM scim_resource WHERE tenant = @Id", new { tenant.Id }));
    }

    [Fact]
    public async Task Commit_OfAProgramThatKnowsNothingOfIt_LeavesItToOrleans()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver");
        await tenant.Commit(id, Leaves(tenant));
        ReminderEntry set = (await Row(tenant, id))!;

        // What the program before reads, and writes after a PATCH of something else: all that it knows.
        JsonObject known = JsonNode.Parse(StateSerializer.Bytes(tenant.State(id)))!.AsObject();
        Assert.True(known.Remove("reminder"));
        ResourceState before = new StateSerializer().Deserialize<ResourceState>(new BinaryData(Encoding.UTF8.GetBytes(known.ToJsonString())));
        await tenant.Commit(id, present => before with { Version = present.Version, Operation = present.Operation });
        ReminderEntry kept = (await Row(tenant, id))!;
        Assert.Equal((set.StartAt, set.ETag), (kept.StartAt, kept.ETag));

        // Orleans moves it; later commits of this program, too, leave it where it is.
        kept.StartAt = kept.StartAt.AddDays(-20);
        string? moved = await fixture.Reminders.UpsertRow(kept);
        await tenant.Commit(id, present => present);
        Assert.Equal((kept.StartAt, moved), ((await Row(tenant, id))!.StartAt, (await Row(tenant, id))!.ETag));

        // The program before brings him back, and takes the reminder away itself.
        await tenant.Commit(id, present => present with { DeactivatedAt = null });
        Assert.True(await fixture.Reminders.RemoveRow(Tenant.Grain(tenant.Id, id), Name, moved!));
    }

    [Fact]
    public async Task Commit_ThatIsRefused_SetsNoneAndTakesNoneAway()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("taken");
        string id = await tenant.User("leaver"), waits = await tenant.User("waits");
        await tenant.Commit(waits, Leaves(tenant));

        await Assert.ThrowsAsync<InconsistentStateException>(() => tenant.CommitStale(id, Leaves(tenant)));
        await Assert.ThrowsAsync<InconsistentStateException>(() => tenant.CommitStale(waits, Returns(tenant)));
        foreach (string of in new[] { id, waits })
        {
            Func<ResourceState, ResourceState> change = of == id ? Leaves(tenant) : Returns(tenant);
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(
                () => tenant.Commit(of, present => change(present) with { Index = present.Index! with { Unique = "taken", Name = "taken" } }));
            Assert.Equal(CommitFault.NameTaken, fixture.Faults.Classify(refused));
        }

        Assert.Null(await Row(tenant, id));
        Assert.NotNull(await Row(tenant, waits));
    }

    [Fact]
    public async Task Commit_WhoseReminderCannotBeSet_IsNone()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver");
        await Assert.ThrowsAnyAsync<Exception>(() => tenant.Commit(id, present => Leaves(tenant)(present) is var next ? next with { Reminder = next.Reminder! with { Name = null! } } : next));
        Assert.Equal([1L], await fixture.Rows<long>("SELECT version FROM scim_resource WHERE tenant = @Id", new { tenant.Id }));
        await tenant.Commit(id, Leaves(tenant));
        Assert.NotNull(await Row(tenant, id));
    }

    [Fact]
    public async Task Commit_ThatIsCutOffBeforeItsEnd_LeavesNeitherStateNorReminder()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver");
        string payload = Encoding.UTF8.GetString(StateSerializer.Bytes(Leaves(tenant)(tenant.State(id) with { Version = 2, Operation = ChangeOperation.Update })));
        string sql = $"UPDATE grain_state SET version = version + 1, payload = {(fixture.Database.HasOneWriter ? "@payload" : "@payload::json")} WHERE grain_key = @key";
        var grain = new { grain = Tenant.Grain(tenant.Id, id).ToString() };
        const string Count = "SELECT count(*) FROM reminder WHERE grain_id = @grain";
        await using (DbConnection connection = await fixture.Database.Open(CancellationToken.None))
        {
            await using DbTransaction open = await connection.BeginTransactionAsync();
            Assert.Equal(1, await connection.ExecuteAsync(sql, new { payload, key = $"{tenant.Id}/{id}" }, open));
            Assert.Equal(1L, await connection.ExecuteScalarAsync<long>(Count, grain, open));
            await open.RollbackAsync();
        }

        Assert.Equal([0L], await fixture.Rows<long>(Count, grain));
        Assert.Equal([(1L, 1L)], await fixture.Rows<(long, long)>("SELECT version, active FROM scim_resource WHERE tenant = @Id", new { tenant.Id }));
    }

    [Fact]
    public async Task Commits_AtTheSameTimeOneOfThemStale_SetThoseOfTheOthers()
    {
        var tenant = new Tenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => tenant.User($"user{i}")));
        await Task.WhenAll(ids.Select((id, i) => i == 7 ? Assert.ThrowsAsync<InconsistentStateException>(() => tenant.CommitStale(id, Leaves(tenant))) : tenant.Commit(id, Leaves(tenant))));
        Assert.Equal(ids.Where((_, i) => i != 7).Order(), await Waiting());

        // Some come back while others change.
        await Task.WhenAll(ids.Select((id, i) => tenant.Commit(id, i % 3 == 0 ? Returns(tenant) : present => present)));
        Assert.Equal(ids.Where((_, i) => i != 7 && i % 3 != 0).Order(), await Waiting());

        async Task<IEnumerable<string>> Waiting() =>
            (await fixture.Rows<string>("SELECT grain_id FROM reminder WHERE grain_id LIKE @like", new { like = $"resource/{tenant.Id}/%" })).Select(r => r.Split('/')[^1]).Order();
    }

    [Fact]
    public async Task Commit_OfALargeState_SetsItToo()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("leaver", $$"""{"title":"{{new string('x', 100_000)}}"}""");
        await tenant.Commit(id, Leaves(tenant));
        Assert.NotNull(await Row(tenant, id));
        await tenant.Commit(id, Returns(tenant));
        Assert.Null(await Row(tenant, id));
    }

    [Fact]
    public async Task Commits_BesideWhatOrleansDoesToTheSameReminders_NeverDeadlock()
    {
        var tenant = new Tenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.User($"user{i}")));
        await Task.WhenAll(ids.Select(id => Orleans(id)).Concat(ids.Select(id => Commits(id)))).WaitAsync(TimeSpan.FromMinutes(2));
        await Task.WhenAll(ids.Select(id => tenant.Commit(id, Leaves(tenant, Due.AddDays(1)))));
        foreach (string id in ids) Assert.Equal(Due.AddDays(1).UtcDateTime, (await Row(tenant, id))!.StartAt);

        async Task Commits(string id)
        {
            for (int i = 0; i < 15; i++)
            {
                await tenant.Commit(id, Leaves(tenant));
                await tenant.Commit(id, Returns(tenant));
            }
        }

        async Task Orleans(string id)
        {
            GrainId grain = Tenant.Grain(tenant.Id, id);
            for (int i = 0; i < 15; i++)
            {
                string? tag = await fixture.Reminders.UpsertRow(new ReminderEntry { GrainId = grain, ReminderName = Name, StartAt = Due.UtcDateTime, Period = TimeSpan.FromHours(1) });
                await fixture.Reminders.RemoveRow(grain, Name, tag!);
            }
        }
    }

    private static Func<ResourceState, ResourceState> Leaves(Tenant tenant, DateTimeOffset? due = null) => present => present with
    {
        Index = present.Index! with { Active = false },
        DeactivatedAt = Left,
        DeactivatedVersion = present.Version,
        Reminder = ReminderChange.Set(Tenant.Grain(tenant.Id, present.Id), Name, due ?? Due, TimeSpan.FromHours(1)),
    };

    private static Func<ResourceState, ResourceState> Returns(Tenant tenant) => present => present with
    {
        Index = present.Index! with { Active = true },
        DeactivatedAt = null,
        Reminder = Gone(tenant, present.Id),
    };

    private static ReminderChange Gone(Tenant tenant, string id) => ReminderChange.Gone(Tenant.Grain(tenant.Id, id), Name);

    private Task<ReminderEntry?> Row(Tenant tenant, string id) => fixture.Reminders.ReadRow(Tenant.Grain(tenant.Id, id), Name);
}
