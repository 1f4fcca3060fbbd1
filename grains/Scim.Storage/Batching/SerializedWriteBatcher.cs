using System.Collections.Concurrent;
using Scim.Storage.Databases;

namespace Scim.Storage.Batching;

/// <summary>
/// Serializes the writes to a database with a single writer, and commits waiting writes in batches (group commit).
/// Thread-safe.
/// </summary>
/// <remarks>
/// A write that arrives alone is executed at once. Writes that arrive while another write is running are queued and
/// committed in one transaction, so that they share one disk flush. Each write is atomic: the failure of one does not
/// affect the others. Callers are notified after the commit.
/// </remarks>
internal sealed class SerializedWriteBatcher(ScimDatabase database, SingleWriterLock writerLock)
{
    // A full batch delays other writers by about 20 ms.
    private const int MaxBatchSize = 64;

    private readonly ConcurrentQueue<BatchedWrite> _queue = new();
    private int _isRunning;

    /// <summary>Executes a write.</summary>
    /// <returns>A task that completes when the write is committed, and faults when it failed.</returns>
    public Task SubmitWriteAsync(BatchedWrite write)
    {
        if (!database.HasOneWriter)
            return write.ExecuteWriteAsync();
        if (Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0)
            return WriteSingleAsync(write);
        _queue.Enqueue(write);
        if (Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0)
            ScheduleDrain();
        return write.Completion;
    }

    private async Task WriteSingleAsync(BatchedWrite write)
    {
        try
        {
            using IDisposable writerTurn = await writerLock
                .AcquireLockAsync(CancellationToken.None)
                .ConfigureAwait(false);
            await CommitBatchAsync([write]).ConfigureAwait(false);
        }
        finally
        {
            if (_queue.IsEmpty)
                GoIdle();
            else
                ScheduleDrain();
        }

        write.SignalCompletion();
        await write.Completion.ConfigureAwait(false);
    }

    // Run on the thread pool so that the caller's grain is not blocked.
    private void ScheduleDrain() =>
        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.DrainQueueAsync(), this, preferLocal: false);

    private async Task DrainQueueAsync()
    {
        var batch = new List<BatchedWrite>(MaxBatchSize);
        while (true)
        {
            // The lock is released after each batch, because other code, such as the purge of a tenant, also writes.
            using (await writerLock.AcquireLockAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatchSize && _queue.TryDequeue(out BatchedWrite? next))
                    batch.Add(next);
                if (batch.Count > 0)
                    await CommitBatchAsync(batch).ConfigureAwait(false);
            }

            foreach (BatchedWrite write in batch)
                write.SignalCompletion();
            batch.Clear();
            if (_queue.IsEmpty)
            {
                GoIdle();
                return;
            }
        }
    }

    // A write may be queued between the check of the queue and the reset of the flag, so the queue is checked again.
    private void GoIdle()
    {
        Volatile.Write(ref _isRunning, 0);
        if (!_queue.IsEmpty && Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0)
            ScheduleDrain();
    }

    private async Task CommitBatchAsync(List<BatchedWrite> batch)
    {
        try
        {
            await database.CommitBatchAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (BatchedWrite write in batch)
                write.Failure ??= e;
        }
    }
}
