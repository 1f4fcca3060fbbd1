using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Reminders;
using Orleans.TestingHost;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Hosting;
using Scim.Storage.Databases;
using Scim.Storage.Hosting;
using Scim.Storage.Sqlite;

namespace Scim.Grains.Tests.Cluster;

/// <summary>
/// A silo for one test whose grains and reminders use a clock that the test advances, and which can be restarted on the
/// same database file.
/// </summary>
public sealed class FakeTimeSilo : IAsyncDisposable
{
    private static readonly TimeSpan AdvanceStep = TimeSpan.FromSeconds(61);
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("scim-time-").FullName;
    private InProcessTestCluster _cluster = null!;
    private ScimDatabase _database = null!;

    private readonly Action<ReminderOptions> _reminders;

    private FakeTimeSilo(Action<ReminderOptions> reminders) => _reminders = reminders;

    /// <summary>Stops the silo's grains in the middle of their work.</summary>
    internal PausableStores PausePoints { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains => _cluster.Client;

    public ScimDatabase Database => _database;

    public IReminderTable Reminders =>
        ((InProcessSiloHandle)_cluster.Silos[0]).SiloHost.Services.GetRequiredService<IReminderTable>();

    /// <summary>
    /// The number of times the reminder service has read or changed a single user's reminder.
    /// </summary>
    public int ReminderCallCount => ((CountingReminderTable)Reminders).CallCount;

    public static async Task<FakeTimeSilo> StartAsync(Action<ReminderOptions>? reminders = null)
    {
        var instance = new FakeTimeSilo(reminders ?? (_ => { }));
        await instance.DeploySiloAsync();
        return instance;
    }

    /// <summary>Creates a tenant and applies a merge patch to its settings.</summary>
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
                        new PatchTenantSettings { MergePatch = System.Text.Encoding.UTF8.GetBytes(mergePatch) }
                    )
            ).Error
        );
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// Stops the silo, without a shutdown if <paramref name="crash"/> is true, advances the clock and starts a new
    /// silo.
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
    /// Advances the clock in small steps until a condition is true; fails the test after <paramref name="atMost"/> of
    /// the clock's time.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> condition, TimeSpan atMost)
    {
        DateTimeOffset end = Clock.GetUtcNow() + atMost;
        while (!await condition())
        {
            Assert.True(Clock.GetUtcNow() < end, $"The condition did not become true within {atMost}.");
            Clock.Advance(AdvanceStep);
            await WaitForIdleAsync();
        }
    }

    /// <summary>
    /// Advances the clock in steps of a few minutes, so that everything that becomes due is executed.
    /// </summary>
    public async Task AdvanceInStepsAsync(TimeSpan time, TimeSpan? step = null)
    {
        DateTimeOffset end = Clock.GetUtcNow() + time;
        while (Clock.GetUtcNow() < end)
        {
            Clock.Advance(TimeSpan.FromTicks(Math.Min((step ?? AdvanceStep).Ticks, (end - Clock.GetUtcNow()).Ticks)));
            await WaitForIdleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    internal ITenantGrain GetTenant(string id = "t") =>
        Grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString());

    // The work started by a step runs on other threads. A grain call would wait for the silo's queues, but not for the
    // database's.
    private static Task WaitForIdleAsync() => Task.Delay(5);

    private async Task DeploySiloAsync()
    {
        _database = new SqliteDatabase(_folder);
        await _database.MigrateSchemaAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "fake-time";
        builder.ConfigureSilo(
            (_, silo) =>
            {
                // The Orleans runtime itself uses the system clock.
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
                silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Clock);
                silo.AddScimStorage(_database).AddScimGrains().Configure(_reminders);
                PausePoints.DecorateRegistered(silo.Services);
                CountingReminderTable.DecorateRegistered(silo.Services, "delete");
            }
        );
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }
}
