using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Reminders;
using Orleans.Runtime;
using Orleans.TestingHost;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Hosting;
using Scim.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sqlite;

namespace Scim.Grains.Tests.Cluster;

/// <summary>
/// A silo of a test's own whose grains and reminders live by a clock that the test moves, and which can be started
/// again on the same file.
/// </summary>
public sealed class FakeTimeSilo : IAsyncDisposable
{
    private static readonly TimeSpan AdvanceStep = TimeSpan.FromSeconds(61);
    private readonly string _folder = System
        .IO.Directory.CreateTempSubdirectory("scim-time-")
        .FullName;
    private InProcessTestCluster _cluster = null!;
    private ScimDatabase _database = null!;

    private readonly Action<ReminderOptions> _reminders;

    private FakeTimeSilo(Action<ReminderOptions> reminders) => _reminders = reminders;

    public FakeTimeProvider Clock { get; } =
        new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains => _cluster.Client;

    public ScimDatabase Database => _database;

    public IReminderTable Reminders =>
        (
            (InProcessSiloHandle)_cluster.Silos[0]
        ).SiloHost.Services.GetRequiredService<IReminderTable>();

    /// <summary>
    /// How often the reminder service has asked the table for a single user's reminder or changed one.
    /// </summary>
    public int ReminderCallCount => ((CountingReminderTable)Reminders).CallCount;

    public static async Task<FakeTimeSilo> StartAsync(Action<ReminderOptions>? reminders = null)
    {
        var travel = new FakeTimeSilo(reminders ?? (_ => { }));
        await travel.DeploySiloAsync();
        return travel;
    }

    /// <summary>Makes a tenant with the settings of a merge patch.</summary>
    public async Task<GrainTestTenant> NewTenantAsync(string settings = "{}")
    {
        Assert.Null((await GetTenant("t").Create(new CreateTenant())).Error);
        await PatchSettingsAsync(settings);
        return new GrainTestTenant("t", Grains);
    }

    public async Task PatchSettingsAsync(string mergePatch)
    {
        Assert.Null(
            (
                await GetTenant("t")
                    .PatchSettings(
                        new PatchTenantSettings
                        {
                            MergePatch = System.Text.Encoding.UTF8.GetBytes(mergePatch),
                        }
                    )
            ).Error
        );
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// Ends the silo, as a crash does where <paramref name="crash"/> says so, lets time pass and starts another.
    /// </summary>
    public async Task<GrainTestTenant> RestartAsync(TimeSpan after, bool crash = false)
    {
        if (crash)
            await _cluster.KillSiloAsync(_cluster.Silos[0]);
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
        Clock.Advance(after);
        await DeploySiloAsync();
        return new GrainTestTenant("t", Grains);
    }

    /// <summary>
    /// Moves the clock in small steps until something holds; fails when it does not within <paramref name="atMost"/> of
    /// the clock's time.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> holds, TimeSpan atMost)
    {
        DateTimeOffset end = Clock.GetUtcNow() + atMost;
        while (!await holds())
        {
            Assert.True(Clock.GetUtcNow() < end, $"It did not happen within {atMost}.");
            Clock.Advance(AdvanceStep);
            await WaitForIdleAsync();
        }
    }

    /// <summary>
    /// Moves the clock in steps of a few minutes, so that everything that comes due on the way happens.
    /// </summary>
    public async Task AdvanceInStepsAsync(TimeSpan time, TimeSpan? step = null)
    {
        DateTimeOffset end = Clock.GetUtcNow() + time;
        while (Clock.GetUtcNow() < end)
        {
            Clock.Advance(
                TimeSpan.FromTicks(
                    Math.Min((step ?? AdvanceStep).Ticks, (end - Clock.GetUtcNow()).Ticks)
                )
            );
            await WaitForIdleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private ITenantGrain GetTenant(string id) =>
        Grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString());

    // What the step set off runs on other threads; a call through the silo's own queues comes behind it, but for the
    // database's.
    private static Task WaitForIdleAsync() => Task.Delay(5);

    private async Task DeploySiloAsync()
    {
        _database = new SqliteDatabase(_folder);
        await _database.MigrateSchemaAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "time-travel";
        builder.ConfigureSilo(
            (_, silo) =>
            {
                // The runtime itself lives by the machine's clock.
                silo.Services.AddSingleton<TimeProvider>(Clock);
                foreach (
                    string area in new[]
                    {
                        TimeProviderNames.ActivationManagement,
                        TimeProviderNames.GrainDirectory,
                        TimeProviderNames.Membership,
                        TimeProviderNames.Messaging,
                        TimeProviderNames.SystemTimers,
                    }
                )
                    silo.Services.AddKeyedSingleton(area, TimeProvider.System);
                silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, Clock);
                silo.Services.AddKeyedSingleton<TimeProvider>(
                    ReminderTimeProviderNames.Reminders,
                    Clock
                );
                silo.AddScimStorage(_database).AddScimGrains().Configure(_reminders);
                CountingReminderTable.DecorateRegistered(silo.Services, "delete");
            }
        );
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }
}
