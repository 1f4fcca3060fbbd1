using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using static Scim.Grains.Tests.Users.DeprovisioningSteps;

namespace Scim.Grains.Tests.Users;

/// <summary>
/// Tests with a fake clock that deactivated users are deleted when the tenant's retention has passed.
/// </summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Deactivated_ForThirtyDays_IsDeletedAndFreesTheName()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver"),
            stays = (await tenant.CreateUserAsync("stays")).Value!.Id;
        string group = (await tenant.CreateGroupAsync("g", id, stays)).Value!.Id;

        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(9), step: 2 * Hour);
        Assert.True(await UserExistsAsync(tenant, id));
        Assert.Equal(2, (await tenant.ReadResourceAsync(tenant.GetGroup(group)))["members"]!.AsArray().Count);
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 2 * Hour);

        Assert.Equal(
            stays,
            (string?)
                Assert.Single((await tenant.ReadResourceAsync(tenant.GetGroup(group)))["members"]!.AsArray())!["value"]
        );
        Assert.Null((await tenant.CreateUserAsync("leaver")).Error);
        await silo.AdvanceUntilAsync(async () => (await ReadRemindersAsync(silo, tenant, id)).Count == 0, Hour);
    }

    [Fact]
    public async Task Deactivated_WithSiloDownWhenDue_IsDeletedAfterStart()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        tenant = await silo.RestartAsync(TimeSpan.FromDays(10));
        Assert.True(await UserExistsAsync(tenant, id));
        tenant = await silo.RestartAsync(TimeSpan.FromDays(25));
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 2 * Hour);
    }

    [Fact]
    public async Task Deactivated_WithRetentionOverFortyNineDays_IsDeletedWhenDue()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync("""{"deprovisioning":{"deleteAfter":"P1Y2M"}}""");
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        DateTimeOffset due = silo.Clock.GetUtcNow().AddMonths(14);
        await silo.AdvanceInStepsAsync(
            due - silo.Clock.GetUtcNow() - TimeSpan.FromHours(30),
            step: TimeSpan.FromHours(20)
        );
        Assert.True(await UserExistsAsync(tenant, id));
        await silo.AdvanceInStepsAsync(
            due - silo.Clock.GetUtcNow() - TimeSpan.FromMinutes(20),
            step: TimeSpan.FromMinutes(30)
        );
        Assert.True(await UserExistsAsync(tenant, id));
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 2 * Hour);
        Assert.InRange(silo.Clock.GetUtcNow(), due, due + TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task Reactivated_JustBeforeTheReminder_IsKept()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "returns");
        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1), step: 12 * Hour);
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), ReactivateOperation)).Error);
        await silo.AdvanceInStepsAsync(3 * Hour);
        Assert.True(await UserExistsAsync(tenant, id));
        Assert.Empty(await ReadRemindersAsync(silo, tenant, id));
    }

    [Fact]
    public async Task Reactivated_AndDeactivatedAgain_RestartsRetention()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync("""{"deprovisioning":{"deleteAfter":"PT10H"}}""");
        string id = await CreateDeactivatedAsync(tenant, "undecided");
        await silo.AdvanceInStepsAsync(6 * Hour, step: Hour);
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), ReactivateOperation)).Error);
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), DeactivateOperation)).Error);
        await silo.AdvanceInStepsAsync(9 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.True(await UserExistsAsync(tenant, id));
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 3 * Hour);
    }

    [Fact]
    public async Task Reminder_ForUserNotDueForDeletion_RemovesItself()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string active = (await tenant.CreateUserAsync("active")).Value!.Id,
            never = Guid.CreateVersion7().ToString();
        string deleted = await CreateDeactivatedAsync(tenant, "deleted");
        Assert.Null((await tenant.GetUser(deleted).Delete(new DeleteResource { Origin = tenant.Caller })).Error);

        // The reminders that remain after a crash before the commit, or between the commit and their removal; twice
        // each.
        foreach (string id in new[] { active, never, deleted })
        {
            for (int i = 0; i < 2; i++)
            {
                await silo.Reminders.UpsertRow(
                    new ReminderEntry
                    {
                        GrainId = ((GrainReference)tenant.GetUser(id)).GrainId,
                        ReminderName = "delete",
                        StartAt = silo.Clock.GetUtcNow().UtcDateTime.AddMinutes(1),
                        Period = TimeSpan.FromMinutes(1),
                    }
                );
                await silo.AdvanceUntilAsync(
                    async () => (await ReadRemindersAsync(silo, tenant, id)).Count == 0,
                    2 * Hour
                );
            }
        }

        Assert.True(await UserExistsAsync(tenant, active));
        Assert.Equal(1, (int)(await tenant.ListResourcesAsync("User"))["totalResults"]!);
    }

    [Fact]
    public async Task Retention_Shortened_ReschedulesDeactivatedUsers()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string[] early = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => CreateDeactivatedAsync(tenant, $"early{i}"))
        );
        string inactive = (await tenant.CreateUserAsync("future", ""","active":false""")).Value!.Id;
        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(8), step: 12 * Hour);
        string late = await CreateDeactivatedAsync(tenant, "late");

        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P7D"}}""");

        // Users whose retention has passed are deleted at once, the other one when it is due.
        await silo.AdvanceUntilAsync(
            async () => (int)(await tenant.ListResourcesAsync("User"))["totalResults"]! == 2,
            Hour
        );
        Assert.False(await UserExistsAsync(tenant, early[0]));
        Assert.True(await UserExistsAsync(tenant, late));
        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(7) - Hour, step: 3 * Hour);
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, late), 3 * Hour);
        Assert.True(await UserExistsAsync(tenant, inactive));
    }

    [Fact]
    public async Task Retention_Extended_AppliesToDeactivatedUsers()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync("""{"deprovisioning":{"deleteAfter":"PT2H"}}""");
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"PT20H"}}""");
        await silo.AdvanceInStepsAsync(19 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.True(await UserExistsAsync(tenant, id));
        await silo.AdvanceUntilAsync(async () => !await UserExistsAsync(tenant, id), 4 * Hour);
    }

    [Fact]
    public async Task Retention_OfNull_DeletesNoUserUntilSetAgain()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync("""{"deprovisioning":{"deleteAfter":"PT1H"}}""");
        string before = await CreateDeactivatedAsync(tenant, "before");
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":null}}""");
        string after = await CreateDeactivatedAsync(tenant, "after");
        await silo.AdvanceInStepsAsync(5 * Hour, step: TimeSpan.FromMinutes(4));
        Assert.Equal((true, true), (await UserExistsAsync(tenant, before), await UserExistsAsync(tenant, after)));
        Assert.Empty(await ReadRemindersAsync(silo, tenant, before));
        Assert.Empty(await ReadRemindersAsync(silo, tenant, after));

        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"PT3H"}}""");
        await silo.AdvanceUntilAsync(
            async () => !await UserExistsAsync(tenant, before) && !await UserExistsAsync(tenant, after),
            Hour
        );
    }

    [Fact]
    public async Task Retention_ChangedJustBeforeCrash_IsAppliedAfterStart()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string[] ids = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(i => CreateDeactivatedAsync(tenant, $"leaver{i}"))
        );
        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(2), step: 12 * Hour);
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P1D"}}""");
        tenant = await silo.RestartAsync(TimeSpan.FromSeconds(1), crash: true);
        await silo.AdvanceUntilAsync(
            async () => (int)(await tenant.ListResourcesAsync("User"))["totalResults"]! == 0,
            Hour
        );
        Assert.False(await UserExistsAsync(tenant, ids[0]));
    }
}
