using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Grains.Users;
using static Scim.Grains.Tests.Users.DeprovisioningSteps;

namespace Scim.Grains.Tests.Users;

/// <summary>
/// Tests the reminder that deletes a user: it is written by the commit that deactivates the user if it is due late
/// enough, and otherwise registered through Orleans.
/// </summary>
public sealed class UserReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Patch_OfActiveOffAndOn_MakesNoReminderCall()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("leaver")).Value!.Id;
        int calls = silo.ReminderCallCount;

        DateTimeOffset deactivatedAt = silo.Clock.GetUtcNow();
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), DeactivateOperation)).Error);
        ReminderEntry reminder = Assert.Single(await ReadRemindersAsync(silo, tenant, id));
        Assert.Equal(
            ("delete", deactivatedAt.AddDays(30).UtcDateTime, TimeSpan.FromHours(1)),
            (reminder.ReminderName, reminder.StartAt, reminder.Period)
        );

        Assert.Null(
            (
                await tenant.PatchResourceAsync(
                    tenant.GetUser(id),
                    """{"op":"replace","path":"title","value":"changed"}"""
                )
            ).Error
        );
        Assert.Single(await ReadRemindersAsync(silo, tenant, id));
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), ReactivateOperation)).Error);
        Assert.Empty(await ReadRemindersAsync(silo, tenant, id));
        Assert.Equal(calls, silo.ReminderCallCount);
    }

    [Fact]
    public async Task Delete_OfDeactivatedUser_RemovesTheReminder()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        int calls = silo.ReminderCallCount;
        Assert.Null((await tenant.GetUser(id).Delete(new DeleteResource { Origin = tenant.Caller })).Error);
        Assert.Empty(await ReadRemindersAsync(silo, tenant, id));
        Assert.Equal(calls, silo.ReminderCallCount);
    }

    [Theory]
    [InlineData("PT5M", false)]
    [InlineData("PT4M", true)]
    [InlineData("PT30S", true)]
    public async Task Deactivated_OnEitherSideOfTheThreshold_IsDeletedByTheReminder(string retention, bool byOrleans)
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync(o =>
            (o.ReminderLoadingWindow, o.RefreshReminderListPeriod) = (2 * Minute, Minute)
        );
        GrainTestTenant tenant = await silo.NewTenantAsync(
            $$$"""{"deprovisioning":{"deleteAfter":"{{{retention}}}"}}"""
        );
        string id = (await tenant.CreateUserAsync("leaver")).Value!.Id;
        int calls = silo.ReminderCallCount;
        DateTimeOffset due = silo.Clock.GetUtcNow() + System.Xml.XmlConvert.ToTimeSpan(retention);
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), DeactivateOperation)).Error);
        Assert.Equal(byOrleans ? calls + 1 : calls, silo.ReminderCallCount);
        Assert.Single(await ReadRemindersAsync(silo, tenant, id));

        await silo.AdvanceInStepsAsync(due - silo.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1), step: Minute / 6);
        Assert.True(await UserExistsAsync(tenant, id));
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 3 * Minute);
        Assert.Empty(await ReadRemindersAsync(silo, tenant, id));
    }

    [Fact]
    public async Task Patch_AfterRetentionChange_KeepsTheNewDueTime()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        DateTime before = Assert.Single(await ReadRemindersAsync(silo, tenant, id)).StartAt;
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P60D"}}""");
        await silo.AdvanceUntilAsync(
            async () => (await ReadRemindersAsync(silo, tenant, id))[0].StartAt > before,
            5 * Minute
        );
        ReminderEntry moved = Assert.Single(await ReadRemindersAsync(silo, tenant, id));

        Assert.Null(
            (
                await tenant.PatchResourceAsync(
                    tenant.GetUser(id),
                    """{"op":"replace","path":"title","value":"changed"}"""
                )
            ).Error
        );

        ReminderEntry after = Assert.Single(await ReadRemindersAsync(silo, tenant, id));
        Assert.Equal((before.AddDays(30), moved.ETag), (after.StartAt, after.ETag));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void IsReadInTime_OnBothSidesOfTheLimit(long ticksMore, bool inTime)
    {
        DateTimeOffset now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            inTime,
            UserRules.IsReadInTime(now + (20 * Minute) + TimeSpan.FromTicks(ticksMore), now, new ReminderOptions())
        );
        Assert.False(UserRules.IsReadInTime(DateTimeOffset.MinValue, now, new ReminderOptions()));
        Assert.True(UserRules.IsReadInTime(DateTimeOffset.MaxValue, now, new ReminderOptions()));
    }
}
