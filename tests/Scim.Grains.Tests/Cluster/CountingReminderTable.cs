using Microsoft.Extensions.DependencyInjection;

namespace Scim.Grains.Tests.Cluster;

/// <summary>The reminder table, with a count of what is asked of single reminders.</summary>
internal sealed class CountingReminderTable(IReminderTable inner) : IReminderTable
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Puts it around the table that was registered last.</summary>
    public static void Put(IServiceCollection services)
    {
        ServiceDescriptor table = services.Last(s => s.ServiceType == typeof(IReminderTable));
        services.Remove(table);
        services.AddSingleton<IReminderTable>(provider => new CountingReminderTable((IReminderTable)table.ImplementationFactory!(provider)));
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => inner.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => inner.ReadRows(grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => inner.ReadRows(begin, end);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Counted().ReadRow(grainId, reminderName);

    public Task<string?> UpsertRow(ReminderEntry entry) => Counted().UpsertRow(entry);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => Counted().RemoveRow(grainId, reminderName, eTag);

    public Task TestOnlyClearTable() => inner.TestOnlyClearTable();

    private IReminderTable Counted()
    {
        Interlocked.Increment(ref _calls);
        return inner;
    }
}
