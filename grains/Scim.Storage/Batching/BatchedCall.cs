using Scim.Storage.Databases;

namespace Scim.Storage.Batching;

/// <summary>A write of something other than a grain state, with a result.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="call">Executes the write.</param>
internal sealed class BatchedCall<T>(Func<Task<T>> call) : BatchedWrite
{
    /// <summary>The result of the call. Valid once the write is committed.</summary>
    public T? Result { get; private set; }

    /// <inheritdoc/>
    public override async Task ExecuteWriteAsync() => Result = await call().ConfigureAwait(false);

    /// <inheritdoc/>
    protected override void RestoreState() { }
}
