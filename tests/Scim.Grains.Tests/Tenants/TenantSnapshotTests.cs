using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Tests.Cluster;
using static Scim.Grains.Tests.Users.DeprovisioningSteps;

namespace Scim.Grains.Tests.Tenants;

/// <summary>
/// Tests that a tenant's requests are served while its grain, or the sweep over its deactivated users, is busy. No wait
/// in these tests depends on a timeout: each one fails after <see cref="Timeout"/>.
/// </summary>
public sealed class TenantSnapshotTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task PatchSettings_DuringASweep_WaitsForNoPage()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        silo.PausePoints.Sweep.PauseCalls();
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P40D"}}""");
        await silo.PausePoints.Sweep.Reached.WaitAsync(Timeout);

        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P50D"}}""").WaitAsync(Timeout);
        await ReadSnapshotAsync(silo).WaitAsync(Timeout);
        silo.PausePoints.Sweep.ResumeCalls();

        DateTime due = silo.Clock.GetUtcNow().UtcDateTime.AddDays(50);
        await silo.AdvanceUntilAsync(
            async () => (await ReadRemindersAsync(silo, tenant, id))[0].StartAt > due.AddDays(-1),
            Hour
        );
    }

    [Fact]
    public async Task PatchSettings_WhileASweepProcessesUsers_Completes()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = await CreateDeactivatedAsync(tenant, "leaver");
        silo.PausePoints.Sweep.PauseCalls();
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P40D"}}""");
        await silo.PausePoints.Sweep.Reached.WaitAsync(Timeout);

        // Each user of the page asks for the tenant's settings, which the tenant's grain is changing.
        Task patch = silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P50D"}}""");
        silo.PausePoints.Sweep.ResumeCalls();
        await patch.WaitAsync(Timeout);
        Assert.True(await UserExistsAsync(tenant, id));
    }

    [Fact]
    public async Task Snapshot_DuringAPurge_IsAnswered()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        await CreateDeactivatedAsync(tenant, "leaver");
        silo.PausePoints.Sweep.PauseCalls();
        await silo.PatchSettingsAsync("""{"deprovisioning":{"deleteAfter":"P40D"}}""");
        await silo.PausePoints.Sweep.Reached.WaitAsync(Timeout);
        silo.PausePoints.Purge.PauseCalls();
        Assert.Null((await silo.GetTenant().Delete()).Error);
        silo.Clock.Advance(TenantCache.MaxAge * 2);
        await silo.PausePoints.Purge.Reached.WaitAsync(Timeout);

        // The users of the page ask for the tenant; it waits for them when their states are removed.
        silo.PausePoints.Sweep.ResumeCalls();
        Assert.Null((await ReadSnapshotAsync(silo).WaitAsync(Timeout)).Value);
        silo.PausePoints.Purge.ResumeCalls();
        await silo.GetTenant().Create(new CreateTenant()).WaitAsync(Timeout);
    }

    [Fact]
    public async Task Snapshot_DuringASchemaChange_IsPublishedAtItsEnd()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        await silo.NewTenantAsync();
        const string Schema = """
            {"id":"urn:test:badge","name":"Badge","attributes":[{"name":"level","type":"string","multiValued":false}]}
            """;
        Assert.Null((await RegisterSchemaAsync(silo, SchemaRegistrationType.Schema, null, Schema)).Error);
        TenantSnapshot before = (await ReadSnapshotAsync(silo)).Value!;
        silo.PausePoints.SchemaCheck.PauseCalls();
        Task<ScimResult<SchemaSet>> change = RegisterSchemaAsync(
            silo,
            SchemaRegistrationType.ResourceType,
            "User",
            """
            {"name":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User",
             "schemaExtensions":[{"schema":"urn:test:badge","required":true}]}
            """
        );
        await silo.PausePoints.SchemaCheck.Reached.WaitAsync(Timeout);

        // A process that knows the tenant keeps serving; one that does not gets no schemas that are not final.
        ScimResult<TenantSnapshot> known = await ReadSnapshotAsync(silo, before.Version).WaitAsync(Timeout);
        Task<ScimResult<TenantSnapshot>> unknown = ReadSnapshotAsync(silo);
        Assert.Equal((null, null), (known.Value, known.Error));
        silo.PausePoints.SchemaCheck.ResumeCalls();
        Assert.Null((await change.WaitAsync(Timeout)).Error);
        Assert.Equal((await change).Value!.Version, (await unknown.WaitAsync(Timeout)).Value!.Schemas.Version);
    }

    private static Task<ScimResult<TenantSnapshot>> ReadSnapshotAsync(FakeTimeSilo silo, long knownVersion = -1) =>
        silo.GetTenant().GetSnapshot(knownVersion);

    private static async Task<ScimResult<SchemaSet>> RegisterSchemaAsync(
        FakeTimeSilo silo,
        SchemaRegistrationType type,
        string? target,
        string body
    ) =>
        await silo
            .Grains.GetGrain<ITenantSchemaGrain>(ResourceKey.ForTenant("t").ToString())
            .UpdateSchemas(
                new SchemaRegistration
                {
                    Type = type,
                    Target = target,
                    Body = Encoding.UTF8.GetBytes(body),
                }
            );
}
