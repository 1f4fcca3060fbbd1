using System.Collections.Concurrent;

namespace Scim.Storage.Batching;

/// <summary>
/// Batches items that arrive while a previous batch is running. An item that arrives alone is processed at once.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Most of the cost of a small statement is the fixed cost that PostgreSQL and the network have for each statement.
/// </remarks>
/// <typeparam name="T">The type of the items. An item notifies its own caller.</typeparam>
/// <param name="processBatch">Processes a batch and notifies the callers of its items. Must not throw.</param>
/// <param name="maxConcurrentBatches">The maximum number of batches that run at the same time. A higher number makes
/// batches smaller.</param>
/// <param name="order">The order of the items in a batch; items that compare equal are never in the same batch. Null
/// for the order of arrival.</param>
internal sealed class WriteBatcher<T>(
    Func<IReadOnlyList<T>, Task> processBatch,
    int maxConcurrentBatches,
    IComparer<T>? order = null
)
{
    // A full batch delays the callers by about 10 ms.
    private const int MaxBatchSize = 64;

    private readonly ConcurrentQueue<T> _queue = new();
    private int _runningBatches;

    /// <summary>Adds an item to the queue.</summary>
    public void EnqueueItem(T item)
    {
        _queue.Enqueue(item);
        TryStartBatch();
    }

    // Runs batches on the thread pool so that the caller's grain is not blocked.
    private void TryStartBatch()
    {
        for (
            int running = Volatile.Read(ref _runningBatches);
            running < maxConcurrentBatches && !_queue.IsEmpty;
            running = Volatile.Read(ref _runningBatches)
        )
        {
            if (Interlocked.CompareExchange(ref _runningBatches, running + 1, running) != running)
                continue;
            ThreadPool.UnsafeQueueUserWorkItem(
                static batcher => _ = batcher.DrainQueueAsync(),
                this,
                preferLocal: false
            );
            return;
        }
    }

    private async Task DrainQueueAsync()
    {
        while (TakeNextBatch() is { Count: > 0 } batch)
            await processBatch(batch).ConfigureAwait(false);

        // An item may be queued between the check of the queue and the decrement, so the queue is checked again.
        Interlocked.Decrement(ref _runningBatches);
        TryStartBatch();
    }

    private List<T> TakeNextBatch()
    {
        lock (_queue)
        {
            if (order is null)
                return TakeInArrivalOrder();
            var batch = new SortedSet<T>(order);
            while (batch.Count < MaxBatchSize && _queue.TryPeek(out T? next) && batch.Add(next))
                _queue.TryDequeue(out _);
            return [.. batch];
        }
    }

    private List<T> TakeInArrivalOrder()
    {
        var batch = new List<T>();
        while (batch.Count < MaxBatchSize && _queue.TryDequeue(out T? next))
            batch.Add(next);
        return batch;
    }
}

/// <summary>Settings that all batchers share.</summary>
internal static class WriteBatcher
{
    /// <summary>
    /// The maximum number of batches that a batcher runs at the same time: half the number of processors, between 1 and
    /// 4. With few processors, one large batch costs least.
    /// </summary>
    public static int MaxConcurrentBatches { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
}
