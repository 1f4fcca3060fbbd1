using Orleans;
using Orleans.Runtime;

namespace Scim.Storage.Hosting;

/// <summary>Orleans' ADO.NET reminder table behind a <see cref="WriteGate"/>. Reads pass freely.</summary>
internal sealed class GatedReminderTable(IReminderTable inner, WriteGate gate) : IReminderTable
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken = default) => inner.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) => inner.ReadRows(grainId);

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => inner.ReadRows(begin, end);

    /// <inheritdoc/>
    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => inner.ReadRow(grainId, reminderName);

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        using IDisposable turn = await gate.Enter(CancellationToken.None);
        return await inner.UpsertRow(entry);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        using IDisposable turn = await gate.Enter(CancellationToken.None);
        return await inner.RemoveRow(grainId, reminderName, eTag);
    }

    /// <inheritdoc/>
    public async Task TestOnlyClearTable()
    {
        using IDisposable turn = await gate.Enter(CancellationToken.None);
        await inner.TestOnlyClearTable();
    }
}
