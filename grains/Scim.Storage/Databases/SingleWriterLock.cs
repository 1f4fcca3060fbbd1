namespace Scim.Storage.Databases;

/// <summary>
/// Serializes writers in the process if the database has a single writer (SQLite). For other databases it does nothing.
/// Waiting for this lock is cheaper than finding the file locked, after which the SQLite driver retries every 150 ms.
/// </summary>
internal sealed class SingleWriterLock(ScimDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    /// <summary>Waits for the lock. Dispose of the result to release it.</summary>
    public async ValueTask<IDisposable> AcquireLockAsync(CancellationToken cancellationToken)
    {
        if (!database.HasOneWriter)
            return NullReleaser.Instance;

        // The new owner continues on the thread pool. Waiting for the scheduler of its grain would block all other
        // writers.
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

    private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
