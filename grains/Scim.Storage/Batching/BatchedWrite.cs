using Orleans;

namespace Scim.Storage.Batching;

/// <summary>A write that has not been acknowledged.</summary>
internal abstract class BatchedWrite
{
    private readonly TaskCompletionSource _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Ends when the write is committed or has failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Why it failed, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Writes; committed when the transaction around it is.</summary>
    public abstract Task ExecuteWriteAsync();

    /// <summary>Tells whoever waits.</summary>
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

    /// <summary>Takes back what the provider noted of a write that was not committed after all.</summary>
    protected abstract void RestoreState();
}

/// <summary>A write of a grain's state.</summary>
/// <param name="state">The state; its ETag is the provider's.</param>
/// <param name="write">The provider's write.</param>
internal sealed class BatchedWrite<T>(IGrainState<T> state, Func<Task> write) : BatchedWrite
{
    private readonly string? _etag = state.ETag;
    private readonly bool _recordExists = state.RecordExists;

    /// <inheritdoc/>
    public override Task ExecuteWriteAsync() => write();

    /// <inheritdoc/>
    protected override void RestoreState() =>
        (state.ETag, state.RecordExists) = (_etag!, _recordExists);
}
