using Orleans;

namespace Scim.Storage.Hosting;

/// <summary>A write that has not been acknowledged.</summary>
internal abstract class PendingWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the write is committed or has failed.</summary>
    public Task Done => _done.Task;

    /// <summary>Why it failed, or null.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Writes; committed when the transaction around it is.</summary>
    public abstract Task Run();

    /// <summary>Tells whoever waits.</summary>
    public void Settle()
    {
        if (Fault is null)
        {
            _done.SetResult();
            return;
        }

        Undo();
        _done.SetException(Fault);
    }

    /// <summary>Takes back what the provider noted of a write that was not committed after all.</summary>
    protected abstract void Undo();
}

/// <summary>A write of a grain's state.</summary>
/// <param name="state">The state; its ETag is the provider's.</param>
/// <param name="write">The provider's write.</param>
internal sealed class PendingWrite<T>(IGrainState<T> state, Func<Task> write) : PendingWrite
{
    private readonly string? _tag = state.ETag;
    private readonly bool _exists = state.RecordExists;

    /// <inheritdoc/>
    public override Task Run() => write();

    /// <inheritdoc/>
    protected override void Undo() => (state.ETag, state.RecordExists) = (_tag!, _exists);
}
