using Scim.Storage.Resources;

namespace Scim.Storage.Batching;

/// <summary>A pending commit of a resource.</summary>
/// <param name="commit">The commit.</param>
internal sealed class ResourceWrite(ResourceCommit commit)
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The commit.</summary>
    public ResourceCommit Commit => commit;

    /// <summary>
    /// A task that completes with true when the resource is committed, or with false when the stored version differs
    /// from <see cref="ResourceCommit.ExpectedVersion"/>. It faults when the write was rejected or its outcome is
    /// unknown.
    /// </summary>
    public Task<bool> Completion => _completion.Task;

    /// <summary>Completes <see cref="Completion"/>.</summary>
    public void SetResult(bool written) => _completion.TrySetResult(written);

    /// <summary>Faults <see cref="Completion"/>.</summary>
    public void SetException(Exception exception) => _completion.TrySetException(exception);
}
