namespace Scim.Storage.Hosting;

/// <summary>Another write than that of a state, with a result.</summary>
/// <param name="call">Writes.</param>
internal sealed class PendingCall<T>(Func<Task<T>> call) : PendingWrite
{
    /// <summary>What was answered; counts once the write is committed.</summary>
    public T? Result { get; private set; }

    /// <inheritdoc/>
    public override async Task Run() => Result = await call().ConfigureAwait(false);

    /// <inheritdoc/>
    protected override void Undo()
    {
    }
}
