using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;
using static Scim.Grains.Tests.Users.Leavers;

namespace Scim.Grains.Tests.Users;

/// <summary>Deactivated users are deleted when the tenant's retention is over, by a clock that the tests move.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Deactivated_ForThirtyDays_IsDeletedAndHisNameIsFree()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = await Deactivated(tenant, "leaver"), stays = (await tenant.CreateUser("stays")).Value!.Id;
        string group = (await tenant.CreateGroup("g", id, stays)).Value!.Id;

        await travel.Pass(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(9), step: 2 * Hour);
        Assert.True(await Exists(tenant, id));
        Assert.Equal(2, (await tenant.Read(tenant.Group(group)))["members"]!.AsArray().Count);
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 2 * Hour);

        Assert.Equal(stays, (string?)Assert.Single((await tenant.Read(tenant.Group(group)))["members"]!.AsArray())!["value"]);
        Assert.Null((await tenant.CreateUser("leaver")).Error);
        await travel.AdvanceUntil(async () => (await Reminders(travel, tenant, id)).Count == 0, Hour);
    }

    [Fact]
    public async Task Deactivated_AndTheSiloIsAwayWhenTheTimeComes_IsDeletedAfterTheStart()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = await Deactivated(tenant, "leaver");
        tenant = await travel.Restart(TimeSpan.FromDays(10));
        Assert.True(await Exists(tenant, id));
        tenant = await travel.Restart(TimeSpan.FromDays(25));
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 2 * Hour);
    }

    [Fact]
    public async Task Deactivated_WithARetentionBeyondFortyNineDays_WaitsItOut()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"deprovisioning":{"deleteAfter":"P1Y2M"}}""");
        string id = await Deactivated(tenant, "leaver");
        DateTimeOffset due = travel.Clock.GetUtcNow().AddMonths(14);
        await travel.Pass(due - travel.Clock.GetUtcNow() - TimeSpan.FromHours(30), step: TimeSpan.FromHours(20));
        Assert.True(await Exists(tenant, id));
        await travel.Pass(due - travel.Clock.GetUtcNow() - TimeSpan.FromMinutes(20), step: TimeSpan.FromMinutes(30));
        Assert.True(await Exists(tenant, id));
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 2 * Hour);
        Assert.InRange(travel.Clock.GetUtcNow(), due, due + TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task Reactivated_AMomentBeforeTheReminder_Survives()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = await Deactivated(tenant, "returns");
        await travel.Pass(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1), step: 12 * Hour);
        Assert.Null((await tenant.Patch(tenant.User(id), On)).Error);
        await travel.Pass(3 * Hour);
        Assert.True(await Exists(tenant, id));
        Assert.Empty(await Reminders(travel, tenant, id));
    }

    [Fact]
    public async Task Reactivated_AndDeactivatedAgain_WaitsFromTheSecondTimeOn()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"deprovisioning":{"deleteAfter":"PT10H"}}""");
        string id = await Deactivated(tenant, "undecided");
        await travel.Pass(6 * Hour, step: Hour);
        Assert.Null((await tenant.Patch(tenant.User(id), On)).Error);
        Assert.Null((await tenant.Patch(tenant.User(id), Off)).Error);
        await travel.Pass(9 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.True(await Exists(tenant, id));
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 3 * Hour);
    }

    [Fact]
    public async Task Reminder_ForAUserWhoDoesNotWait_DoesNothingAndGoes()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string active = (await tenant.CreateUser("active")).Value!.Id, never = Guid.CreateVersion7().ToString();
        string gone = await Deactivated(tenant, "gone");
        Assert.Null((await tenant.User(gone).Delete(new DeleteResource { Caller = tenant.Caller })).Error);

        // As a crash between the reminder and the commit leaves them, and one between the commit and the reminder's end; twice each.
        foreach (string id in new[] { active, never, gone })
        {
            for (int i = 0; i < 2; i++)
            {
                await travel.Reminders.UpsertRow(new ReminderEntry
                {
                    GrainId = ((GrainReference)tenant.User(id)).GrainId,
                    ReminderName = "delete",
                    StartAt = travel.Clock.GetUtcNow().UtcDateTime.AddMinutes(1),
                    Period = TimeSpan.FromMinutes(1),
                });
                await travel.AdvanceUntil(async () => (await Reminders(travel, tenant, id)).Count == 0, 2 * Hour);
            }
        }

        Assert.True(await Exists(tenant, active));
        Assert.Equal(1, (int)(await tenant.List("User"))["totalResults"]!);
    }

    [Fact]
    public async Task Retention_ThatBecomesShorter_ArmsThoseWhoWait()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string[] early = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Deactivated(tenant, $"early{i}")));
        string inactive = (await tenant.CreateUser("future", ""","active":false""")).Value!.Id;
        await travel.Pass(TimeSpan.FromDays(8), step: 12 * Hour);
        string late = await Deactivated(tenant, "late");

        await travel.Settings("""{"deprovisioning":{"deleteAfter":"P7D"}}""");

        // Those whose time is over go at once, the other one when it is.
        await travel.AdvanceUntil(async () => (int)(await tenant.List("User"))["totalResults"]! == 2, Hour);
        Assert.False(await Exists(tenant, early[0]));
        Assert.True(await Exists(tenant, late));
        await travel.Pass(TimeSpan.FromDays(7) - Hour, step: 3 * Hour);
        await travel.AdvanceUntil(async () => !await Exists(tenant, late), 3 * Hour);
        Assert.True(await Exists(tenant, inactive));
    }

    [Fact]
    public async Task Retention_ThatBecomesLonger_HoldsForThoseWhoWait()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"deprovisioning":{"deleteAfter":"PT2H"}}""");
        string id = await Deactivated(tenant, "leaver");
        await travel.Settings("""{"deprovisioning":{"deleteAfter":"PT20H"}}""");
        await travel.Pass(19 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.True(await Exists(tenant, id));
        await travel.AdvanceUntil(async () => !await Exists(tenant, id), 4 * Hour);
    }

    [Fact]
    public async Task Retention_OfNull_DeletesNobodyUntilThereIsOneAgain()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"deprovisioning":{"deleteAfter":"PT1H"}}""");
        string before = await Deactivated(tenant, "before");
        await travel.Settings("""{"deprovisioning":{"deleteAfter":null}}""");
        string after = await Deactivated(tenant, "after");
        await travel.Pass(5 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.Equal((true, true), (await Exists(tenant, before), await Exists(tenant, after)));
        Assert.Empty(await Reminders(travel, tenant, before));
        Assert.Empty(await Reminders(travel, tenant, after));

        await travel.Settings("""{"deprovisioning":{"deleteAfter":"PT3H"}}""");
        await travel.AdvanceUntil(async () => !await Exists(tenant, before) && !await Exists(tenant, after), Hour);
    }

    [Fact]
    public async Task Retention_ChangedAMomentBeforeACrash_IsSeenToAfterTheStart()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Deactivated(tenant, $"leaver{i}")));
        await travel.Pass(TimeSpan.FromDays(2), step: 12 * Hour);
        await travel.Settings("""{"deprovisioning":{"deleteAfter":"P1D"}}""");
        tenant = await travel.Restart(TimeSpan.FromSeconds(1), crash: true);
        await travel.AdvanceUntil(async () => (int)(await tenant.List("User"))["totalResults"]! == 0, Hour);
        Assert.False(await Exists(tenant, ids[0]));
    }
}
