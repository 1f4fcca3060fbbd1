namespace Scim.Storage.Databases;

/// <summary>A pending write, which is committed together with others.</summary>
internal abstract class BatchedWrite
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A task that completes when the write is committed, and faults when it failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The reason for the failure, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Executes the write inside the transaction of the batch.</summary>
    public abstract Task ExecuteWriteAsync();

    /// <summary>Completes <see cref="Completion"/> according to <see cref="Failure"/>.</summary>
    public void SignalCompletion()
    {
        if (Failure is null)
        {
            _completion.SetResult();
            return;
        }

        RestoreState();
        _completion.SetException(Failure);
    }

    /// <summary>Restores what the provider recorded for a write that was executed but not committed.</summary>
    protected abstract void RestoreState();
}

/// <summary>A write of a grain's state.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
/// <param name="state">The state, whose ETag the provider maintains.</param>
/// <param name="write">Executes the provider's write.</param>
internal sealed class BatchedWrite<T>(IGrainState<T> state, Func<Task> write) : BatchedWrite
{
    private readonly string? _etag = state.ETag;
    private readonly bool _recordExists = state.RecordExists;

    /// <inheritdoc/>
    public override Task ExecuteWriteAsync() => write();

    /// <inheritdoc/>
    protected override void RestoreState() => (state.ETag, state.RecordExists) = (_etag!, _recordExists);
}
