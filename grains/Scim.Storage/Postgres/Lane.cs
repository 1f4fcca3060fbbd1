using System.Collections.Concurrent;

namespace Scim.Storage.Postgres;

/// <summary>
/// Has what comes at the same time done together. What comes alone is begun at once; what comes meanwhile waits, and is taken together when that has ended: what
/// PostgreSQL and the network do for each statement is most of what a small one costs. Thread-safe.
/// </summary>
/// <typeparam name="T">What is to be done; it tells whoever waits for it itself.</typeparam>
/// <param name="together">Does some of them and tells those who wait, whatever happens: it must not throw.</param>
/// <param name="statements">How many may be under way. Each more makes them smaller.</param>
/// <param name="order">The order in which they are given to <paramref name="together"/>; equal ones are never given together. Null for that of their arrival.</param>
internal sealed class Lane<T>(Func<IReadOnlyList<T>, Task> together, int statements, IComparer<T>? order = null)
{
    // So many hold up whoever waits for some 10 ms.
    private const int Most = 64;

    private readonly ConcurrentQueue<T> _waiting = new();
    private int _underWay;

    /// <summary>Adds to what is to be done.</summary>
    public void Add(T one)
    {
        _waiting.Enqueue(one);
        Begin();
    }

    // Not on the thread of whoever asked: his grain has something else to do.
    private void Begin()
    {
        for (int now = Volatile.Read(ref _underWay); now < statements && !_waiting.IsEmpty; now = Volatile.Read(ref _underWay))
        {
            if (Interlocked.CompareExchange(ref _underWay, now + 1, now) != now) continue;
            ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.Drain(), this, preferLocal: false);
            return;
        }
    }

    private async Task Drain()
    {
        while (Next() is { Count: > 0 } some) await together(some).ConfigureAwait(false);

        // Whoever came between the look at the queue and this begins anew.
        Interlocked.Decrement(ref _underWay);
        Begin();
    }

    private List<T> Next()
    {
        lock (_waiting)
        {
            if (order is null) return Taken();
            var some = new SortedSet<T>(order);
            while (some.Count < Most && _waiting.TryPeek(out T? next) && some.Add(next)) _waiting.TryDequeue(out _);
            return [.. some];
        }
    }

    private List<T> Taken()
    {
        var some = new List<T>();
        while (some.Count < Most && _waiting.TryDequeue(out T? next)) some.Add(next);
        return some;
    }
}

/// <summary>What all lanes have in common.</summary>
internal static class Lane
{
    /// <summary>
    /// How many statements of a lane may be under way: the more processors make work, the more of the database's may do it. Where there are few, one with all that
    /// waits costs least.
    /// </summary>
    public static int Statements { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
}
