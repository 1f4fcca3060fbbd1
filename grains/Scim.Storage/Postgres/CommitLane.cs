using System.Collections.Concurrent;
using Npgsql;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes states. One that comes alone is written at once; those that come meanwhile wait and are written together by one statement: what PostgreSQL and the network do
/// for each statement is most of what a write costs. Each is committed when it is answered. If the database refuses one of several, none of them was written,
/// and each is written alone. Thread-safe.
/// </summary>
/// <param name="write">Writes states in one transaction and tells for each whether it was written. If not patient, it fails rather than wait long for a lock.</param>
/// <param name="most">How many statements may be under way. Each more makes them smaller.</param>
internal sealed class CommitLane(Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> write, int most = 1)
{
    // So many hold up whoever waits for some 10 ms.
    private const int MostTogether = 64;

    private readonly ConcurrentQueue<StateWrite> _waiting = new();
    private int _underWay;

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the database had the version that was to be replaced.</returns>
    public Task<bool> Run(StateWrite state)
    {
        _waiting.Enqueue(state);
        Begin();
        return state.Done;
    }

    // Not on the thread of whoever asked: his grain has something else to do.
    private void Begin()
    {
        for (int now = Volatile.Read(ref _underWay); now < most && !_waiting.IsEmpty; now = Volatile.Read(ref _underWay))
        {
            if (Interlocked.CompareExchange(ref _underWay, now + 1, now) != now) continue;
            ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.Drain(), this, preferLocal: false);
            return;
        }
    }

    private async Task Drain()
    {
        while (Next() is { Count: > 0 } states) await Together(states).ConfigureAwait(false);

        // Whoever came between the look at the queue and this begins anew.
        Interlocked.Decrement(ref _underWay);
        Begin();
    }

    // In the order of keys, so that those who write the same rows lock them in the same order. A grain has one write at a time; should there be two, the second one waits.
    private List<StateWrite> Next()
    {
        var states = new SortedDictionary<(string, string), StateWrite>(Keys.Instance);
        lock (_waiting)
        {
            while (states.Count < MostTogether && _waiting.TryPeek(out StateWrite? next) && states.TryAdd((next.Key, next.Type), next)) _waiting.TryDequeue(out _);
        }

        return [.. states.Values];
    }

    private async Task Together(List<StateWrite> states)
    {
        try
        {
            bool[] written = await write(states, false).ConfigureAwait(false);
            for (int i = 0; i < states.Count; i++) states[i].Settle(written[i]);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable || (states.Count > 1 && IsRefusal(e)))
        {
            // Not here: whichever has to wait for a lock must not hold up the others.
            foreach (StateWrite state in states) _ = Alone(state);
        }
        catch (Exception e)
        {
            foreach (StateWrite state in states) state.Fail(e);
        }
    }

    // Errors after which the transaction is certainly rolled back: values, constraints, deadlocks, what functions raise. Not that the server is going down.
    private static bool IsRefusal(PostgresException e) => e.SqlState is ['2' or '4', ..] or ['P', '0', ..];

    private async Task Alone(StateWrite state)
    {
        try
        {
            state.Settle((await write([state], true).ConfigureAwait(false))[0]);
        }
        catch (Exception e)
        {
            state.Fail(e);
        }
    }

    private sealed class Keys : IComparer<(string Key, string Type)>
    {
        public static readonly Keys Instance = new();

        public int Compare((string Key, string Type) x, (string Key, string Type) y) =>
            string.CompareOrdinal(x.Key, y.Key) is not 0 and var order ? order : string.CompareOrdinal(x.Type, y.Type);
    }
}
