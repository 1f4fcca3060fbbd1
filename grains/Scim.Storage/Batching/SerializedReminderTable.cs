namespace Scim.Storage.Batching;

/// <summary>
/// Decorates Orleans' ADO.NET reminder table for a database with a single writer: writes go through the same
/// <see cref="SerializedWriteBatcher"/> as those of grain states. Reads are not serialized.
/// </summary>
internal sealed class SerializedReminderTable(IReminderTable inner, SerializedWriteBatcher commits) : IReminderTable
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
    public Task<string?> UpsertRow(ReminderEntry entry) => SubmitCallAsync<string?>(() => inner.UpsertRow(entry));

    /// <inheritdoc/>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        SubmitCallAsync(() => inner.RemoveRow(grainId, reminderName, eTag));

    /// <inheritdoc/>
    public Task TestOnlyClearTable() =>
        SubmitCallAsync(async () =>
        {
            await inner.TestOnlyClearTable().ConfigureAwait(false);
            return true;
        });

    private async Task<T> SubmitCallAsync<T>(Func<Task<T>> call)
    {
        var pending = new BatchedCall<T>(call);
        await commits.SubmitWriteAsync(pending);
        return pending.Result!;
    }
}
