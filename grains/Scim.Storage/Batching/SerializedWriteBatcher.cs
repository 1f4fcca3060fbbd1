using System.Collections.Concurrent;
using Scim.Storage.Databases;

namespace Scim.Storage.Batching;

/// <summary>
/// Brings writes to a database that has one writer at a time. A write that comes alone is carried out at once; those
/// that come while another is being written wait and are committed together, each whole or not at all, so that they
/// share the one wait for the disk. Nobody is told before that is over. Thread-safe.
/// </summary>
internal sealed class SerializedWriteBatcher(ScimDatabase database, SingleWriterLock gate)
{
    // So many hold up whoever else wants to write for some 20 ms.
    private const int MaxBatchSize = 64;

    private readonly ConcurrentQueue<BatchedWrite> _queue = new();
    private int _isRunning;

    /// <summary>Carries out a write.</summary>
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
            using IDisposable turn = await gate.AcquireLockAsync(CancellationToken.None)
                .ConfigureAwait(false);
            await write.ExecuteWriteAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_queue.IsEmpty)
                TryGoIdle();
            else
                ScheduleDrain();
        }
    }

    // Not on the thread of whoever asked: his grain has something else to do.
    private void ScheduleDrain() =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static queue => _ = queue.DrainQueueAsync(),
            this,
            preferLocal: false
        );

    private async Task DrainQueueAsync()
    {
        var batch = new List<BatchedWrite>(MaxBatchSize);
        while (true)
        {
            // The turn is given back each time, since what removes a tenant writes, too.
            using (await gate.AcquireLockAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatchSize && _queue.TryDequeue(out BatchedWrite? next))
                    batch.Add(next);
                if (batch.Count > 0)
                    await CommitBatchAsync(batch).ConfigureAwait(false);
            }

            foreach (BatchedWrite write in batch)
                write.SignalCompletion();
            batch.Clear();
            if (_queue.IsEmpty && TryGoIdle())
                return;
        }
    }

    // Whoever comes between the look at the queue and the end of the work starts anew.
    private bool TryGoIdle()
    {
        Volatile.Write(ref _isRunning, 0);
        if (_queue.IsEmpty || Interlocked.CompareExchange(ref _isRunning, 1, 0) != 0)
            return true;
        ScheduleDrain();
        return true;
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
