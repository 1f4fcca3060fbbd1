namespace Scim.Storage.Batching;

/// <summary>A grain's state that has not been written yet.</summary>
/// <param name="key">The grain's key, a text.</param>
/// <param name="type">The name under which the state is stored.</param>
/// <param name="version">The version that is to be replaced; 0 when there must be none.</param>
/// <param name="payload">The state, UTF-8 JSON.</param>
internal sealed class StateWrite(string key, string type, int version, byte[] payload)
{
    private readonly TaskCompletionSource<bool> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The grain's key.</summary>
    public string Key => key;

    /// <summary>The name of the state.</summary>
    public string Type => type;

    /// <summary>The version that is to be replaced.</summary>
    public int Version => version;

    /// <summary>The state.</summary>
    public byte[] Payload => payload;

    /// <summary>
    /// Ends when the state is committed: true, or false where the database has another version of it. Fails where the
    /// write was refused or its outcome is not known.
    /// </summary>
    public Task<bool> Completion => _completion.Task;

    /// <summary>Tells whoever waits that the database has answered.</summary>
    public void SetResult(bool written) => _completion.TrySetResult(written);

    /// <summary>Tells whoever waits that it went wrong.</summary>
    public void SetException(Exception exception) => _completion.TrySetException(exception);
}
