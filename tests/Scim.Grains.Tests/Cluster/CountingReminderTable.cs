using Microsoft.Extensions.DependencyInjection;

namespace Scim.Grains.Tests.Cluster;

/// <summary>
/// A reminder table that counts the calls for single reminders with a given name, so that reminders of other grains are
/// not counted.
/// </summary>
internal sealed class CountingReminderTable(IReminderTable inner, string name) : IReminderTable
{
    private int _callCount;

    public int CallCount => Volatile.Read(ref _callCount);

    /// <summary>Decorates the reminder table that was registered last.</summary>
    public static void DecorateRegistered(IServiceCollection services, string name)
    {
        ServiceDescriptor table = services.Last(s => s.ServiceType == typeof(IReminderTable));
        services.Remove(table);
        services.AddSingleton<IReminderTable>(provider => new CountingReminderTable(
            (IReminderTable)table.ImplementationFactory!(provider),
            name
        ));
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => inner.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => inner.ReadRows(grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => inner.ReadRows(begin, end);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        CountCall(reminderName).ReadRow(grainId, reminderName);

    public Task<string?> UpsertRow(ReminderEntry entry) => CountCall(entry.ReminderName).UpsertRow(entry);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        CountCall(reminderName).RemoveRow(grainId, reminderName, eTag);

    public Task TestOnlyClearTable() => inner.TestOnlyClearTable();

    private IReminderTable CountCall(string reminderName)
    {
        if (reminderName == name)
            Interlocked.Increment(ref _callCount);
        return inner;
    }
}
