using Orleans.Hosting;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Grains.Users;
using Scim.Protocol.Errors;
using static Scim.Grains.Tests.Users.Leavers;

namespace Scim.Grains.Tests.Users;

/// <summary>The reminder that deletes a user: by the commit that deactivates him where it is due late enough, by Orleans where it is not.</summary>
public sealed class UserReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Patch_OfActiveOffAndOn_AsksTheReminderServiceNothing()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = (await tenant.CreateUser("leaver")).Value!.Id;
        int calls = travel.ReminderCalls;

        DateTimeOffset left = travel.Clock.GetUtcNow();
        Assert.Null((await tenant.Patch(tenant.User(id), Off)).Error);
        ReminderEntry reminder = Assert.Single(await Reminders(travel, tenant, id));
        Assert.Equal(("delete", left.AddDays(30).UtcDateTime, TimeSpan.FromHours(1)), (reminder.ReminderName, reminder.StartAt, reminder.Period));

        Assert.Null((await tenant.Patch(tenant.User(id), """{"op":"replace","path":"title","value":"gone"}""")).Error);
        Assert.Single(await Reminders(travel, tenant, id));
        Assert.Null((await tenant.Patch(tenant.User(id), On)).Error);
        Assert.Empty(await Reminders(travel, tenant, id));
        Assert.Equal(calls, travel.ReminderCalls);
    }

    [Fact]
    public async Task Delete_OfAUserWhoWaits_TakesTheReminderAlong()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = await Deactivated(tenant, "leaver");
        int calls = travel.ReminderCalls;
        Assert.Null((await tenant.User(id).Delete(new DeleteResource { Caller = tenant.Caller })).Error);
        Assert.Empty(await Reminders(travel, tenant, id));
        Assert.Equal(calls, travel.ReminderCalls);
    }

    [Theory]
    [InlineData("PT5M", false)]
    [InlineData("PT4M", true)]
    [InlineData("PT30S", true)]
    public async Task Deactivated_OnEitherSideOfTheThreshold_IsDeletedByTheReminder(string retention, bool byOrleans)
    {
        await using TimeTravel travel = await TimeTravel.Start(o => (o.ReminderLoadingWindow, o.RefreshReminderListPeriod) = (2 * Minute, Minute));
        TestTenant tenant = await travel.NewTenant($$$"""{"deprovisioning":{"deleteAfter":"{{{retention}}}"}}""");
        string id = (await tenant.CreateUser("leaver")).Value!.Id;
        int calls = travel.ReminderCalls;
        DateTimeOffset due = travel.Clock.GetUtcNow() + System.Xml.XmlConvert.ToTimeSpan(retention);
        Assert.Null((await tenant.Patch(tenant.User(id), Off)).Error);
        Assert.Equal(byOrleans ? calls + 1 : calls, travel.ReminderCalls);
        Assert.Single(await Reminders(travel, tenant, id));

        await travel.Pass(due - travel.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1), step: Minute / 6);
        Assert.True(await Exists(tenant, id));
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 3 * Minute);
        Assert.Empty(await Reminders(travel, tenant, id));
    }

    [Fact]
    public async Task Patch_AfterTheRetentionHasChanged_DoesNotBringTheOldTimeBack()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = await Deactivated(tenant, "leaver");
        DateTime before = Assert.Single(await Reminders(travel, tenant, id)).StartAt;
        await travel.Settings("""{"deprovisioning":{"deleteAfter":"P60D"}}""");
        await travel.AdvanceUntil(async () => (await Reminders(travel, tenant, id))[0].StartAt > before, 5 * Minute);
        ReminderEntry moved = Assert.Single(await Reminders(travel, tenant, id));

        Assert.Null((await tenant.Patch(tenant.User(id), """{"op":"replace","path":"title","value":"gone"}""")).Error);

        ReminderEntry after = Assert.Single(await Reminders(travel, tenant, id));
        Assert.Equal((before.AddDays(30), moved.ETag), (after.StartAt, after.ETag));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void IsReadInTime_OnBothSidesOfTheLimit(long ticksMore, bool inTime)
    {
        DateTimeOffset now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(inTime, UserRules.IsReadInTime(now + (20 * Minute) + TimeSpan.FromTicks(ticksMore), now, new ReminderOptions()));
        Assert.False(UserRules.IsReadInTime(DateTimeOffset.MinValue, now, new ReminderOptions()));
        Assert.True(UserRules.IsReadInTime(DateTimeOffset.MaxValue, now, new ReminderOptions()));
    }
}
