namespace Scim.Storage.Batching;

/// <summary>Another write than that of a state, with a result.</summary>
/// <param name="call">Writes.</param>
internal sealed class BatchedCall<T>(Func<Task<T>> call) : BatchedWrite
{
    /// <summary>What was answered; counts once the write is committed.</summary>
    public T? Result { get; private set; }

    /// <inheritdoc/>
    public override async Task ExecuteWriteAsync() => Result = await call().ConfigureAwait(false);

    /// <inheritdoc/>
    protected override void RestoreState() { }
}
