namespace Scim.Storage.Databases;

/// <summary>
/// Lets one writer at a time into a database that has only one, SQLite; any other is open to all. Waiting here costs
/// nothing; running into a locked file costs its driver a retry after 150 ms.
/// </summary>
internal sealed class SingleWriterLock(ScimDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    /// <summary>Waits for the turn; dispose of it to let the next writer in.</summary>
    public async ValueTask<IDisposable> AcquireLockAsync(CancellationToken cancellationToken)
    {
        if (!database.HasOneWriter)
            return NullReleaser.Instance;

        // Whoever gets the turn goes on at once, rather than waiting for its grain's scheduler while everybody waits
        // for it.
        await _semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Releaser(_semaphore);
    }

    /// <inheritdoc/>
    public void Dispose() => _semaphore.Dispose();

    private sealed class NullReleaser : IDisposable
    {
        public static readonly NullReleaser Instance = new();

        public void Dispose() { }
    }

    private sealed class Releaser(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
