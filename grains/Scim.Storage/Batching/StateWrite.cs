namespace Scim.Storage.Batching;

/// <summary>A pending write of a grain's state.</summary>
/// <param name="key">The grain's key, which is a string.</param>
/// <param name="type">The name under which the state is stored.</param>
/// <param name="version">The version to replace; 0 when the state must not exist.</param>
/// <param name="payload">The state as UTF-8 JSON.</param>
internal sealed class StateWrite(string key, string type, int version, byte[] payload)
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The grain's key.</summary>
    public string Key => key;

    /// <summary>The name under which the state is stored.</summary>
    public string Type => type;

    /// <summary>The version to replace; 0 when the state must not exist.</summary>
    public int Version => version;

    /// <summary>The state as UTF-8 JSON.</summary>
    public byte[] Payload => payload;

    /// <summary>
    /// A task that completes with true when the state is committed, or with false when the stored version differs from
    /// <see cref="Version"/>. It faults when the write was rejected or its outcome is unknown.
    /// </summary>
    public Task<bool> Completion => _completion.Task;

    /// <summary>Completes <see cref="Completion"/>.</summary>
    public void SetResult(bool written) => _completion.TrySetResult(written);

    /// <summary>Faults <see cref="Completion"/>.</summary>
    public void SetException(Exception exception) => _completion.TrySetException(exception);
}
