using System.Collections.Concurrent;

namespace Scim.Storage.Batching;

/// <summary>
/// Has what comes at the same time done together. What comes alone is begun at once; what comes meanwhile waits, and is
/// taken together when that has ended: what PostgreSQL and the network do for each statement is most of what a small
/// one costs. Thread-safe.
/// </summary>
/// <typeparam name="T">What is to be done; it tells whoever waits for it itself.</typeparam>
/// <param name="together">Does some of them and tells those who wait, whatever happens: it must not throw.</param>
/// <param name="statements">How many may be under way. Each more makes them smaller.</param>
/// <param name="order">The order in which they are given to <paramref name="together"/>; equal ones are never given
/// together. Null for that of their arrival.</param>
internal sealed class WriteBatcher<T>(
    Func<IReadOnlyList<T>, Task> together,
    int statements,
    IComparer<T>? order = null
)
{
    // So many hold up whoever waits for some 10 ms.
    private const int MaxBatchSize = 64;

    private readonly ConcurrentQueue<T> _queue = new();
    private int _runningBatches;

    /// <summary>Adds to what is to be done.</summary>
    public void EnqueueItem(T one)
    {
        _queue.Enqueue(one);
        TryStartBatch();
    }

    // Not on the thread of whoever asked: his grain has something else to do.
    private void TryStartBatch()
    {
        for (
            int now = Volatile.Read(ref _runningBatches);
            now < statements && !_queue.IsEmpty;
            now = Volatile.Read(ref _runningBatches)
        )
        {
            if (Interlocked.CompareExchange(ref _runningBatches, now + 1, now) != now)
                continue;
            ThreadPool.UnsafeQueueUserWorkItem(
                static lane => _ = lane.DrainQueueAsync(),
                this,
                preferLocal: false
            );
            return;
        }
    }

    private async Task DrainQueueAsync()
    {
        while (TakeNextBatch() is { Count: > 0 } some)
            await together(some).ConfigureAwait(false);

        // Whoever came between the look at the queue and this begins anew.
        Interlocked.Decrement(ref _runningBatches);
        TryStartBatch();
    }

    private List<T> TakeNextBatch()
    {
        lock (_queue)
        {
            if (order is null)
                return TakeInArrivalOrder();
            var some = new SortedSet<T>(order);
            while (some.Count < MaxBatchSize && _queue.TryPeek(out T? next) && some.Add(next))
                _queue.TryDequeue(out _);
            return [.. some];
        }
    }

    private List<T> TakeInArrivalOrder()
    {
        var some = new List<T>();
        while (some.Count < MaxBatchSize && _queue.TryDequeue(out T? next))
            some.Add(next);
        return some;
    }
}

/// <summary>What all lanes have in common.</summary>
internal static class WriteBatcher
{
    /// <summary>
    /// How many statements of a lane may be under way: the more processors make work, the more of the database's may do
    /// it. Where there are few, one with all that waits costs least.
    /// </summary>
    public static int MaxConcurrentBatches { get; } =
        Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
}
