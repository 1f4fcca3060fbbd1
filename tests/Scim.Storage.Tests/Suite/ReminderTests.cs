namespace Scim.Storage.Tests.Suite;

/// <summary>Tests the contract of the reminder table.</summary>
public abstract class ReminderTests(StorageFixture fixture)
{
    private static readonly DateTime DueAt = new(2026, 3, 1, 12, 30, 15, 250, DateTimeKind.Utc);

    [Fact]
    public async Task Upsert_InsertsThenReplacesWithNewETag()
    {
        GrainId grain = CreateGrainId();
        string? first = await fixture.Reminders.UpsertRow(CreateEntry(grain, "a", TimeSpan.FromMinutes(1)));
        string? second = await fixture.Reminders.UpsertRow(CreateEntry(grain, "a", TimeSpan.FromDays(365)));

        ReminderEntry? read = await fixture.Reminders.ReadRow(grain, "a");

        Assert.NotEqual(first, second);
        Assert.NotNull(read);
        Assert.Equal(
            (second, DueAt, DateTimeKind.Utc, TimeSpan.FromDays(365)),
            (read.ETag, read.StartAt, read.StartAt.Kind, read.Period)
        );
        Assert.Null(await fixture.Reminders.ReadRow(grain, "b"));
    }

    [Fact]
    public async Task Remove_RequiresTheCurrentETag()
    {
        GrainId grain = CreateGrainId();
        string? stale = await fixture.Reminders.UpsertRow(CreateEntry(grain, "a", TimeSpan.FromMinutes(1)));
        string? present = await fixture.Reminders.UpsertRow(CreateEntry(grain, "a", TimeSpan.FromMinutes(1)));

        Assert.False(await fixture.Reminders.RemoveRow(grain, "a", stale!));
        Assert.True(await fixture.Reminders.RemoveRow(grain, "a", present!));
        Assert.False(await fixture.Reminders.RemoveRow(grain, "a", present!));
        Assert.Empty((await fixture.Reminders.ReadRows(grain)).Reminders);
    }

    [Fact]
    public async Task ReadRows_OfARange_ExcludesItsBeginAndIncludesItsEnd()
    {
        GrainId[] grains =
        [
            .. Enumerable.Range(0, 20).Select(_ => CreateGrainId()).OrderBy(g => g.GetUniformHashCode()),
        ];
        foreach (GrainId grain in grains)
            await fixture.Reminders.UpsertRow(CreateEntry(grain, "r", TimeSpan.FromMinutes(1)));
        uint low = grains[5].GetUniformHashCode(),
            high = grains[15].GetUniformHashCode();

        Assert.Equal(grains[6..16].Order(), await ReadRangeAsync(low, high));
        Assert.Equal(grains[..6].Concat(grains[16..]).Order(), await ReadRangeAsync(high, low));

        async Task<IEnumerable<GrainId>> ReadRangeAsync(uint begin, uint end) =>
            (await fixture.Reminders.ReadRows(begin, end))
                .Reminders.Select(r => r.GrainId)
                .Where(grains.Contains)
                .Order();
    }

    private static GrainId CreateGrainId() => GrainId.Create("scim.user", $"acme/{Guid.CreateVersion7()}");

    private static ReminderEntry CreateEntry(GrainId grain, string name, TimeSpan period) =>
        new()
        {
            GrainId = grain,
            ReminderName = name,
            StartAt = DueAt,
            Period = period,
        };
}
